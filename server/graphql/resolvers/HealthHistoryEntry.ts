import { recordedComponents, significantChangeOf } from '../health-history.ts';
import type { HealthHistoryEntryResolvers, HealthLevel, RiskLevel, ScoringMethod } from '../types.generated.ts';

export const HealthHistoryEntry: HealthHistoryEntryResolvers = {
  scoredAt: ({ record }) => record.scored_at,
  healthScore: ({ record }) => record.health_score,
  healthLevel: ({ record }) => record.health_level as HealthLevel | null,
  significantChange: (entry, _args, context) => significantChangeOf(entry, context),
  week: ({ record }) => record.week,
  configVersion: ({ record }) => record.config_version,
  configChanged: ({ record, last }) => last !== null && last.config_version !== record.config_version,
  method: ({ record }) => record.method as ScoringMethod,
  percentileRank: ({ record }) => record.percentile_rank,
  components: ({ record }) => recordedComponents(record),
  risks: ({ record }) => ({
    churnRisk: record.churn_risk as RiskLevel | null,
    engagementRisk: record.engagement_risk as RiskLevel | null,
    valueRisk: record.value_risk as RiskLevel | null,
  }),
};
