import { useQuery } from '@apollo/client/react';
import { lazy, Suspense, useState } from 'react';
import { useSearchParams } from 'react-router';
import type { InterventionOverviewQuery } from '../generated/graphql.ts';
import { useAsOf } from '../ui/as-of.ts';
import { useFormat } from '../ui/format.ts';
import { getFragmentData } from '../ui/graphql.ts';
import { Icon } from '../ui/Icon.tsx';
import { Link } from '../ui/Link.tsx';
import { Section } from '../ui/Section.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { useTitle } from '../ui/title.ts';
import { useMay } from '../ui/viewer.ts';
import { useWords } from '../ui/words.ts';
import { type Effect, Effect_row, inOrder, reportAsked, signedMoney, windowOf } from './effect.ts';
import { Returns, VisitLifts } from './figures.tsx';
import css from './interventions.module.css';
import { nameOf } from './naming.ts';
import { Verdict } from './Verdict.tsx';
import { WindowChoice } from './WindowChoice.tsx';
import { interventionWords } from './words.ts';

const PlanPanel = lazy(() => import('./PlanPanel.tsx').then((module) => ({ default: module.PlanPanel })));

/** Did what we did pay? */
export default function InterventionsPage() {
  const words = useWords(interventionWords);
  const { day, instant } = useAsOf();
  const [query] = useSearchParams();
  const records = useMay('RECORD');
  const [isPlanning, setPlanning] = useState(false);
  const window = windowOf(query.get('window'));
  const asked = useQuery(reportAsked, { variables: { asOf: instant, window }, fetchPolicy: 'cache-and-network' });
  useTitle(words('title'));
  return (
    <div className={css.page}>
      <div className={css.top}>
        <h1>{words('title')}</h1>
        {records && (
          <button
            type="button"
            className={css.button}
            aria-expanded={isPlanning}
            disabled={day !== null}
            title={day === null ? undefined : words('pastReason')}
            onClick={() => setPlanning(!isPlanning)}
          >
            <Icon name="plus" size={14} /> {words('plan')}
          </button>
        )}
      </div>
      {isPlanning && day === null && (
        <Suspense fallback={<Skeleton height={400} />}>
          <PlanPanel />
        </Suspense>
      )}
      <Section asked={asked} height={560}>
        {({ interventionReport }) => <Shown report={interventionReport} window={window} />}
      </Section>
    </div>
  );
}

interface ShownProps {
  readonly report: InterventionOverviewQuery['interventionReport'];
  readonly window: number;
}

function Shown({ report, window }: ShownProps) {
  const words = useWords(interventionWords);
  const format = useFormat();
  const effects = inOrder(getFragmentData(Effect_row, report.actions));
  const period = { from: format.day(report.from), to: format.day(report.to), days: report.windowDays };
  if (effects.length === 0)
    return (
      <div className={css.panel}>
        <h2>{words('none')}</h2>
        <p>{words('noneHint')}</p>
      </div>
    );
  const level = Math.round(report.intervalLevel * 10);
  const judged = effects.filter(({ visits }) => visits !== null).length;
  const paid = effects.filter(({ verdict }) => verdict === 'PAID' || verdict === 'PAID_LIKELY').length;
  const link = (effect: Effect) => <Link to={{ to: 'interventions', id: effect.action }}>{nameOf(effect)}</Link>;
  return (
    <div className={css.page}>
      <p className={css.answer}>
        <Answer report={report} />
      </p>
      <div className={css.line}>
        <p className={css.quiet}>{words('period', period)}</p>
        <WindowChoice window={window} />
      </div>
      <h2 className="ecx-hidden">{words('compared')}</h2>
      <div className={css.figures}>
        <Returns
          effects={effects}
          nameOf={link}
          title={words('roiTitle', { paid, all: effects.length })}
          caption={words('roiCaption', { level, margin: format.percent(report.marginShare) })}
        />
        <VisitLifts
          effects={effects}
          nameOf={link}
          title={words('visitsTitle', { judged })}
          caption={words('visitsCaption', { level, days: report.windowDays })}
        />
      </div>
      <h2 className={css.part}>{words('all')}</h2>
      <ul className={css.list}>
        {effects.map((effect) => (
          <li key={effect.action} className={css.card}>
            <div className={css.line}>
              <h3>{link(effect)}</h3>
              <Verdict verdict={effect.verdict} />
            </div>
            <p>
              {effect.netGain === null
                ? words('cardFew', { have: effect.sampleSize.have, need: effect.sampleSize.need })
                : words('cardGain', {
                    gain: signedMoney(format, effect.netGain.value),
                    low: signedMoney(format, effect.netGain.low),
                    high: signedMoney(format, effect.netGain.high),
                  })}
            </p>
            <p className={css.small}>
              {words('arms', { treated: effect.treated, control: effect.control, pending: effect.pending })}
            </p>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** All actions in one sentence. */
function Answer({ report: { total } }: Pick<ShownProps, 'report'>) {
  const words = useWords(interventionWords);
  const format = useFormat();
  const { netGain, treated, control, actions } = total;
  if (netGain === null) return words('answerNone', { treated, control });
  const sign = Number(netGain.low.amount) > 0 ? 'gain' : Number(netGain.high.amount) < 0 ? 'loss' : 'open';
  return words('answer', {
    sign,
    actions,
    value:
      sign === 'loss'
        ? format.money({ ...netGain.value, amount: netGain.value.amount.replace('-', '') })
        : format.money(netGain.value),
    low: signedMoney(format, netGain.low),
    high: signedMoney(format, netGain.high),
  });
}
