import { useQuery } from '@apollo/client/react';
import { useSearchParams } from 'react-router';
import { useAsOf } from '../ui/as-of.ts';
import { Choice } from '../ui/Choice.tsx';
import { useFormat } from '../ui/format.ts';
import { NotYet } from '../ui/NotYet.tsx';
import { Section } from '../ui/Section.tsx';
import { useTitle } from '../ui/title.ts';
import { useWords } from '../ui/words.ts';
import { asking } from './asking.ts';
import { Bias } from './Bias.tsx';
import { Chances } from './Chances.tsx';
import { Coverage } from './Coverage.tsx';
import { type Card, toldBin } from './card.ts';
import { Methods } from './Methods.tsx';
import css from './model.module.css';
import { Rivals } from './Rivals.tsx';
import { ScorePast } from './ScorePast.tsx';
import { modelWords } from './words.ts';

/** How often the predictions were right on this venue's own past, and better than what. */
export default function ModelPage() {
  const words = useWords(modelWords);
  const { instant } = useAsOf();
  useTitle(words('title'));
  const asked = useQuery(asking, { variables: { asOf: instant } });
  return (
    <div className={css.page}>
      <h1 className={css.title}>{words('title')}</h1>
      <Section asked={asked} height={720}>
        {({ modelCard }) => (modelCard === null ? <NotYet why={null} height={240} /> : <Shown card={modelCard} />)}
      </Section>
    </div>
  );
}

function Shown({ card }: { readonly card: Card }) {
  const words = useWords(modelWords);
  const format = useFormat();
  const [query, setQuery] = useSearchParams();
  const { horizons, origins } = card.backTest;
  const wanted = Number(query.get('horizon') ?? card.horizonDays);
  const shown = horizons.find(({ horizonDays }) => horizonDays === wanted) ?? horizons[0];
  const told = shown === undefined ? null : toldBin(shown.bins);
  const tenths = Math.round((told?.predicted ?? 0) * 10);
  const choose = (days: number) =>
    setQuery(
      (now) => {
        const next = new URLSearchParams(now);
        next.set('horizon', String(days));
        return next;
      },
      { replace: true, preventScrollReset: true },
    );
  const tier = card.tier === null ? 'tierNONE' : (`tier${card.tier}` as const);
  return (
    <div className={css.body}>
      <p className={css.verdict}>
        {shown === undefined || told === null
          ? words('noVerdict')
          : words(tenths === 0 || tenths === 10 ? 'verdictPercent' : 'verdict', {
              tenths,
              given: format.percent(told.predicted),
              share: format.percent(told.observed),
              days: shown.horizonDays,
            })}
      </p>
      <p className={css.quiet}>
        {words('known', { customers: card.customers, repeaters: card.repeaters, day: format.day(card.knownUntil) })}{' '}
        {words(tier, { share: format.percent(card.priorWeight) })} {card.tier !== null && words(`trust${card.trust}`)}
      </p>
      {card.insufficientData !== null && <NotYet why={card.insufficientData} />}
      {card.verdict.length > 0 && (
        <details className={css.more}>
          <summary>{words('inFull')}</summary>
          {card.verdict.map((sentence) => (
            <p key={sentence}>{sentence}</p>
          ))}
        </details>
      )}
      {horizons.length > 0 && (
        <Choice
          name={words('horizon')}
          showsName
          options={horizons.map(({ horizonDays }) => ({ value: horizonDays, label: words('days', { days: horizonDays }) }))}
          value={shown?.horizonDays}
          onChange={choose}
        />
      )}
      <h2 className="ecx-hidden">{words('reliability')}</h2>
      {shown === undefined ? (
        <div className={css.none}>
          <NotYet why={card.insufficientData} height={320} />
          <p className={css.quiet}>{words('noHorizon', { days: card.horizonDays })}</p>
        </div>
      ) : (
        <div className={css.figures}>
          <Chances horizon={shown} origins={origins.filter(({ horizonDays }) => horizonDays === shown.horizonDays)} />
          <div className={css.stack}>
            <Rivals horizon={shown} origins={origins.filter(({ horizonDays }) => horizonDays === shown.horizonDays)} />
            <Coverage horizon={shown} />
            <Bias horizon={shown} />
          </div>
        </div>
      )}
      <ScorePast past={card.healthScore} />
      <Methods card={card} horizon={shown ?? null} />
    </div>
  );
}
