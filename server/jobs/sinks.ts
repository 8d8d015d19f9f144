import type { ScoringConfig } from '../engine/config.ts';
import type { ScoreSink } from './guest-score.ts';
import { historySink } from './history-sink.ts';

/** Whoever wants to know what a scoring of the current base found; every path that writes current rows passes these. */
export function scoreSinks(_config: ScoringConfig): readonly ScoreSink[] {
  return [historySink];
}
