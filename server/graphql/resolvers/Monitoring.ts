import { alertResponseTimes, driftOfCalibration, driftOfScores, firstOf, runStatistics, workQueue } from '../monitoring.ts';
import { portfolioOf } from '../portfolio.ts';
import type { MonitoringResolvers } from '../types.generated.ts';

export const Monitoring: MonitoringResolvers = {
  portfolio: (_parent, _args, context) => portfolioOf(context, {}),
  alertResponses: (_parent, _args, context) => alertResponseTimes(context),
  queue: (_parent, _args, context) => workQueue(context),
  runs: (_parent, _args, context) => runStatistics(context),
  scoreDrift: (_parent, _args, context) => driftOfScores(context),
  calibration: (_parent, _args, context) => driftOfCalibration(context),
  operations: (_parent, { first }, { serving }) => firstOf(serving.meter?.operations(), first),
  fieldUse: (_parent, { first }, { serving }) => firstOf(serving.meter?.fields(), first),
};
