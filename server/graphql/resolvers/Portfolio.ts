import type { LevelShare } from '../../engine/segments/portfolio.ts';
import { portfolioMovement, portfolioSegments, portfolioTrend } from '../portfolio.ts';
import type { CompletenessLevelShare, HealthLevelShare, PortfolioResolvers, RiskLevelShare } from '../types.generated.ts';

/** Levels are stored under the very names of the schema's enums. */
const named = <Share>(shares: readonly LevelShare[]) => shares as unknown as readonly Share[];

export const Portfolio: PortfolioResolvers = {
  asOf: ({ at, newestAt }) => at ?? newestAt,
  isRecord: ({ figures }) => figures.isRecord,
  customers: ({ figures }) => figures.customers,
  scored: ({ figures }) => figures.scored,
  meanScore: ({ figures }) => figures.meanScore,
  scoreQuantiles: ({ figures }) => figures.scoreQuantiles,
  healthLevels: ({ figures }) => named<HealthLevelShare>(figures.healthLevels),
  risks: ({ figures: { risks } }) => ({
    churn: named<RiskLevelShare>(risks.churn),
    engagement: named<RiskLevelShare>(risks.engagement),
    value: named<RiskLevelShare>(risks.value),
  }),
  completenessLevels: ({ figures: { completenessLevels } }) =>
    completenessLevels === null ? null : named<CompletenessLevelShare>(completenessLevels),
  needsAttention: ({ figures }) => figures.needsAttention,
  valueAtRisk: ({ figures }) => figures.valueAtRisk,
  last12Months: ({ figures }) => figures.last12Months,
  insufficientData: ({ figures }) => figures.insufficientData,
  trend: (portfolio, { days }, context) => portfolioTrend(context, portfolio, days),
  segments: (portfolio, { days }, context) => portfolioSegments(context, portfolio, days),
  movement: (portfolio, args, context) => portfolioMovement(context, portfolio, args),
};
