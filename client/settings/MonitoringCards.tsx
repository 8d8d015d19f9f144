import { Card, DataRows } from '../ui/Figure.tsx';
import { useFormat } from '../ui/format.ts';
import { type FragmentType, getFragmentData, graphql } from '../ui/graphql.ts';
import { Severity } from '../ui/Marks.tsx';
import { useReading, useWords } from '../ui/words.ts';
import { durationText } from './duration.ts';
import css from './settings.module.css';
import { monitoringWords } from './words.monitoring.ts';

export const Speed_operation = graphql(`
  fragment Speed_operation on OperationStatistics {
    operation
    count
    failed
    errors {
      code
      count
    }
    p50Seconds
    p90Seconds
    p99Seconds
  }
`);

export const Queue_queue = graphql(`
  fragment Queue_queue on WorkQueue {
    waitingCustomers
    oldestCustomerSeconds
    waitingJobs
    oldestJobSeconds
    runningJobs
    failedJobs
  }
`);

export const Runs_runs = graphql(`
  fragment Runs_runs on RunStatistics {
    queued
    running
    finished
    lastSeconds
    medianSeconds
    p90Seconds
  }
`);

export const Drift_drift = graphql(`
  fragment Drift_drift on ScoreDrift {
    days
    stabilityIndex
    now {
      ...Drift_scores
    }
    before {
      ...Drift_scores
    }
  }
`);

export const Drift_scores = graphql(`
  fragment Drift_scores on ScoreDistribution {
    meanScore
    quantiles {
      p10
      p25
      p50
      p75
      p90
    }
  }
`);

export const Calibration_point = graphql(`
  fragment Calibration_point on CalibrationPoint {
    day
    horizonDays
    guests
    predicted
    observed
  }
`);

export const AlertAnswers_response = graphql(`
  fragment AlertAnswers_response on AlertResponseTime {
    severity
    raised
    acknowledged
    medianSeconds
    p90Seconds
  }
`);

/** A length of time for this reader. */
function useDuration(): (seconds: number | null) => string {
  const { locale } = useReading();
  return (seconds) => durationText(seconds, locale);
}

interface SpeedProps {
  /** Null: nothing is counted. */
  readonly since: string | null;
  readonly operations: readonly FragmentType<typeof Speed_operation>[];
}

/** How fast the API answers, and what failed. */
export function Speed({ since, operations }: SpeedProps) {
  const words = useWords(monitoringWords);
  const format = useFormat();
  const time = useDuration();
  const rows = getFragmentData(Speed_operation, operations);
  if (since === null) return <Card title={words('notCounting')}>{null}</Card>;
  const count = rows.reduce((sum, row) => sum + row.count, 0);
  const failed = rows.reduce((sum, row) => sum + row.failed, 0);
  const title = words('speed', { count, failed, since: format.time(since) });
  return (
    <Card title={title}>
      <DataRows
        label={title}
        columns={[
          words('operation'),
          words('count'),
          words('failed'),
          words('median'),
          words('p90'),
          words('p99'),
          words('errors'),
        ]}
        rows={rows.map((row) => [
          row.operation,
          format.whole(row.count),
          format.whole(row.failed),
          time(row.p50Seconds),
          time(row.p90Seconds),
          time(row.p99Seconds),
          row.errors.map((error) => `${error.code} ${format.whole(error.count)}`).join(', ') || words('nothing'),
        ])}
      />
    </Card>
  );
}

/** What waits to be done. */
export function Queue({ queue: given }: { readonly queue: FragmentType<typeof Queue_queue> }) {
  const words = useWords(monitoringWords);
  const format = useFormat();
  const time = useDuration();
  const queue = getFragmentData(Queue_queue, given);
  const { waitingCustomers: count, oldestCustomerSeconds } = queue;
  const isClear = count === 0 && (queue.waitingJobs ?? 0) === 0;
  const title = isClear
    ? words('queueClear')
    : words('queueWaits', { count, time: time(oldestCustomerSeconds ?? queue.oldestJobSeconds) });
  const facts: readonly (readonly [string, string])[] = [
    [words('waitingCustomers'), format.whole(count)],
    [words('waitingJobs'), format.whole(queue.waitingJobs)],
    [words('oldestJob'), time(queue.oldestJobSeconds)],
    [words('runningJobs'), format.whole(queue.runningJobs)],
    [words('failedJobs'), format.whole(queue.failedJobs)],
  ];
  return (
    <Card title={title}>
      {queue.waitingJobs === null && <p className={css.hint}>{words('noWorker')}</p>}
      <Facts facts={facts} />
    </Card>
  );
}

