import type { Figure } from './run.ts';
import { addEvents, ageScores, bareScan, guests, makeTheRest, makeVisits, openBase, visitsPerGuest } from './score/base.ts';
import { computeWeeks, type Measured, measureRun } from './score/workers.ts';

export const title = `Scoring runs: ${guests.toLocaleString('en-US')} guests with ${visitsPerGuest} visits each, by ecx worker`;

type Print = (figure: Figure) => void;

/** Visits only, and the method RHYTHM. */
const plain = { FEATURE_PREDICTIVE_ANALYTICS: 'false' };
const whole = { FEATURE_PREDICTIVE_ANALYTICS: 'true' };

export async function run(print: Print): Promise<void> {
  const base = await openBase();
  try {
    const since = performance.now();
    await makeVisits(base.db);
    print({ figure: 'making of the guests and their visits', value: (performance.now() - since) / 1_000, unit: 's' });
    print({
      figure: 'facts of the two weeks, RHYTHM, with the start of the command',
      value: (await computeWeeks(base, plain)) / 1_000,
      unit: 's',
    });
    await report(print, base, 'everybody for the first time', await measureRun(base, plain));
    await ageScores(base.db);
    const visitsOnly = await report(print, base, 'every row a little different, as a day later', await measureRun(base, plain));
    await base.db.runOnce('bench', 'vacuum analyze', []);
    await addEvents(base.db, 'A');
    await report(print, base, '2 % with new events', await measureRun(base, plain));
    await report(print, base, 'nobody with new events, two workers', await measureRun(base, plain, 2));
    await makeTheRest(base.db);
    print({
      figure: 'facts of the two weeks, all sources and models, with the start of the command',
      value: (await computeWeeks(base, whole)) / 1_000,
      unit: 's',
    });
    await report(print, base, 'all components and predictions', await measureRun(base, whole));
    await ageScores(base.db);
    const all = await report(print, base, 'all components and predictions, a day later', await measureRun(base, whole));
    if (all.workerCpuMs !== null && visitsOnly.workerCpuMs !== null) {
      const value = (all.workerCpuMs - visitsOnly.workerCpuMs) / guests;
      print({ figure: 'components and predictions: more CPU of the worker per guest, a day later', value, unit: 'ms' });
    }
    if (all.databaseCpuMs !== null && visitsOnly.databaseCpuMs !== null) {
      const value = (all.databaseCpuMs - visitsOnly.databaseCpuMs) / guests;
      print({ figure: 'components and predictions: more CPU of PostgreSQL per guest, a day later', value, unit: 'ms' });
    }
    await base.db.runOnce('bench', 'vacuum analyze', []);
    await addEvents(base.db, 'B');
    await report(print, base, 'all components and predictions, 2 % with new events', await measureRun(base, whole));
  } finally {
    await base.close();
  }
}

/** @throws Error when a guest was left out or done twice. */
async function report(
  print: Print,
  { db }: Awaited<ReturnType<typeof openBase>>,
  name: string,
  measured: Measured,
): Promise<Measured> {
  const { run, wallMs, workerCpuMs, databaseCpuMs, peakMegabytes } = measured;
  if (run.customers !== guests) throw new Error(`expected ${guests} guests in the run, got ${run.customers}`);
  const scan = await bareScan(db);
  print({ figure: `${name}: bare GROUP BY of the visits with 9 aggregates`, value: scan / 1_000, unit: 's' });
  print({ figure: `${name}: wall`, value: wallMs / 1_000, unit: 's' });
  print({ figure: `${name}: wall per guest`, value: (wallMs * 1_000) / guests, unit: 'µs' });
  print({ figure: `${name}: wall / bare GROUP BY`, value: wallMs / scan, unit: '×' });
  print({ figure: `${name}: guests of whom something changed`, value: run.changed, unit: 'guests' });
  if (workerCpuMs !== null) print({ figure: `${name}: CPU of the worker per guest`, value: workerCpuMs / guests, unit: 'ms' });
  if (databaseCpuMs !== null)
    print({ figure: `${name}: CPU of PostgreSQL per guest`, value: databaseCpuMs / guests, unit: 'ms' });
  if (peakMegabytes !== null) print({ figure: `${name}: memory of a worker at most`, value: peakMegabytes, unit: 'MB' });
  return measured;
}
