import type { ScoringConfig } from '../config.ts';
import type { Facts, LoyaltyHistory, Visit } from '../facts.ts';
import { deliveriesOf } from '../health/communication-response.ts';
import { visitPatterns } from './visit-patterns.ts';

/** What the guest did, in plain counts and shares; no judgement. */
export interface EngagementMetrics {
  readonly visitFrequency: number | null;
  readonly deliveries: number;
  readonly campaignResponse: number | null;
  readonly loyaltyParticipation: number | null;
  readonly feedbackCount: number;
  readonly lastInteraction: number | null;
}

/** Share of the visit days since the membership began on which points were earned or redeemed; null: no member, or no visit since. */
function loyaltyParticipation(visits: readonly Visit[], loyalty: LoyaltyHistory | null): number | null {
  if (loyalty === null) return null;
  const first = loyalty.transactions[0];
  const since = Math.min(loyalty.joinedAt ?? Number.POSITIVE_INFINITY, first?.at ?? Number.POSITIVE_INFINITY);
  // The card is often signed just after the first visit that it counts for.
  const days = new Set(visits.filter(({ at, day }) => at >= since || day === first?.day).map(({ day }) => day));
  const moved = new Set(loyalty.transactions.filter(({ kind }) => kind === 'EARN' || kind === 'REDEEM').map(({ day }) => day));
  return days.size === 0 ? null : [...days].filter((day) => moved.has(day)).length / days.size;
}

function newest(instants: readonly (number | null)[]): number | null {
  return instants.reduce((latest, at) => (at !== null && (latest === null || at > latest) ? at : latest), null);
}

export function engagementMetrics(
  facts: Pick<Facts, 'visits' | 'loyalty' | 'feedback' | 'sends' | 'population'>,
  day: number,
  config: ScoringConfig,
): EngagementMetrics {
  const { visits, loyalty, feedback, sends, population } = facts;
  const deliveries = deliveriesOf(sends, visits, day, config);
  return {
    visitFrequency: visitPatterns(visits, population, day, config).visitsPer30Days,
    deliveries: deliveries.length,
    campaignResponse: deliveries.length === 0 ? null : deliveries.filter(({ answered }) => answered).length / deliveries.length,
    loyaltyParticipation: loyaltyParticipation(visits.visits, loyalty),
    feedbackCount: feedback.entries.length,
    lastInteraction: newest([
      ...visits.visits.map(({ at }) => at),
      ...(loyalty?.transactions ?? []).flatMap(({ kind, at }) => (kind === 'EARN' || kind === 'REDEEM' ? [at] : [])),
      ...feedback.entries.map(({ at }) => at),
      ...sends.sends.flatMap(({ clickedAt, repliedAt }) => [clickedAt, repliedAt]),
    ]),
  };
}
