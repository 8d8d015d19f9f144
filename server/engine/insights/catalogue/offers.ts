import type { CatalogueAction } from './action.ts';

/** Offers that give something away. Nobody gets a discount who is likely to come anyway. Costs in money units per guest addressed. */
export const offers: readonly CatalogueAction[] = [
  {
    id: 'second-visit-treat',
    kind: 'OFFER',
    goal: 'RETENTION',
    text: {
      en: {
        title: 'A small treat on the second visit',
        description: 'One visit, {silentDays} days ago. Offer a coffee or a dessert on the house with the next meal.',
      },
    },
    when: [
      { signal: 'visitDays', atLeast: 1, atMost: 1 },
      { signal: 'silentDays', atLeast: 14, atMost: 90 },
    ],
    mitigates: ['RETURN_CHANCE'],
    channels: ['EMAIL', 'PUSH', 'SMS'],
    marketing: true,
    discountShare: 0.08,
    cost: 0.05,
    uplift: { unit: 'RETURN', value: 0.1, source: 'Own cautious assumption for a small gift after a first visit.' },
  },
  {
    id: 'welcome-back-offer',
    kind: 'OFFER',
    goal: 'RETENTION',
    text: {
      en: {
        title: 'Welcome back: 15 % off the next bill',
        description:
          'Not seen for {silentDays} days, that is {silenceInGaps} of the expected gaps. Offer 15 % off the next bill within four weeks.',
      },
    },
    when: [
      { signal: 'visitDays', atLeast: 2 },
      { signal: 'silenceInGaps', atLeast: 2.5, atMost: 8 },
    ],
    mitigates: ['SILENCE', 'RECENT_SPEND'],
    channels: ['EMAIL', 'PUSH', 'SMS'],
    marketing: true,
    discountShare: 0.15,
    cost: 0.05,
    uplift: { unit: 'RETURN', value: 0.12, source: 'Own cautious assumption for a discount to guests long overdue.' },
  },
  {
    id: 'birthday-dessert',
    kind: 'OFFER',
    goal: 'ENGAGEMENT',
    text: {
      en: {
        title: 'A birthday dessert on the house',
        description: 'Birthday in {daysToBirthday} days. Invite for a dessert on the house in the birthday week.',
      },
    },
    when: [
      { signal: 'daysToBirthday', atLeast: 1, atMost: 14 },
      { signal: 'visitDays', atLeast: 1 },
    ],
    mitigates: ['RETURN_CHANCE', 'ENGAGEMENT_ACTIONS'],
    channels: ['EMAIL', 'PUSH', 'SMS'],
    marketing: true,
    discountShare: 0.08,
    cost: 0.05,
    uplift: { unit: 'RETURN', value: 0.12, source: 'Own cautious assumption: birthdays are a common reason to eat out.' },
  },
  {
    id: 'double-points-week',
    kind: 'OFFER',
    goal: 'ENGAGEMENT',
    text: {
      en: {
        title: 'Double points for a week',
        description:
          'Member with {pointsBalance} points, not seen for {silentDays} days. Offer double points for the coming week.',
      },
    },
    when: [
      { signal: 'member', atLeast: 1 },
      { signal: 'silenceInGaps', atLeast: 1, atMost: 5 },
    ],
    mitigates: ['ENGAGEMENT_ACTIONS', 'VISIT_GAP'],
    channels: ['PUSH', 'EMAIL', 'SMS'],
    marketing: true,
    discountShare: 0.05,
    cost: 0.05,
    uplift: {
      unit: 'RETURN',
      value: 0.08,
      source: 'Direction from Nunes & Drèze 2006 (progress towards a reward motivates); the size is an own cautious assumption.',
    },
  },
  {
    id: 'favorite-with-a-friend',
    kind: 'OFFER',
    goal: 'RETENTION',
    text: {
      en: {
        title: 'The favourite dish for two',
        description: 'Likes “{favoriteItem}” and is overdue. Offer the second portion at half the price for a shared table.',
      },
    },
    when: [
      { signal: 'favoriteVisits', atLeast: 3 },
      { signal: 'silenceInGaps', atLeast: 2, atMost: 6 },
    ],
    mitigates: ['SILENCE', 'SPEND_PER_VISIT'],
    channels: ['EMAIL', 'PUSH', 'SMS'],
    marketing: true,
    discountShare: 0.12,
    cost: 0.05,
    uplift: { unit: 'RETURN', value: 0.1, source: 'Own cautious assumption for an offer around a known favourite.' },
  },
  {
    id: 'tasting-invitation',
    kind: 'OFFER',
    goal: 'UPSELL',
    text: {
      en: {
        title: 'Invitation to a tasting evening',
        description:
          'Spends {spendAgainstVenue} times the venue’s mean per visit. Invite to a tasting; no discount, a good seat is the gift.',
      },
    },
    when: [
      { signal: 'spendAgainstVenue', atLeast: 1.25 },
      { signal: 'visitDays', atLeast: 4 },
      { signal: 'silenceInGaps', atMost: 4 },
    ],
    mitigates: ['RECENT_SPEND', 'SPEND_PER_VISIT'],
    channels: ['EMAIL', 'PUSH', 'SMS'],
    marketing: true,
    discountShare: 0,
    cost: 0.1,
    uplift: { unit: 'RETURN', value: 0.07, source: 'Own cautious assumption for a personal invitation to an event.' },
  },
  {
    id: 'weekday-menu',
    kind: 'OFFER',
    goal: 'RETENTION',
    text: {
      en: {
        title: 'The set menu at a fair price',
        description:
          'Used a discount on {discountedVisits} visits and is overdue by now. Point to the set menu on quiet weekdays.',
      },
    },
    when: [
      { signal: 'discountedVisits', atLeast: 2 },
      { signal: 'discountShare', atLeast: 0.05 },
      { signal: 'silenceInGaps', atLeast: 1.5, atMost: 8 },
    ],
    mitigates: ['VISIT_GAP', 'SILENCE'],
    channels: ['EMAIL', 'PUSH', 'SMS'],
    marketing: true,
    discountShare: 0.1,
    cost: 0.05,
    uplift: { unit: 'RETURN', value: 0.12, source: 'Own cautious assumption for guests who answered to a price before.' },
  },
  {
    id: 'first-taste',
    kind: 'OFFER',
    goal: 'UPSELL',
    text: {
      en: {
        title: 'Invite to taste the new dish first',
        description:
          '{visitDays} visit days so far. Offer a taste of the coming menu before others get it, and ask for an opinion.',
      },
    },
    when: [
      { signal: 'visitDays', atLeast: 6 },
      { signal: 'silenceInGaps', atMost: 1.5 },
    ],
    mitigates: ['RECENT_SPEND'],
    channels: ['IN_PERSON'],
    marketing: true,
    discountShare: 0,
    cost: 0.3,
    uplift: { unit: 'SPEND', value: 0.03, source: 'Own cautious assumption for being asked for an opinion.' },
  },
  {
    id: 'dessert-with-the-meal',
    kind: 'OFFER',
    goal: 'UPSELL',
    text: {
      en: {
        title: 'Offer a small dessert with the meal',
        description:
          'Spends {spendAgainstVenue} times the venue’s mean per visit. Offer the small dessert or the coffee that rounds off the meal.',
      },
    },
    when: [
      { signal: 'spendAgainstVenue', atMost: 0.9 },
      { signal: 'visitDays', atLeast: 3 },
      { signal: 'silenceInGaps', atMost: 1.5 },
    ],
    mitigates: ['SPEND_PER_VISIT'],
    channels: ['IN_PERSON'],
    marketing: true,
    discountShare: 0,
    cost: 0,
    uplift: { unit: 'SPEND', value: 0.05, source: 'Own cautious assumption for a spoken recommendation.' },
  },
];
