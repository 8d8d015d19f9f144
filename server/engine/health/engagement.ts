import type { ScoringConfig } from '../config.ts';
import { derivation } from '../derivation.ts';
import { type Evidence, evidence } from '../evidence.ts';
import type { Identity, LoyaltyHistory, PopulationFacts } from '../facts.ts';
import { type InsufficientData, insufficient } from '../insufficient.ts';
import { percentileRank } from '../maths/statistics.ts';
import {
  type ChannelRank,
  channelRank,
  channelTraits,
  type Delivery,
  deliveriesOf,
  ownResponse,
} from './communication-response.ts';
import type { PercentileSource } from './component.ts';
import type { LoyaltyTraits, TierMovement } from './loyalty-engagement.ts';
import { traitsOf } from './traits.ts';
import { type ComponentScores, componentScores, engagementOf } from './weighing.ts';

export type EngagementLevel = 'LOW' | 'MEDIUM' | 'HIGH' | 'EXCEPTIONAL';

export interface ChannelEngagement {
  readonly channel: string;
  readonly deliveries: number;
  readonly opened: number;
  readonly actions: number;
  readonly responseRate: number;
  readonly percentile: number;
  readonly percentileSource: PercentileSource;
}

export interface CampaignEngagement {
  readonly campaigns: number;
  readonly sent: number;
  readonly delivered: number;
  readonly opened: number;
  readonly actions: number;
  readonly attributedVisits: number;
  readonly responseRate: number | null;
  readonly lastAnsweredSentAt: number | null;
}

export interface LoyaltyEngagement {
  readonly tier: string | null;
  readonly memberSince: number | null;
  readonly pointsEarned: number;
  readonly pointsRedeemed: number;
  readonly redeemedShare: number | null;
  readonly earnings: number;
  readonly lastActivityAt: number | null;
  readonly tierMovement: TierMovement | null;
}

export interface EngagementAnalysis {
  readonly overallLevel: EngagementLevel | null;
  readonly score: number | null;
  readonly percentileSource: PercentileSource | null;
  readonly evidence: readonly Evidence[];
  readonly channels: readonly ChannelEngagement[];
  readonly campaigns: CampaignEngagement;
  readonly loyalty: LoyaltyEngagement | null;
  readonly optedOutEverywhere: boolean;
  readonly insufficientData: InsufficientData | null;
}

export function engagementLevel(score: number, { engagement }: ScoringConfig): EngagementLevel {
  if (score < engagement.mediumFrom) return 'LOW';
  if (score < engagement.highFrom) return 'MEDIUM';
  return score < engagement.exceptionalFrom ? 'HIGH' : 'EXCEPTIONAL';
}

interface Overall {
  readonly score: number;
  readonly source: PercentileSource;
}

/**
 * Percentile of the mean of loyalty and communication; of the visits only when both are absent. With too few guests to rank among, the
 * mean itself. Null without a visit, too.
 */
function overallOf(scores: ComponentScores, population: PopulationFacts): Overall | null {
  const engagement = engagementOf(scores);
  const value = engagement ?? scores.visitFrequency;
  if (value === null) return null;
  const sketch = engagement === null ? population.components.visitFrequency : population.engagement;
  return sketch === null ? { score: value, source: 'PRIOR' } : { score: percentileRank(sketch, value), source: 'BASE' };
}

function channelOf(rank: ChannelRank, deliveries: readonly Delivery[], config: ScoringConfig): ChannelEngagement {
  return {
    channel: rank.channel,
    deliveries: rank.deliveries,
    opened: deliveries.filter(({ send, opened }) => opened && send.channel === rank.channel).length,
    actions: rank.actions,
    responseRate: ownResponse(rank, config),
    percentile: rank.percentile,
    percentileSource: rank.source,
  };
}

function campaignsOf(sent: number, deliveries: readonly Delivery[]): CampaignEngagement {
  const answered = deliveries.filter((delivery) => delivery.answered);
  return {
    campaigns: new Set(deliveries.map(({ send }) => send.campaignId)).size,
    sent,
    delivered: deliveries.length,
    opened: deliveries.filter(({ opened }) => opened).length,
    actions: answered.length,
    attributedVisits: deliveries.filter(({ visited }) => visited).length,
    responseRate: deliveries.length === 0 ? null : answered.length / deliveries.length,
    lastAnsweredSentAt: answered.at(-1)?.send.at ?? null,
  };
}

function loyaltyOf(history: LoyaltyHistory | null, traits: LoyaltyTraits | null): LoyaltyEngagement | null {
  if (history === null || traits === null) return null;
  const tiers = history.transactions.flatMap(({ tier }) => tier ?? []);
  return {
    tier: tiers.at(-1) ?? history.tier,
    memberSince: history.joinedAt,
    pointsEarned: traits.earnedPoints,
    pointsRedeemed: traits.redeemedPoints,
    redeemedShare: traits.earnedPoints === 0 ? null : Math.min(1, traits.redeemedPoints / traits.earnedPoints),
    earnings: traits.earnings,
    lastActivityAt: history.transactions.filter(({ kind }) => kind === 'EARN' || kind === 'REDEEM').at(-1)?.at ?? null,
    tierMovement: traits.tierMovement,
  };
}

function optedOut({ consentEmail, consentSms, consentPush }: Identity): boolean {
  return [consentEmail, consentSms, consentPush].every((consent) => consent === false);
}

/** How far the guest takes part beyond eating: overall, by channel, in campaigns of the last 180 days and in the loyalty programme. */
export const engagementAnalysis = derivation(
  ['visits', 'loyalty', 'feedback', 'sends', 'identity', 'population'],
  (facts, { day, config }): EngagementAnalysis => {
    const { population } = facts;
    const deliveries = deliveriesOf(facts.sends, facts.visits, day, config);
    const traits = traitsOf(facts, day, config, deliveries);
    const scores = componentScores(traits, population, day, config);
    const overall = overallOf(scores, population);
    const sent = facts.sends.sends.filter((send) => send.day > day - config.communication.windowDays).length;
    return {
      overallLevel: overall === null ? null : engagementLevel(overall.score, config),
      score: overall?.score ?? null,
      percentileSource: overall?.source ?? null,
      evidence: [
        evidence('loyalty engagement', scores.loyaltyEngagement, 'points of 100'),
        evidence('communication response', scores.communicationResponse, 'points of 100'),
        ...(engagementOf(scores) === null ? [evidence('visit frequency', scores.visitFrequency, 'points of 100')] : []),
      ],
      channels: channelTraits(deliveries).map((channel) =>
        channelOf(channelRank(channel, population.channels, config), deliveries, config),
      ),
      campaigns: campaignsOf(sent, deliveries),
      loyalty: loyaltyOf(facts.loyalty, traits.loyalty),
      optedOutEverywhere: optedOut(facts.identity),
      insufficientData:
        overall === null
          ? insufficient('NO_ENGAGEMENT', 'Engagement needs earned points, a delivered message or a visit.', 0, 1)
          : null,
    };
  },
);
