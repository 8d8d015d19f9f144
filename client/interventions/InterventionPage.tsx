import { useQuery } from '@apollo/client/react';
import { useParams, useSearchParams } from 'react-router';
import type { InterventionOverviewQuery } from '../generated/graphql.ts';
import { useAsOf } from '../ui/as-of.ts';
import { FactRows } from '../ui/charts/FactRows.tsx';
import { Evidence } from '../ui/Evidence.tsx';
import { Card } from '../ui/Figure.tsx';
import { useFormat } from '../ui/format.ts';
import { getFragmentData } from '../ui/graphql.ts';
import { Link } from '../ui/Link.tsx';
import { NotYet } from '../ui/NotYet.tsx';
import { Near, Section } from '../ui/Section.tsx';
import { useTitle } from '../ui/title.ts';
import { Why } from '../ui/Why.tsx';
import { WhyFoot } from '../ui/WhyFoot.tsx';
import { useWords } from '../ui/words.ts';
import { ActionGuests } from './ActionGuests.tsx';
import { DayByDay } from './DayByDay.tsx';
import { type Effect, Effect_row, reportAsked, signedMoney, windowOf } from './effect.ts';
import { Returns, VisitLifts } from './figures.tsx';
import css from './interventions.module.css';
import { nameOf } from './naming.ts';
import { Verdict } from './Verdict.tsx';
import { WindowChoice } from './WindowChoice.tsx';
import { interventionWords } from './words.ts';

/** What came of one action. */
export default function InterventionPage() {
  const words = useWords(interventionWords);
  const { id = '' } = useParams();
  const { instant } = useAsOf();
  const [query] = useSearchParams();
  const window = windowOf(query.get('window'));
  // The whole report, as the list asks it: chance findings are judged among all actions.
  const asked = useQuery(reportAsked, { variables: { asOf: instant, window } });
  useTitle(nameOf({ title: null, action: id }));
  return (
    <div className={css.page}>
      <p>
        <Link to={{ to: 'interventions' }}>{words('toList')}</Link>
      </p>
      <Section asked={asked} height={480} heading={nameOf({ title: null, action: id })}>
        {({ interventionReport: report }) => {
          const effect = getFragmentData(Effect_row, report.actions).find(({ action }) => action === id);
          return effect === undefined ? <NotThere action={id} /> : <Found effect={effect} report={report} window={window} />;
        }}
      </Section>
    </div>
  );
}

function NotThere({ action }: { readonly action: string }) {
  const words = useWords(interventionWords);
  return (
    <>
      <h1>{nameOf({ title: null, action })}</h1>
      <p>{words('notFound')}</p>
    </>
  );
}

interface FoundProps {
  readonly effect: Effect;
  readonly report: InterventionOverviewQuery['interventionReport'];
  readonly window: number;
}

function Found({ effect, report, window }: FoundProps) {
  const words = useWords(interventionWords);
  const format = useFormat();
  const level = Math.round(report.intervalLevel * 10);
  const name = nameOf(effect);
  const { netGain, visits } = effect;
  const gain = netGain === null ? null : signedMoney(format, netGain.value);
  return (
    <div className={css.page}>
      <div className={css.top}>
        <h1>{name}</h1>
        <Verdict verdict={effect.verdict} />
      </div>
      <p className={css.answer}>
        {words(`${effect.verdict}_LONG`)}{' '}
        {netGain !== null && gain !== null && (
          <Why
            path="action.gain"
            label={gain}
            title={words('gainTitle')}
            content={() => <Reasons effect={effect} report={report} />}
          >
            {words('cardGain', { gain, low: signedMoney(format, netGain.low), high: signedMoney(format, netGain.high) })}
          </Why>
        )}
      </p>
      <div className={css.line}>
        <p className={css.quiet}>
          {words('period', { from: format.day(report.from), to: format.day(report.to), days: report.windowDays })}
        </p>
        <WindowChoice window={window} />
      </div>
      <h2 className="ecx-hidden">{words('result')}</h2>
      {visits === null ? (
        <NotYet why={effect.insufficientData} height={160} />
      ) : (
        <div className={css.figures}>
          <VisitLifts
            effects={[effect]}
            nameOf={() => words('visitsLane')}
            title={words('visitsOne', { value: format.signed(visits.difference, 2), held: format.decimal(visits.control, 2) })}
            caption={words('visitsCaption', { level, days: report.windowDays })}
          />
          <Returns
            effects={[effect]}
            nameOf={() => words('roiLane')}
            title={words(`roi_${effect.roi === null ? 'NONE' : 'SOME'}`, { roi: format.percent(effect.roi?.value ?? null) })}
            caption={words('roiCaption', { level, margin: format.percent(report.marginShare) })}
          />
        </div>
      )}
      {visits !== null && <DayByDay action={effect.action} window={window} />}
      <h2 className={css.part}>{words('who')}</h2>
      <Arms effect={effect} />
      <Near height={320}>
        <ActionGuests action={effect.action} window={window} />
      </Near>
    </div>
  );
}

function Reasons({ effect, report }: Pick<FoundProps, 'effect' | 'report'>) {
  const words = useWords(interventionWords);
  const format = useFormat();
  const { spend, netGain } = effect;
  return (
    <>
      <p>{words('gainWhy', { margin: format.percent(report.marginShare) })}</p>
      <FactRows
        facts={[
          ...(spend === null ? [] : [{ key: 'spend', name: words('spendLift'), value: signedMoney(format, spend.difference) }]),
          ...(netGain === null ? [] : [{ key: 'q', name: words('qValue'), value: format.percent(netGain.qValue, 1) }]),
        ]}
      />
      <Evidence items={effect.evidence} />
      <WhyFoot
        method={report.method}
        asOf={report.asOf}
        query="query Action($action: String) { interventionReport(action: $action) { method marginShare actions { verdict headline treated control visits { difference low high } netGain { value { amount } low { amount } high { amount } } roi { value low high } evidence { name value unit } } } }"
        variables={{ action: effect.action }}
      />
    </>
  );
}

/** How many guests there are in either arm, whether by chance, and whether they are enough. */
function Arms({ effect }: Pick<FoundProps, 'effect'>) {
  const words = useWords(interventionWords);
  const format = useFormat();
  const { treated, control, pending, contaminated, ratio, sampleSize } = effect;
  const share = { is: format.percent(ratio.controlShare), should: format.percent(ratio.expectedControlShare) };
  return (
    <div className={css.figures}>
      <Card title={words('armsTitle', { treated, control })}>
        <FactRows
          facts={[
            { key: 'treated', name: words('TREATMENT'), value: format.whole(treated) },
            { key: 'control', name: words('CONTROL'), value: format.whole(control), note: words('controlNote') },
            { key: 'pending', name: words('pending'), value: format.whole(pending) },
            { key: 'contaminated', name: words('contaminated'), value: format.whole(contaminated) },
          ]}
        />
      </Card>
      <Card title={words(sampleSize.have >= sampleSize.need ? 'enough' : 'tooFew')}>
        <FactRows
          facts={[
            {
              key: 'need',
              name: words('need', { effect: format.whole(sampleSize.smallestEffect * 100) }),
              value: words('haveNeed', { have: sampleSize.have, need: sampleSize.need }),
            },
            {
              key: 'ratio',
              name: words('ratio'),
              value: ratio.controlShare === null ? '–' : words('ratioIs', share),
              note: ratio.mismatch ? words('mismatch') : words('ratioFine'),
            },
          ]}
        />
      </Card>
    </div>
  );
}
