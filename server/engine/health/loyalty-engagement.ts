import type { ScoringConfig } from '../config.ts';
import { evidence, evidenceOf } from '../evidence.ts';
import type { LoyaltyHistory, LoyaltyTransaction, PopulationFacts } from '../facts.ts';
import { insufficient } from '../insufficient.ts';
import { pointsOf } from '../loyalty.ts';
import { shrunk, withoutSpread } from '../maths/statistics.ts';
import { daysVariation, regularityOf } from '../rhythm.ts';
import { absent, mixture, type Part } from './component.ts';

export type TierMovement = 'UP' | 'FLAT' | 'DOWN';

/** What a member shows by itself. */
export interface LoyaltyTraits {
  /** Transactions that earned points. */
  readonly earnings: number;
  readonly earnedPoints: number;
  readonly redeemedPoints: number;
  /** Gaps between days with an earning. */
  readonly earningGaps: number;
  /** CV² of those gaps; null below 5. */
  readonly earningVariation: number | null;
  /** Within the last year; null: no tier is known. */
  readonly tierMovement: TierMovement | null;
}

function isEarning({ kind, points }: LoyaltyTransaction): boolean {
  return kind === 'EARN' && (points ?? 0) > 0;
}

/** @returns null for a guest who is no member. */
export function loyaltyTraits(history: LoyaltyHistory | null, day: number, config: ScoringConfig): LoyaltyTraits | null {
  if (history === null) return null;
  let [earnings, earnedPoints] = [0, 0];
  const days: number[] = [];
  for (const transaction of history.transactions) {
    if (!isEarning(transaction)) continue;
    earnings += 1;
    earnedPoints += transaction.points ?? 0;
    if (transaction.day !== days[days.length - 1]) days.push(transaction.day);
  }
  return {
    earnings,
    earnedPoints,
    redeemedPoints: pointsOf(history.transactions, 'REDEEM'),
    earningGaps: Math.max(0, days.length - 1),
    earningVariation: daysVariation(days, config),
    tierMovement: tierMovement(history, day, config),
  };
}

/** The tier now against the one a year ago, or the first one since; null: no tier on record, or two names of unknown order. */
export function tierMovement(history: LoyaltyHistory, day: number, config: ScoringConfig): TierMovement | null {
  let first: LoyaltyTransaction | null = null;
  let longAgo: LoyaltyTransaction | null = null;
  let now: LoyaltyTransaction | null = null;
  for (const transaction of history.transactions) {
    if (transaction.tier === null) continue;
    first ??= transaction;
    now = transaction;
    if (transaction.day <= day - config.loyalty.tierDays) longAgo = transaction;
  }
  const before = longAgo ?? first;
  if (before === null || now === null) return null; // the account’s own tier is that of today
  if (before.tier === now.tier) return 'FLAT';
  const order = config.loyalty.tierOrder.split(' ');
  const [from, to] = [before, now].map(({ tier }) => order.indexOf((tier ?? '').toUpperCase()));
  if (from === undefined || to === undefined || from < 0 || to < 0) return null;
  return from === to ? 'FLAT' : to > from ? 'UP' : 'DOWN';
}

export interface LoyaltyScore {
  readonly score: number;
  /** 0 to 100; null below 5 gaps. */
  readonly regularity: number | null;
  /** Own and shrunken share of the earned points that were redeemed, 0 to 1. */
  readonly ownShare: number;
  readonly redeemedShare: number;
}

/** @returns null for a guest who is no member or has earned nothing. */
export function loyaltyScore(traits: LoyaltyTraits | null, venue: PopulationFacts, config: ScoringConfig): LoyaltyScore | null {
  if (traits === null || traits.earnings === 0) return null;
  const { earningShare, redeemingShare, tierShare, redeemedWeight, priorRedeemedShare, tierPoints } = config.loyalty;
  const regularity = regularityOf(traits.earningVariation, traits.earningGaps, venue.fleetEarningVariation, config);
  const ownShare = Math.min(1, traits.redeemedPoints / traits.earnedPoints);
  const redeemedShare = shrunk(ownShare, traits.earnings, venue.redeemedShare ?? priorRedeemedShare, redeemedWeight);
  const score = mixture([
    { share: redeemingShare, score: 100 * redeemedShare },
    { share: earningShare, score: regularity },
    { share: tierShare, score: traits.tierMovement === null ? null : tierPoints[traits.tierMovement] },
  ]);
  return { score, regularity, ownShare, redeemedShare };
}

/**
 * Part in the loyalty programme: 40 % regularity of the earning days, 40 % points redeemed of points earned (main part), 20 % movement
 * between tiers within a year.
 *
 * @returns score 0 to 100; absent for a guest who is no member (that is no fault) and for a member without earned points.
 */
export function loyaltyEngagement(
  history: LoyaltyHistory | null,
  traits: LoyaltyTraits | null,
  population: PopulationFacts,
  config: ScoringConfig,
): Part {
  const scored = loyaltyScore(traits, population, config);
  if (history === null || traits === null)
    return absent(insufficient('NOT_A_MEMBER', 'Loyalty engagement needs a member of the loyalty programme.', 0, 1));
  if (scored === null)
    return absent(insufficient('NO_EARNINGS', 'Loyalty engagement needs earned points; there are none on record.', 0, 1));
  const ids = (kind: string) =>
    history.transactions
      .filter((transaction) => transaction.kind === kind)
      .slice(-3)
      .map((transaction) => transaction.transactionId);
  const movement = traits.tierMovement;
  return {
    score: scored.score,
    evidence: [
      evidenceOf('earnings', traits.earnings, 'transactions', ids('EARN')),
      evidence('regularity of earning', scored.regularity, 'points of 100'),
      evidenceOf('points redeemed of points earned', scored.ownShare, 'share', ids('REDEEM')),
      evidence('the same with the base’s share', scored.redeemedShare, 'share'),
      evidence('tier movement within a year', movement === null ? null : config.loyalty.tierPoints[movement], 'points of 100'),
    ],
    percentileSource: null,
    withoutSpread: withoutSpread(population.components.loyaltyEngagement),
    insufficientData: null,
  };
}
