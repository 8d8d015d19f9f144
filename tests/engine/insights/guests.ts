import { dayMs } from '../../../server/engine/calendar.ts';
import type { Facts, FeedbackEntry, Identity, ItemLine, LoyaltyTransaction, Send } from '../../../server/engine/facts.ts';
import { historyOf, today, venueOn } from '../histories.ts';

/** A venue with round numbers: a typical gap of 20 days, 40 % of first visits followed by another, H = 42 days, 20.00 per visit. */
export const venue = { ...venueOn(today), typicalGapDays: 20, returnShare: 0.4, horizonDays: 42, meanSpendMinor: 2_000 };

const known = { present: true, valid: true };
const unknown = { present: false, valid: false };

/** Reachable by e-mail only, grown up, nothing else on record. */
export const ada: Identity = {
  hasName: true,
  email: known,
  phone: unknown,
  birthDate: unknown,
  birthDay: null,
  segment: null,
  city: null,
  country: null,
  language: null,
  preferredChannel: null,
  lifeStage: null,
  createdDay: today - 1_000,
  consentEmail: true,
  consentSms: null,
  consentPush: null,
};

export function guest(change: Partial<Facts> = {}): Facts {
  return {
    visits: historyOf([]),
    items: { lines: [] },
    identity: ada,
    earlierIdentity: ada,
    loyalty: null,
    feedback: { entries: [] },
    sends: { sends: [] },
    interventions: { entries: [] },
    sources: { visits: today * dayMs, loyalty: null, campaigns: null, feedback: null },
    population: venue,
    earlierPopulation: venue,
    ...change,
  };
}

const noon = (day: number) => day * dayMs + dayMs / 2;

export function feedbackOn(day: number, rating: number): FeedbackEntry {
  return { feedbackId: `f${day}`, at: noon(day), day, source: null, nps: null, rating, sentiment: null };
}

export function sendOn(day: number, change: Partial<Send> = {}): Send {
  return {
    campaignId: `c${day}`,
    campaignName: 'News',
    kind: null,
    channel: 'EMAIL',
    at: noon(day),
    day,
    deliveredAt: noon(day),
    openedAt: null,
    clickedAt: null,
    repliedAt: null,
    visitId: null,
    ...change,
  };
}

export function pointsOn(day: number, kind: string, points: number): LoyaltyTransaction {
  return { transactionId: `${kind}${day}`, at: noon(day), day, kind, points, tier: null };
}

/** The same dish on each of the days, as `historyOf` numbers its visits. */
export function dishOn(days: readonly number[]): ItemLine[] {
  return days.map((day, index) => ({
    visitId: `v${index}`,
    at: noon(day),
    day,
    menuItemId: 'tart',
    name: 'Lemon tart',
    category: 'Dessert',
    childItem: false,
    quantity: 1,
    spentMinor: 600,
  }));
}
