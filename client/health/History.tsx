import { useQuery } from '@apollo/client/react';
import { useState } from 'react';
import { useAsOf } from '../ui/as-of.ts';
import { Choice } from '../ui/Choice.tsx';
import { type StepMark, Steps } from '../ui/charts/Steps.tsx';
import { Card, Figure } from '../ui/Figure.tsx';
import { useFormat } from '../ui/format.ts';
import { type FragmentType, getFragmentData, graphql } from '../ui/graphql.ts';
import { Section } from '../ui/Section.tsx';
import { useFeature } from '../ui/viewer.ts';
import { common } from '../ui/words.common.ts';
import { useWords } from '../ui/words.ts';
import { Happened, type Happened_alert } from './Happened.tsx';
import css from './health.module.css';
import { newestChanges, type Span, spanStart, spans } from './history.ts';
import { healthWords } from './words.ts';

const history = graphql(`
  query HealthHistory($id: ID!, $asOf: DateTime, $withAlerts: Boolean!) {
    customerHealthScore(customerId: $id, asOf: $asOf) {
      asOf
      healthHistory(last: 400) {
        ...History_entry
      }
    }
    healthAlerts(filter: { customerIds: [$id] }, first: 50) @include(if: $withAlerts) {
      nodes {
        id
        asOf
        message
        ...Happened_alert
      }
    }
  }
`);

export const History_entry = graphql(`
  fragment History_entry on HealthHistoryEntry {
    scoredAt
    healthScore
    healthLevel
    configVersion
    configChanged
    significantChange {
      change
    }
    ...Happened_entry
  }
`);

/** The score as it was answered over time, with what happened on the way. */
export function History({ customerId }: { readonly customerId: string }) {
  const { instant } = useAsOf();
  const withAlerts = useFeature('REAL_TIME_ALERTS');
  const asked = useQuery(history, { variables: { id: customerId, asOf: instant, withAlerts } });
  return (
    <Section asked={asked} height={340}>
      {({ customerHealthScore: health, healthAlerts }) =>
        health !== null && <Line asOf={health.asOf} given={health.healthHistory} alerts={healthAlerts?.nodes ?? []} />
      }
    </Section>
  );
}

type Alert = { readonly id: string; readonly asOf: string; readonly message: string } & FragmentType<typeof Happened_alert>;

interface LineProps {
  readonly asOf: string;
  readonly given: readonly FragmentType<typeof History_entry>[];
  readonly alerts: readonly Alert[];
}

function Line({ asOf, given, alerts }: LineProps) {
  const words = useWords(healthWords);
  const general = useWords(common);
  const format = useFormat();
  const [span, setSpan] = useState<Span>('All');
  const entries = getFragmentData(History_entry, given);
  const points = entries.map(({ scoredAt, healthScore }) => ({ at: Date.parse(scoredAt), value: healthScore }));
  const to = Date.parse(asOf);
  const first = points[0];
  if (first === undefined || points.every(({ value }) => value === null)) return <Card title={words('historyNone')}>{null}</Card>;
  const from = spanStart(span, first.at, to);
  const known = points.filter(({ at, value }) => value !== null && at >= from).map(({ value }) => value ?? 0);
  const ringed = newestChanges(entries);
  const past = alerts.filter(({ asOf: at }) => Date.parse(at) <= to);
  const marks: StepMark[] = [
    ...ringed.map(({ scoredAt, healthScore }) => mark('change', scoredAt, healthScore, format.day(scoredAt))),
    ...past.map(({ id, asOf: at, message }) => ({ ...mark('alert', at, null, message), key: id })),
    ...entries
      .filter(({ configChanged }) => configChanged)
      .map(({ scoredAt, configVersion }) =>
        mark('configuration', scoredAt, null, words('settingsOn', { version: configVersion })),
      ),
  ];
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const since = format.day(new Date(Math.max(from, first.at)).toISOString());
  const title =
    points.length === 1 || known.length === 0
      ? words('historyOne', { score: format.whole(points.at(-1)?.value), day: format.day(entries.at(-1)?.scoredAt) })
      : least === most
        ? words('historyStill', { score: least, day: since })
        : words('historyTitle', { least, most, day: since });
  const name = words('historyName', {
    from: format.day(new Date(from).toISOString()),
    to: format.day(asOf),
    count: points.length,
  });
  return (
    <Figure
      title={title}
      caption={words('historyCaption', { count: points.length })}
      table={{
        columns: [words('day'), words('score'), words('level'), words('change'), words('settings')],
        rows: entries
          .toReversed()
          .map((entry) => [
            format.day(entry.scoredAt),
            format.whole(entry.healthScore),
            general(entry.healthLevel ?? 'NONE'),
            entry.significantChange === null ? '' : format.signed(entry.significantChange.change),
            entry.configVersion,
          ]),
      }}
    >
      {points.length > 1 && (
        <div className={css.bar}>
          <Choice
            name={words('spanLabel')}
            options={spans.map((value) => ({ value, label: words(`span${value}`) }))}
            value={span}
            onChange={setSpan}
          />
        </div>
      )}
      <Steps
        points={points}
        marks={marks}
        from={from}
        to={to}
        bands={[general('POOR'), general('FAIR'), general('GOOD'), general('EXCELLENT')]}
        month={format.shortMonth}
        day={format.shortDay}
        name={name}
      />
      <Happened entries={ringed} alerts={past} />
    </Figure>
  );
}

const mark = (kind: StepMark['kind'], at: string, value: number | null, text: string): StepMark => ({
  key: `${kind}.${at}`,
  kind,
  at: Date.parse(at),
  value,
  text,
});
