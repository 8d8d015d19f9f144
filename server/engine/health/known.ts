import type { Instant } from '../derivation.ts';
import type { LoyaltyHistory, Send, VisitHistory } from '../facts.ts';
import type { GuestFacts } from './traits.ts';

/** The visits known at an earlier instant. */
export function until(history: VisitHistory, instant: Instant): VisitHistory {
  return { visits: history.visits.filter((visit) => visit.at <= instant.asOf) };
}

/** What was known at an earlier instant: the same as if nothing later had been recorded. */
export function knownAt(facts: GuestFacts, instant: Instant): GuestFacts {
  const visits = until(facts.visits, instant);
  return {
    visits,
    loyalty: facts.loyalty === null ? null : loyaltyAt(facts.loyalty, instant.asOf),
    feedback: { entries: facts.feedback.entries.filter((entry) => entry.at <= instant.asOf) },
    sends: { sends: sendsAt(facts.sends.sends, visits, instant.asOf) },
  };
}

function loyaltyAt(history: LoyaltyHistory, asOf: number): LoyaltyHistory | null {
  const transactions = history.transactions.filter((transaction) => transaction.at <= asOf);
  const joined = history.joinedAt === null || history.joinedAt <= asOf;
  if (!joined && transactions.length === 0) return null;
  return { tier: joined ? history.tier : null, joinedAt: joined ? history.joinedAt : null, transactions };
}

/** What became of a message later is forgotten, the visit attributed to it included. */
function sendsAt(sends: readonly Send[], { visits }: VisitHistory, asOf: number): Send[] {
  const visitIds = new Set(sends.some((send) => send.visitId !== null) ? visits.map((visit) => visit.visitId) : []);
  const by = (at: number | null) => (at !== null && at <= asOf ? at : null);
  return sends
    .filter((send) => send.at <= asOf)
    .map((send) => ({
      ...send,
      deliveredAt: by(send.deliveredAt),
      openedAt: by(send.openedAt),
      clickedAt: by(send.clickedAt),
      repliedAt: by(send.repliedAt),
      visitId: send.visitId !== null && visitIds.has(send.visitId) ? send.visitId : null,
    }));
}
