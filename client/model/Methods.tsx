import { DataRows } from '../ui/Figure.tsx';
import { useFormat } from '../ui/format.ts';
import { NotYet } from '../ui/NotYet.tsx';
import { WhyFoot } from '../ui/WhyFoot.tsx';
import { useWords } from '../ui/words.ts';
import type { Card, Horizon } from './card.ts';
import css from './model.module.css';
import { modelWords } from './words.ts';

/** What is usually written of each model. */
const modelNames = {
  BG_NBD: 'BG/NBD',
  MBG_NBD: 'MBG/NBD',
  MBG_CNBD_2: 'MBG/CNBD-2',
  MBG_CNBD_3: 'MBG/CNBD-3',
  MBG_CNBD_4: 'MBG/CNBD-4',
  PARETO_NBD: 'Pareto/NBD',
} as const;

/** What answers, by which models and parameters: for who wants to check. */
export function Methods({ card, horizon }: { readonly card: Card; readonly horizon: Horizon | null }) {
  const words = useWords(modelWords);
  const format = useFormat();
  const { base, chosen, spend } = card;
  return (
    <details className={css.more}>
      <summary>{words('method')}</summary>
      <h3>{words('chosen')}</h3>
      <DataRows
        label={words('chosen')}
        columns={[words('horizon'), words('methodColumn'), words('shift'), words('slope'), words('examples')]}
        rows={chosen.map(({ horizonDays, method, shiftShare, slopeShare, examples }) => [
          words('days', { days: horizonDays }),
          words(method),
          format.percent(shiftShare),
          format.percent(slopeShare),
          format.whole(examples),
        ])}
      />
      <h3>{words('models')}</h3>
      {base.length === 0 ? (
        <NotYet why={card.insufficientData} />
      ) : (
        <DataRows
          label={words('models')}
          columns={[
            words('model'),
            words('parameters'),
            words('guests'),
            words('logLikelihood'),
            words('logLoss'),
            words('converged'),
          ]}
          rows={base.map(({ model, parameters, customers, logLikelihood, converged }) => [
            modelNames[model],
            parameters.map(({ name, value }) => `${name} ${format.decimal(value, 3)}`).join(' · '),
            format.whole(customers),
            format.whole(logLikelihood),
            format.decimal(pastLoss(card, model, horizon), 3),
            words(converged ? 'convergedYes' : 'convergedNo'),
          ])}
        />
      )}
      <h3>{words('spend')}</h3>
      {spend === null ? (
        <NotYet why={card.insufficientSpendData ?? card.insufficientData} />
      ) : (
        <p>
          {words(spend.method, {
            p: format.decimal(spend.p, 2),
            q: format.decimal(spend.q, 2),
            v: format.money(spend.v),
            customers: spend.customers,
            correlation: format.decimal(spend.correlation, 2),
          })}
        </p>
      )}
      {card.meanSpend !== null && <p>{words('meanSpend', { amount: format.money(card.meanSpend) })}</p>}
      <WhyFoot
        method={words('version', { version: card.version, week: format.day(card.week) })}
        query="{ modelCard { verdict chosen { horizonDays method } base { model parameters { name value } logLikelihood } backTest { horizons { horizonDays guests ece coverage50 coverage80 bins { guests predicted observed } } } } }"
      />
    </details>
  );
}

/** Mean log loss of a single model over the past days of a horizon, weighted by guests; null: not tried. */
function pastLoss(card: Card, model: Card['base'][number]['model'], horizon: Horizon | null): number | null {
  const tried = card.backTest.origins.flatMap(({ horizonDays, guests, models }) => {
    const loss = models.find(({ name }) => name === model)?.logLoss ?? null;
    return horizonDays === horizon?.horizonDays && loss !== null ? [{ guests, loss }] : [];
  });
  const guests = tried.reduce((sum, origin) => sum + origin.guests, 0);
  return guests === 0 ? null : tried.reduce((sum, origin) => sum + origin.guests * origin.loss, 0) / guests;
}
