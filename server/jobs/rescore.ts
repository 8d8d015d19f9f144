import { setTimeout as sleep } from 'node:timers/promises';
import type { Db } from '../db/open.ts';
import { waitingMarks } from '../store/marks.ts';
import type { RunOptions } from './runs.ts';
import { scoreChunk } from './score.ts';

/** Marks younger than this may still get company, or be answered by the very mutation that made them; milliseconds. */
export const settleMs = 300;
/** Marked guests who are scored together. */
const atOnce = 500;

/**
 * Scores the marked guests, together, as of now, until there are no marks that have settled.
 * @returns how many were scored.
 */
export async function rescoreMarked(db: Db, options: RunOptions, signal: AbortSignal): Promise<number> {
  let scored = 0;
  while (!signal.aborted) {
    const now = options.clock();
    const ids = await waitingMarks(db, now - settleMs, atOnce);
    if (ids.length === 0) return scored;
    scored += (await scoreChunk(db, { ...options, asOf: now, now, keepNewer: true }, ids)).customers;
    await sleep(0); // others in this process have their turn
  }
  return scored;
}
