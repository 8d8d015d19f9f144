import type { ScoringConfig } from '../engine/config.ts';
import { alertSink } from './alert-sink.ts';
import type { ScoreSink } from './guest-score.ts';
import { historySink } from './history-sink.ts';
import { liveSink } from './live-sink.ts';

/**
 * Whoever wants to know what a scoring of the current base found; every path that writes current rows passes these.
 * @param realTimeAlerts FEATURE_REAL_TIME_ALERTS: without it nothing is raised.
 */
export function scoreSinks(config: ScoringConfig, realTimeAlerts = true): readonly ScoreSink[] {
  return [historySink, liveSink, ...(realTimeAlerts ? [alertSink(config)] : [])];
}
