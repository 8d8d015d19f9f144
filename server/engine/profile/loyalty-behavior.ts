import type { ScoringConfig } from '../config.ts';
import type { LoyaltyHistory, LoyaltyTransaction, PopulationFacts, VisitHistory } from '../facts.ts';
import { type InsufficientData, insufficient } from '../insufficient.ts';
import { pointsOf } from '../loyalty.ts';
import { clamp, mean } from '../maths/statistics.ts';
import { outlookOf } from '../outlook.ts';
import { gapsOf } from '../rhythm.ts';

export interface TierStep {
  readonly tier: string;
  readonly at: number;
}

export type BreakageLevel = 'LOW' | 'MEDIUM' | 'HIGH';

/** How likely the points on the account are never used. */
export interface BreakageRisk {
  /** Probability of no redemption within `withinDays`, 0 to 1. */
  readonly probability: number;
  readonly level: BreakageLevel;
  readonly withinDays: number;
  /** Balance × probability. */
  readonly pointsAtRisk: number;
}

export interface LoyaltyBehavior {
  readonly member: boolean;
  readonly joinedAt: number | null;
  readonly tier: string | null;
  readonly tierPath: readonly TierStep[];
  readonly earnings: number;
  readonly earnedPoints: number;
  readonly meanEarnGapDays: number | null;
  readonly redemptions: number;
  readonly redeemedPoints: number;
  readonly meanRedeemGapDays: number | null;
  readonly lastRedeemedAt: number | null;
  readonly expiredPoints: number;
  /** Redeemed of earned points, 0 to 1; null: nothing earned. */
  readonly redemptionShare: number | null;
  readonly balance: number | null;
  readonly breakageRisk: BreakageRisk | null;
  readonly insufficientBreakageData: InsufficientData | null;
}

const noMember: LoyaltyBehavior = {
  member: false,
  joinedAt: null,
  tier: null,
  tierPath: [],
  earnings: 0,
  earnedPoints: 0,
  meanEarnGapDays: null,
  redemptions: 0,
  redeemedPoints: 0,
  meanRedeemGapDays: null,
  lastRedeemedAt: null,
  expiredPoints: 0,
  redemptionShare: null,
  balance: null,
  breakageRisk: null,
  insufficientBreakageData: null,
};

function daysWith(transactions: readonly LoyaltyTransaction[]): number[] {
  return [...new Set(transactions.map(({ day }) => day))].sort((a, b) => a - b);
}

/** Each change of tier with its date; a repeated tier is no step. */
function tierPath(transactions: readonly LoyaltyTransaction[]): TierStep[] {
  const steps: TierStep[] = [];
  for (const { tier, at } of transactions) if (tier !== null && tier !== steps.at(-1)?.tier) steps.push({ tier, at });
  return steps;
}

/** Earned and adjusted less redeemed and expired, never negative. */
function balanceOf(transactions: readonly LoyaltyTransaction[]): number {
  const adjusted = transactions.reduce((sum, { kind, points }) => (kind === 'ADJUST' ? sum + (points ?? 0) : sum), 0);
  const points = (kind: string) => pointsOf(transactions, kind);
  return Math.max(0, points('EARN') + adjusted - points('REDEEM') - points('EXPIRE'));
}

interface Habit {
  readonly redemptionDays: number;
  /** Days since the first transaction. */
  readonly observedDays: number;
  readonly balance: number;
  /** How surely the guest still comes at all, 0 to 1. */
  readonly active: number;
}

/**
 * Chance that none of the coming days sees a redemption: Gamma–Poisson on the guest's redemption days, times the chance that the guest
 * still comes at all.
 */
export function breakageRisk(habit: Habit, { behavior }: ScoringConfig): BreakageRisk {
  const { breakageDays, priorRedemptions, priorRedemptionDays, breakageMedium, breakageHigh } = behavior;
  const shape = habit.redemptionDays + priorRedemptions;
  const rate = habit.observedDays + priorRedemptionDays;
  const none = (rate / (rate + breakageDays)) ** shape;
  const probability = clamp(1 - habit.active * (1 - none), 0, 1);
  return {
    probability,
    level: probability < breakageMedium ? 'LOW' : probability < breakageHigh ? 'MEDIUM' : 'HIGH',
    withinDays: breakageDays,
    pointsAtRisk: habit.balance * probability,
  };
}

function breakage(
  transactions: readonly LoyaltyTransaction[],
  visits: VisitHistory,
  venue: PopulationFacts,
  day: number,
  config: ScoringConfig,
): Pick<LoyaltyBehavior, 'breakageRisk' | 'insufficientBreakageData'> {
  const earnings = transactions.filter(({ kind }) => kind === 'EARN').length;
  const need = config.behavior.breakageEarnings;
  const expected = outlookOf(visits, day, venue, config);
  const firstDay = transactions[0]?.day;
  if (earnings < need || expected === null || firstDay === undefined) {
    const reason = earnings < need ? 'NO_EARNINGS' : 'NO_VISITS';
    const message = `The risk of unused points needs ${need} earnings and a visit; there are ${earnings} earnings.`;
    return { breakageRisk: null, insufficientBreakageData: insufficient(reason, message, earnings, need) };
  }
  const balance = balanceOf(transactions);
  if (balance === 0) return { breakageRisk: null, insufficientBreakageData: null };
  const redemptionDays = daysWith(transactions.filter(({ kind }) => kind === 'REDEEM')).length;
  const { active } = expected;
  const risk = breakageRisk({ redemptionDays, observedDays: Math.max(0, day - firstDay), balance, active }, config);
  return { breakageRisk: risk, insufficientBreakageData: null };
}

/** How a guest earns and uses points; of a guest who is no member only that is said. */
export function loyaltyBehavior(
  account: LoyaltyHistory | null,
  visits: VisitHistory,
  venue: PopulationFacts,
  day: number,
  config: ScoringConfig,
): LoyaltyBehavior {
  if (account === null) return noMember;
  const { transactions } = account;
  const earnings = transactions.filter(({ kind }) => kind === 'EARN');
  const redemptions = transactions.filter(({ kind }) => kind === 'REDEEM');
  const path = tierPath(transactions);
  const [earnedPoints, redeemedPoints] = [pointsOf(transactions, 'EARN'), pointsOf(transactions, 'REDEEM')];
  return {
    member: true,
    joinedAt: account.joinedAt,
    tier: path.at(-1)?.tier ?? account.tier,
    tierPath: path,
    earnings: earnings.length,
    earnedPoints,
    meanEarnGapDays: mean(gapsOf(daysWith(earnings))),
    redemptions: redemptions.length,
    redeemedPoints,
    meanRedeemGapDays: mean(gapsOf(daysWith(redemptions))),
    lastRedeemedAt: redemptions.at(-1)?.at ?? null,
    expiredPoints: pointsOf(transactions, 'EXPIRE'),
    redemptionShare: earnedPoints === 0 ? null : Math.min(1, redeemedPoints / earnedPoints),
    balance: balanceOf(transactions),
    ...breakage(transactions, visits, venue, day, config),
  };
}
