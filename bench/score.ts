import { dayMs } from '../server/engine/calendar.ts';
import type { Figure } from './run.ts';
import {
  addEvents,
  ageScores,
  aheadMs,
  type Base,
  bareScans,
  guests,
  makeTheRest,
  makeVisits,
  openBase,
  visitsPerGuest,
} from './score/base.ts';
import { computeWeeks, computeWeeksAhead, type Measured, openWorkers, type Weeks, type Workers } from './score/workers.ts';

export const title = `Scoring runs: ${guests.toLocaleString('en-US')} guests with ${visitsPerGuest} visits each, by ecx worker`;

/** How far after now the run of the next day stands; those of all components stand behind it. */
const nextDayMs = dayMs + aheadMs;

type Print = (figure: Figure) => void;

/** Visits only, and the method RHYTHM. */
const plain = { FEATURE_PREDICTIVE_ANALYTICS: 'false' };
const whole = { FEATURE_PREDICTIVE_ANALYTICS: 'true' };

export async function run(print: Print): Promise<void> {
  const base = await openBase();
  try {
    await runsOfAll(print, base, await runsOfVisits(print, base));
  } finally {
    await base.close();
  }
}

/** Visits only, by the method RHYTHM. @returns what a day later took. */
export async function runsOfVisits(print: Print, base: Base): Promise<Measured> {
  const since = performance.now();
  await makeVisits(base.db);
  print({ figure: 'making of the guests and their visits', value: (performance.now() - since) / 1_000, unit: 's' });
  tell(print, 'facts of the two weeks, RHYTHM', await computeWeeks(base, plain));
  const dayLater = await withWorkers(base, plain, 1, async (workers) => {
    await report(print, base, 'everybody for the first time', await workers.run());
    await ageScores(base.db);
    const aged = await report(print, base, 'every row a little different, as a day later', await workers.run());
    await addEvents(base.db, 'A');
    await report(print, base, '2 % with new events', await workers.run(aheadMs));
    return aged;
  });
  await withWorkers(base, plain, 2, async (workers) => {
    await workers.run(2 * aheadMs);
    await report(print, base, 'nobody with new events, two workers', await workers.run(2 * aheadMs));
  });
  await computeWeeksAhead(base, plain, nextDayMs);
  await withWorkers(base, plain, 1, async (workers) => {
    await workers.run(3 * aheadMs);
    await report(print, base, 'the next day: scores and history of nearly everybody', await workers.run(nextDayMs));
  });
  return dayLater;
}

async function withWorkers<Result>(
  base: Base,
  features: Readonly<Record<string, string>>,
  count: number,
  work: (workers: Workers) => Promise<Result>,
): Promise<Result> {
  const workers = await openWorkers(base, features, count);
  try {
    return await work(workers);
  } finally {
    await workers.stop();
  }
}

/** All components and the models' predictions. */
async function runsOfAll(print: Print, base: Base, visitsOnly: Measured): Promise<void> {
  await makeTheRest(base.db);
  tell(print, 'facts of the two weeks, all sources and models', await computeWeeks(base, whole));
  await computeWeeksAhead(base, whole, nextDayMs + 2 * aheadMs);
  await withWorkers(base, whole, 1, (workers) => runsOfAllBy(workers, print, base, visitsOnly));
}

async function runsOfAllBy(workers: Workers, print: Print, base: Base, visitsOnly: Measured): Promise<void> {
  await report(print, base, 'all components and predictions', await workers.run(nextDayMs + aheadMs));
  await ageScores(base.db);
  const all = await report(print, base, 'all components and predictions, a day later', await workers.run(nextDayMs + aheadMs));
  const more = (name: string, mine: number | null, plainly: number | null): void => {
    if (mine === null || plainly === null) return;
    print({
      figure: `components and predictions: more CPU of ${name} per guest, a day later`,
      value: (mine - plainly) / guests,
      unit: 'ms',
    });
  };
  more('the worker', all.workerCpuMs, visitsOnly.workerCpuMs);
  more('PostgreSQL', all.databaseCpuMs, visitsOnly.databaseCpuMs);
  await addEvents(base.db, 'B', nextDayMs + aheadMs);
  await report(print, base, 'all components and predictions, 2 % with new events', await workers.run(nextDayMs + 2 * aheadMs));
}

function tell(print: Print, name: string, { wallMs, peakMegabytes }: Weeks): void {
  print({ figure: `${name}, with the start of the command`, value: wallMs / 1_000, unit: 's' });
  if (peakMegabytes !== null) print({ figure: `${name}: memory at most`, value: peakMegabytes, unit: 'MB' });
}

/** @throws Error when a guest was left out or done twice. */
async function report(print: Print, { db }: Base, name: string, measured: Measured): Promise<Measured> {
  const { run, wallMs, workerCpuMs, databaseCpuMs, peakMegabytes } = measured;
  if (run.customers !== guests) throw new Error(`expected ${guests} guests in the run, got ${run.customers}`);
  const { table, index } = await bareScans(db);
  print({ figure: `${name}: bare GROUP BY of the visits with 9 aggregates`, value: table / 1_000, unit: 's' });
  print({ figure: `${name}: the same over the index by guest`, value: index / 1_000, unit: 's' });
  print({ figure: `${name}: wall`, value: wallMs / 1_000, unit: 's' });
  print({ figure: `${name}: wall per guest`, value: (wallMs * 1_000) / guests, unit: 'µs' });
  print({ figure: `${name}: wall / bare GROUP BY`, value: wallMs / table, unit: '×' });
  print({ figure: `${name}: wall / the same over the index by guest`, value: wallMs / index, unit: '×' });
  print({ figure: `${name}: guests of whom something changed`, value: run.changed, unit: 'guests' });
  if (workerCpuMs !== null) print({ figure: `${name}: CPU of the worker per guest`, value: workerCpuMs / guests, unit: 'ms' });
  if (databaseCpuMs !== null)
    print({ figure: `${name}: CPU of PostgreSQL per guest`, value: databaseCpuMs / guests, unit: 'ms' });
  if (peakMegabytes !== null) print({ figure: `${name}: memory of a worker at most`, value: peakMegabytes, unit: 'MB' });
  return measured;
}
