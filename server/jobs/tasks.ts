import type { Db } from '../db/open.ts';
import { forgetOld, retentionOf } from '../store/retention.ts';
import { requestDueRun } from '../store/runs.ts';
import { escalateAlerts } from './alert-sink.ts';
import { type BulkJobs, runBulkExport } from './bulk-exports.ts';
import { runImport } from './imports.ts';
import { writePast } from './past.ts';
import { rescoreMarked } from './rescore.ts';
import type { CurrentRunOptions } from './run-options.ts';
import { prepareRun } from './runs.ts';
import { weeksOf } from './score.ts';
import { followSegments, recordSegmentCounts } from './segments.ts';

/** The settings that jobs depend on, under their names in the environment. */
export interface JobSettings {
  /** Seconds. */
  readonly HEALTH_SCORE_CALCULATION_INTERVAL: number;
  readonly FEATURE_BATCH_PROCESSING: boolean;
  readonly FEATURE_HEALTH_SCORING: boolean;
  readonly FEATURE_REAL_TIME_ALERTS: boolean;
  /** When in UTC: minute, hour, day, month, weekday. */
  readonly ECX_SCHEDULE_GRID: string;
  readonly ECX_SCHEDULE_RETENTION: string;
  readonly ECX_SCHEDULE_SEGMENTS: string;
  readonly ECX_SCHEDULE_ESCALATION: string;
  /** Days; 0 or absent: for ever. */
  readonly ECX_RETENTION_ALERT_DAYS?: number;
  readonly ECX_RETENTION_HISTORY_DAYS?: number;
  readonly ECX_RETENTION_AUDIT_DAYS?: number;
}

export interface JobContext {
  readonly db: Db;
  readonly settings: JobSettings;
  readonly current: CurrentRunOptions;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** The process stops: end at the next safe point. */
  readonly signal: AbortSignal;
  /** How exports in the background find their rows; absent: they are left to other workers. */
  readonly bulk?: BulkJobs;
}

/** A piece of work that any worker may do, and do again; it throws to be tried again later. */
export type Job = (context: JobContext, payload: unknown) => Promise<void>;

/** Every job by its name in the job library. */
export const jobs = {
  'prepare-run': async ({ db, current }, payload) =>
    prepareRun(db, (payload as { readonly runId: string }).runId, await current()),
  'schedule-run': async ({ db, current, clock, settings }) => {
    const intervalMs = settings.HEALTH_SCORE_CALCULATION_INTERVAL * 1_000;
    await requestDueRun(db, { now: clock(), intervalMs, configVersion: (await current()).config.version });
  },
  'run-import': async (context, payload) => runImport(context, (payload as { readonly importId: string }).importId),
  'run-bulk-export': async ({ db, clock, signal, bulk }, payload) => {
    const { exportId } = payload as { readonly exportId: string };
    if (bulk !== undefined) await runBulkExport({ db, clock, signal, ...bulk }, exportId);
  },
  'rescore-marks': async ({ db, current, signal }) => {
    await rescoreMarked(db, await current(), signal);
  },
  'write-past': async ({ db, current, signal }) => orStopped(writePast(db, await current(), signal), signal),
  'weekly-grid': async ({ current, clock }) => {
    const options = await current();
    await options.weeks.read(weeksOf(clock(), options));
  },
  'segment-counts': async ({ db, current, clock, settings }) => {
    await recordSegmentCounts(db, clock(), (await current()).calendar, settings.FEATURE_HEALTH_SCORING);
  },
  'follow-segments': async ({ db, current, clock }) => followSegments(db, clock, (await current()).calendar),
  'escalate-alerts': async ({ db, current, clock }) => {
    await escalateAlerts(db, (await current()).config, clock());
  },
  retention: async ({ db, clock, settings }) => {
    await forgetOld(db, clock(), retentionOf(settings));
  },
} as const satisfies Readonly<Record<string, Job>>;

/** Ends with the work or at the signal: what takes long and may be broken off anywhere does not hold up the end of the process. */
async function orStopped(work: Promise<void>, signal: AbortSignal): Promise<void> {
  let stop: () => void = () => undefined;
  const stopped = new Promise<void>((done) => {
    stop = done;
  });
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  try {
    await Promise.race([work, stopped]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

export type JobName = keyof typeof jobs;

/** When jobs come by themselves: lines of a crontab, in UTC. One that is still waiting is not added again. */
export function crontabOf(settings: JobSettings): string {
  const { ECX_SCHEDULE_GRID, ECX_SCHEDULE_RETENTION, ECX_SCHEDULE_SEGMENTS, ECX_SCHEDULE_ESCALATION } = settings;
  const line = (schedule: string, job: JobName) => `${schedule} ${job} ?jobKey=${job}&max=5`;
  const grid = settings.FEATURE_HEALTH_SCORING ? [line(ECX_SCHEDULE_GRID, 'weekly-grid')] : [];
  const alerts = settings.FEATURE_REAL_TIME_ALERTS ? [line(ECX_SCHEDULE_ESCALATION, 'escalate-alerts')] : [];
  return [...grid, ...alerts, line(ECX_SCHEDULE_SEGMENTS, 'segment-counts'), line(ECX_SCHEDULE_RETENTION, 'retention')].join(
    '\n',
  );
}
