import { historyRowOf, writeHistory } from '../store/score-history.ts';
import type { ScoreSink } from './guest-score.ts';

/** Keeps what was answered at this instant, of the guests of whom something that history shows has changed. */
export const historySink: ScoreSink = async (tx, guests, { asOf, now }) => {
  const changed = guests.filter(({ before }) => before?.isOther !== false);
  await writeHistory(
    tx,
    changed.map(({ row }) => historyRowOf(row)),
    asOf,
    now,
  );
};