function Facts({ facts }: { readonly facts: readonly (readonly [string, string])[] }) {
  return (
    <dl className={css.figures}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The scorings of everybody. */
export function Runs({ runs: given }: { readonly runs: FragmentType<typeof Runs_runs> }) {
  const words = useWords(monitoringWords);
  const format = useFormat();
  const time = useDuration();
  const { queued, running, finished, lastSeconds, medianSeconds, p90Seconds } = getFragmentData(Runs_runs, given);
  return (
    <Card title={words('runs', { count: finished })}>
      <Facts
        facts={[
          [words('lastRun'), time(lastSeconds)],
          [words('median'), time(medianSeconds)],
          [words('p90'), time(p90Seconds)],
          [words('queued'), format.whole(queued)],
          [words('running'), format.whole(running)],
        ]}
      />
    </Card>
  );
}

const calmBelow = 0.1;
const largeFrom = 0.25;
const quantiles = [
  ['p10', 'tenth'],
  ['p25', 'quarter'],
  ['p50', 'half'],
  ['p75', 'threeQuarters'],
  ['p90', 'nineTenths'],
] as const;

/** How far the scores have moved. */
export function Drift({ drift }: { readonly drift: FragmentType<typeof Drift_drift> }) {
  const words = useWords(monitoringWords);
  const format = useFormat();
  const { days, stabilityIndex: index, now: ofNow, before: ofBefore } = getFragmentData(Drift_drift, drift);
  const now = getFragmentData(Drift_scores, ofNow);
  const before = getFragmentData(Drift_scores, ofBefore);
  const moved = index === null ? null : index < calmBelow ? 'driftCalm' : index < largeFrom ? 'driftMoved' : 'driftLarge';
  const title =
    moved === null || before === null
      ? words('driftNone')
      : words(moved, { before: format.decimal(before.meanScore), now: format.decimal(now.meanScore), days });
  return (
    <Card title={title}>
      <DataRows
        label={words('drift')}
        columns={[words('quantile'), words('scoreNow'), words('scoreBefore', { days })]}
        rows={quantiles.map(([key, name]) => [
          words(name),
          format.whole(now.quantiles?.[key]),
          format.whole(before?.quantiles?.[key]),
        ])}
      />
      {index !== null && <p className={css.hint}>{words('stability', { index: format.decimal(index, 2) })}</p>}
    </Card>
  );
}

/** What was predicted, beside what came. */
export function Calibration({ points }: { readonly points: readonly FragmentType<typeof Calibration_point>[] }) {
  const words = useWords(monitoringWords);
  const format = useFormat();
  const rows = getFragmentData(Calibration_point, points);
  if (rows.length === 0) return <Card title={words('calibrationNone')}>{null}</Card>;
  return (
    <Card title={words('calibration')}>
      <DataRows
        label={words('calibration')}
        columns={[words('day'), words('guests'), words('predicted'), words('observed'), words('difference')]}
        rows={rows.map(({ day, guests, predicted, observed }) => [
          format.day(day),
          format.whole(guests),
          format.percent(predicted, 1),
          format.percent(observed, 1),
          format.signed((observed - predicted) * 100, 1),
        ])}
      />
      <p className={css.hint}>{words('horizon', { days: rows[0]?.horizonDays ?? 0 })}</p>
    </Card>
  );
}

/** How fast somebody looked at alerts. */
export function AlertAnswers({ responses }: { readonly responses: readonly FragmentType<typeof AlertAnswers_response>[] }) {
  const words = useWords(monitoringWords);
  const format = useFormat();
  const time = useDuration();
  const rows = getFragmentData(AlertAnswers_response, responses);
  const raised = rows.reduce((sum, row) => sum + row.raised, 0);
  const acknowledged = rows.reduce((sum, row) => sum + row.acknowledged, 0);
  const title = words('answers', { raised, acknowledged });
  return (
    <Card title={title}>
      <DataRows
        label={title}
        columns={[words('severity'), words('raised'), words('acknowledged'), words('median'), words('p90')]}
        rows={rows.map((row) => [
          <Severity key={row.severity} level={row.severity} />,
          format.whole(row.raised),
          format.whole(row.acknowledged),
          time(row.medianSeconds),
          time(row.p90Seconds),
        ])}
      />
    </Card>
  );
}
