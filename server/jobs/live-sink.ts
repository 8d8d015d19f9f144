import { tellLive } from '../store/live-events.ts';
import type { ScoreSink } from './guest-score.ts';

/** Tells the new score of each guest who had new events, even when it is the same: somebody may wait for it. */
export const liveSink: ScoreSink = async (tx, guests, { now }) => {
  const moved = guests.filter(({ hadEvents }) => hadEvents).map(({ customerId }) => ({ customerId, subject: '' }));
  await tellLive(tx, 'SCORE', moved, now);
};
