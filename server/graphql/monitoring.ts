/** The field `monitoring`: what the process and the whole base are like, for who sees the whole base. */

import { isoDay } from '../engine/calendar.ts';
import { scoreDrift } from '../engine/monitoring.ts';
import type { Context } from './context.ts';
import { badInput, refusal } from './errors.ts';
import { type Monitor, monitoredDays, openMonitor } from './monitor.ts';
import type { MonitoringParent } from './parents.ts';
import { masksFor } from './portfolio.ts';

const mostListed = 500;

/** @throws GraphQLError FORBIDDEN for a viewer whose reach is part of the base: its figures are of everybody. */
export function monitoringOf({ viewer, serving }: Context): MonitoringParent {
  if (viewer.reach !== null)
    throw refusal('FORBIDDEN', 'Figures of the whole base are not for a reach that is part of it; ask for portfolio instead');
  return { countedSince: serving.meter?.since ?? null };
}

function monitorOf({ serving, db }: Context): Monitor {
  return serving.monitor ?? openMonitor({ db, scoring: serving.scoring, calendar: serving.calendar });
}

export function alertResponseTimes(context: Context) {
  return monitorOf(context).alerts(context.now);
}

/** Guests who wait for their score, jobs, and runs. */
export async function workQueue(context: Context) {
  const monitor = monitorOf(context);
  const [base, jobs] = await Promise.all([monitor.base(context.now), monitor.jobs(context.now)]);
  const age = (since: number | null) => (since === null ? null : Math.max(0, (context.now - since) / 1000));
  return {
    waitingCustomers: base.waiting,
    oldestCustomerSeconds: age(base.waitingSince === null ? null : base.waitingSince * 1000),
    waitingJobs: jobs?.waiting ?? null,
    oldestJobSeconds: age(jobs?.waitingSince ?? null),
    runningJobs: jobs?.running ?? null,
    failedJobs: jobs?.failed ?? null,
  };
}

export function runStatistics(context: Context) {
  return monitorOf(context).runs(context.now);
}

export async function driftOfScores(context: Context) {
  const counts = await monitorOf(context).drift(context.now);
  return counts === null ? null : { days: monitoredDays, ...scoreDrift(counts.now, counts.before, masksFor(context)) };
}

export async function driftOfCalibration(context: Context) {
  const points = await monitorOf(context).calibration(context.now);
  return points?.map(({ originDay, ...point }) => ({ ...point, day: isoDay(originDay) })) ?? null;
}

/** @throws GraphQLError BAD_USER_INPUT */
export function firstOf<Item>(items: readonly Item[] | undefined, first: number): readonly Item[] {
  if (first < 1 || first > mostListed) throw badInput(`first must be from 1 to ${mostListed}, got ${first}`);
  return (items ?? []).slice(0, first);
}
