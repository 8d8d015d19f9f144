import type { BareHistory } from '../bare-visits.ts';
import type { Instant } from '../derivation.ts';
import type { LoyaltyHistory, Send } from '../facts.ts';
import { eventsUntil } from '../known-events.ts';
import { openMemory } from '../memory.ts';
import { attributedVisits } from './communication-response.ts';
import type { BareGuest } from './traits.ts';

interface Remembered {
  readonly facts: BareGuest;
  readonly asOf: number;
  readonly known: BareGuest;
}

/** Score, relation, changes and alerts of one answer look back at the same instant. */
const latestVisits = openMemory<BareHistory, { readonly asOf: number; readonly known: BareHistory }>();
const latestFacts = openMemory<BareHistory, Remembered>();

/** The visits known at an earlier instant. */
export function until<History extends BareHistory>(history: History, { asOf }: Pick<Instant, 'asOf'>): History {
  const latest = latestVisits.get(history);
  if (latest?.asOf === asOf) return latest.known as History;
  const known: BareHistory = { visits: eventsUntil(history.visits, asOf) };
  latestVisits.set(history, { asOf, known });
  return known as History; // some of the same visits
}

function same(a: BareGuest, b: BareGuest): boolean {
  return a.loyalty === b.loyalty && a.feedback === b.feedback && a.sends === b.sends;
}

/** What was known at an earlier instant: the same as if nothing later had been recorded. */
export function knownAt<Guest extends BareGuest>(facts: Guest, instant: Instant): Pick<Guest, keyof BareGuest> {
  const { asOf } = instant;
  const latest = latestFacts.get(facts.visits);
  if (latest?.asOf === asOf && same(latest.facts, facts)) return latest.known as Guest;
  const known = factsUntil(facts, until(facts.visits, instant), asOf);
  latestFacts.set(facts.visits, { facts, asOf, known });
  return known as Guest;
}

/** The same, found anew: for who asks once and hands it on, as a run does. */
export function newlyKnownAt(facts: BareGuest, { asOf }: Pick<Instant, 'asOf'>): BareGuest {
  return factsUntil(facts, { visits: eventsUntil(facts.visits.visits, asOf) }, asOf);
}

function factsUntil({ loyalty, feedback, sends }: BareGuest, visits: BareHistory, asOf: number): BareGuest {
  return {
    visits,
    loyalty: loyalty === null ? null : loyaltyAt(loyalty, asOf),
    feedback: { entries: eventsUntil(feedback.entries, asOf) },
    sends: { sends: sendsAt(sends.sends, visits, asOf) },
  };
}

function loyaltyAt(history: LoyaltyHistory, asOf: number): LoyaltyHistory | null {
  const transactions = eventsUntil(history.transactions, asOf);
  const joined = history.joinedAt === null || history.joinedAt <= asOf;
  if (!joined && transactions.length === 0) return null;
  return { tier: joined ? history.tier : null, joinedAt: joined ? history.joinedAt : null, transactions };
}

/** What became of a message later is forgotten, the visit attributed to it included. Most messages are old: they stay as they are. */
function sendsAt(sends: readonly Send[], { visits }: BareHistory, asOf: number): readonly Send[] {
  if (sends.length === 0) return sends;
  const visitIds = attributedVisits(sends, visits);
  const known: Send[] = [];
  for (const send of sends) {
    if (send.at > asOf) continue;
    const { deliveredAt, openedAt, clickedAt, repliedAt } = send;
    const visitId = send.visitId !== null && visitIds.has(send.visitId) ? send.visitId : null;
    const later =
      (deliveredAt ?? asOf) > asOf || (openedAt ?? asOf) > asOf || (clickedAt ?? asOf) > asOf || (repliedAt ?? asOf) > asOf;
    known.push(visitId === send.visitId && !later ? send : { ...send, visitId, ...outcomesAt(send, asOf) });
  }
  return known;
}

function outcomesAt({ deliveredAt, openedAt, clickedAt, repliedAt }: Send, asOf: number) {
  const by = (at: number | null) => (at !== null && at <= asOf ? at : null);
  return { deliveredAt: by(deliveredAt), openedAt: by(openedAt), clickedAt: by(clickedAt), repliedAt: by(repliedAt) };
}
