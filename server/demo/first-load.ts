import type { Db } from '../db/open.ts';
import type { Calendar } from '../engine/calendar.ts';
import { forgetUnfinishedDemo, hasCustomers, noteUnfinishedDemo, unfinishedDemo } from '../store/installation.ts';
import type { DemoOptions } from './options.ts';

/** How far a long work is. */
interface Progress {
  readonly update: (done: number, total: number) => void;
  readonly stop: () => void;
}

/** What the first start knows. */
export interface FirstLoad {
  /** False: an empty database stays empty. */
  readonly isWanted: boolean;
  readonly currency: string;
  readonly calendar: Calendar;
  readonly now: number;
  readonly tell: (line: string) => void;
  readonly progress: (what: string) => Progress;
}

/**
 * An empty database gets the demo restaurant, scored. A load that was broken off is completed: `installation` holds its arguments until
 * the last guest is scored.
 */
export async function fillIfEmpty(
  db: Db,
  { isWanted, currency, calendar, now, tell, progress }: FirstLoad,
  score: (onProgress: Progress['update']) => Promise<unknown>,
): Promise<void> {
  const unfinished = await unfinishedDemo(db);
  if (!isWanted || (unfinished === null && (await hasCustomers(db)))) return;
  const { loadDemo } = await import('./load.ts');
  const { demoOptions } = await import('./options.ts');
  const wanted = (unfinished as DemoOptions | null) ?? demoOptions({ currency, now });
  tell(
    unfinished === null
      ? 'The database is empty: loading a demo restaurant group, so that there is something to see (ECX_DEMO=off leaves it empty).'
      : 'Loading the demo restaurant group was broken off: completing it.',
  );
  await noteUnfinishedDemo(db, wanted, now);
  const context = { ...calendar, now, currency, createCustomers: false };
  await shown(progress('demo guests loaded'), (onProgress) => loadDemo(db, wanted, context, onProgress));
  await shown(progress('guests scored'), score);
  await forgetUnfinishedDemo(db);
}

async function shown(progress: Progress, work: (onProgress: Progress['update']) => Promise<unknown>): Promise<void> {
  try {
    await work((done, total) => progress.update(done, total));
  } finally {
    progress.stop();
  }
}
