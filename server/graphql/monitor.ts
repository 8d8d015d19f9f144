/** What an operator watches, read once for everybody who asks within half a minute: scrapes of /metrics and the field `monitoring`. */
import type { Db } from '../db/open.ts';
import { type Calendar, dayMs, weekOf } from '../engine/calendar.ts';
import {
  type AlertResponse,
  alertResponses,
  calibrationDrift,
  type OriginCalibration,
  runFigures,
  type ScoreCounts,
  scoreCountsOf,
  scoreDrift,
} from '../engine/monitoring.ts';
import type { CurrentScoring } from '../facts/scoring-rules.ts';
import { type BaseState, readBaseState } from '../store/monitoring.ts';
import {
  type JobQueue,
  readAlertResponses,
  readJobQueue,
  readRunTimes,
  readScoresAt,
  readScoresNow,
} from '../store/monitoring-figures.ts';
import { countDeliveries, type DeliveryCounts } from '../store/webhook-log.ts';

/** How long figures are given again, milliseconds. The drift looks at every guest twice and changes with runs only. */
const rememberedMs = 30_000;
const driftRememberedMs = 600_000;
/** Days that response times and durations look back, and that the drift compares with. */
export const monitoredDays = 30;
const mostRuns = 500;

/** The scores of the last scoring, and those of 30 days before it; `before` without guests: nothing is on record. */
export interface DriftCounts {
  readonly now: ScoreCounts;
  readonly before: ScoreCounts;
}

/** Each at an instant, milliseconds since 1970. @throws DatabaseUnavailable */
export interface Monitor {
  readonly base: (now: number) => Promise<BaseState>;
  readonly alerts: (now: number) => Promise<AlertResponse[]>;
  readonly runs: (now: number) => Promise<ReturnType<typeof runFigures>>;
  /** Null: no worker was ever started. */
  readonly jobs: (now: number) => Promise<JobQueue | null>;
  /** What was and is to be sent, by webhook. */
  readonly webhooks: (now: number) => Promise<DeliveryCounts[]>;
  /** Null: nobody was ever scored. */
  readonly drift: (now: number) => Promise<DriftCounts | null>;
  /** Null: no models of this week or the one before are stored. */
  readonly calibration: (now: number) => Promise<OriginCalibration[] | null>;
}

/** Everything at once, for /metrics; null: switched off, or it could not be read. */
export interface Watched {
  readonly alerts: AlertResponse[] | null;
  readonly runs: ReturnType<typeof runFigures> | null;
  readonly jobs: JobQueue | null;
  readonly webhooks: DeliveryCounts[] | null;
  readonly drift: ReturnType<typeof scoreDrift> | null;
  readonly calibration: OriginCalibration[] | null;
}

export interface MonitorOptions {
  readonly db: Db;
  readonly scoring: CurrentScoring;
  readonly calendar: Calendar;
}

/** The same answer for a while; a failure is not remembered. */
function remembered<Value>(ms: number, read: (now: number) => Promise<Value>): (now: number) => Promise<Value> {
  let known: { readonly since: number; readonly value: Promise<Value> } | null = null;
  return (now) => {
    if (known !== null && now >= known.since && now - known.since < ms) return known.value;
    const value = read(now);
    known = { since: now, value };
    value.catch(() => {
      if (known?.value === value) known = null;
    });
    return value;
  };
}

async function driftOf(db: Db): Promise<DriftCounts | null> {
  const present = await readScoresNow(db);
  if (present.length === 0) return null;
  const at = Math.max(...present.map(({ newestAt }) => newestAt));
  const then = at - monitoredDays * dayMs;
  return { now: scoreCountsOf(at, present), before: scoreCountsOf(then, await readScoresAt(db, then)) };
}

/** Of the newest week whose facts are there: nothing is computed for it. */
async function calibrationAt({ scoring, calendar }: MonitorOptions, now: number): Promise<OriginCalibration[] | null> {
  const { weeks } = await scoring.at(now);
  const names = [now, now - 7 * dayMs].map((at) => weekOf(at, calendar.timeZone).week);
  const stamps = await weeks.stamps(names);
  const stored = names.find((_name, index) => stamps[index] !== null);
  if (stored === undefined) return null;
  const { facts, card } = await weeks.readWeek(stored);
  return calibrationDrift(card.backTest, facts.predictions.horizonDays);
}

/** One per process. */
export function openMonitor(options: MonitorOptions): Monitor {
  const { db } = options;
  const since = (now: number) => now - monitoredDays * dayMs;
  return {
    base: remembered(rememberedMs, () => readBaseState(db)),
    alerts: remembered(rememberedMs, async (now) => alertResponses(await readAlertResponses(db, since(now)))),
    runs: remembered(rememberedMs, async (now) => runFigures(await readRunTimes(db, since(now), mostRuns))),
    jobs: remembered(rememberedMs, (now) => readJobQueue(db, now)),
    webhooks: remembered(rememberedMs, () => countDeliveries(db)),
    drift: remembered(driftRememberedMs, () => driftOf(db)),
    calibration: remembered(rememberedMs, (now) => calibrationAt(options, now)),
  };
}

/** The features that some of it belongs to. */
export interface WatchedFeatures {
  readonly FEATURE_HEALTH_SCORING: boolean;
  readonly FEATURE_PREDICTIVE_ANALYTICS: boolean;
  readonly FEATURE_REAL_TIME_ALERTS: boolean;
}

/** One after the other, so that a scrape takes one connection. Nothing is read of what is switched off. */
export async function readWatched(monitor: Monitor, now: number, features: WatchedFeatures): Promise<Watched> {
  const wanted = async <Value>(on: boolean, read: (now: number) => Promise<Value>): Promise<Value | null> =>
    on ? await read(now).catch(() => null) : null;
  return {
    alerts: await wanted(features.FEATURE_REAL_TIME_ALERTS, monitor.alerts),
    runs: await wanted(features.FEATURE_HEALTH_SCORING, monitor.runs),
    jobs: await wanted(true, monitor.jobs),
    webhooks: await wanted(true, monitor.webhooks),
    drift: await wanted(features.FEATURE_HEALTH_SCORING, async (at) => {
      const counts = await monitor.drift(at);
      return counts === null ? null : scoreDrift(counts.now, counts.before, false);
    }),
    calibration: await wanted(features.FEATURE_PREDICTIVE_ANALYTICS && features.FEATURE_HEALTH_SCORING, monitor.calibration),
  };
}
