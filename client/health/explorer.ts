import type { ComponentField } from './words.ts';

/** The questions that answer single numbers, for the explorer. */

const evidence = 'evidence { name value unit events }';
const about = (what: string) => `query ($id: ID!, $asOf: DateTime) {
  customerHealthScore(customerId: $id, asOf: $asOf) {
    asOf
    week
    method
    configVersion
    ${what}
  }
}`;

export const scoreQuery = about(`healthScore
    exactScore
    coverage
    components {
      visitFrequency { score weight contribution }
      spendingBehavior { score weight contribution }
      loyaltyEngagement { score weight contribution }
      feedbackSentiment { score weight contribution }
      communicationResponse { score weight contribution }
      recencyFactor { score weight contribution }
    }`);

export const componentQuery = (field: ComponentField) =>
  about(`components {
      ${field} { score weight contribution ${evidence} insufficientData { message have need } }
    }`);

export const riskQuery = (risk: string) =>
  about(`riskAssessment {
      ${risk} {
        probability
        typicalProbability
        horizonDays
        drivers { name value typicalValue unit effect }
        ${evidence}
      }
    }`);

export const predictionQuery = about(`predictionModels {
      tier
      priorWeight
      nextVisit { returnProbability p10 p50 p90 }
      visits { expected lower upper }
      spending { expected { amount currency } lower { amount } upper { amount } }
      returnCurve { days returnProbability }
      ${evidence}
    }`);

export const benchmarkQuery = about(`healthScore
    benchmarkComparison { percentileRank guests segment segmentAverage segmentGuests industryAverage industryAverageSource topPerformerAverage }`);

export const engagementQuery = about(`engagementAnalysis {
      overallLevel
      score
      ${evidence}
      channels { channel deliveries opened actions responseRate percentile }
    }`);

export const insightQuery = about(`insights {
      criticalAlerts { kind severity message ${evidence} }
      opportunities { title description expectedNetValue { amount currency } uplift upliftSource ${evidence} }
      recommendations { title description expectedNetValue { amount currency } uplift upliftSource ${evidence} }
    }`);
