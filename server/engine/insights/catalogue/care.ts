import type { CatalogueAction } from './action.ts';

/** Occasions to care for a guest. Costs in money units per guest addressed. */
export const care: readonly CatalogueAction[] = [
  {
    id: 'apologize-and-repair',
    kind: 'CARE',
    goal: 'RECOVERY',
    text: {
      en: {
        title: 'Answer the complaint in person',
        description:
          'Feedback of {feedbackScore} of 100, {feedbackAgeDays} days ago. The manager answers personally: listen, apologise, say what was changed.',
      },
    },
    when: [
      { signal: 'feedbackScore', atMost: 40 },
      { signal: 'feedbackAgeDays', atMost: 60 },
    ],
    mitigates: ['RETURN_CHANCE', 'SILENCE'],
    channels: ['EMAIL', 'SMS', 'IN_PERSON'],
    marketing: false,
    discountShare: 0,
    cost: 0.1,
    uplift: {
      unit: 'RETURN',
      value: 0.15,
      source:
        'Direction from Tax, Brown & Chandrashekaran 1998 (handled complaints restore commitment); the size is an own cautious assumption.',
    },
  },
  {
    id: 'thank-for-praise',
    kind: 'CARE',
    goal: 'ENGAGEMENT',
    text: {
      en: {
        title: 'Thank the guest for the kind words',
        description:
          'Feedback of {feedbackScore} of 100, {feedbackAgeDays} days ago. Thank the guest at the next visit, by name.',
      },
    },
    when: [
      { signal: 'feedbackScore', atLeast: 75 },
      { signal: 'feedbackAgeDays', atMost: 60 },
    ],
    mitigates: ['RETURN_CHANCE'],
    channels: ['IN_PERSON'],
    marketing: false,
    discountShare: 0,
    cost: 0,
    uplift: { unit: 'SPEND', value: 0.02, source: 'Own cautious assumption for personal attention.' },
  },
  {
    id: 'milestone-thanks',
    kind: 'CARE',
    goal: 'ENGAGEMENT',
    text: {
      en: {
        title: 'Celebrate the coming milestone',
        description: 'Visit day {nextMilestone} is {visitsToMilestone} away. Prepare a small thank-you for it.',
      },
    },
    when: [
      { signal: 'visitsToMilestone', atMost: 2 },
      { signal: 'silenceInGaps', atMost: 2 },
    ],
    mitigates: ['RETURN_CHANCE'],
    channels: ['IN_PERSON'],
    marketing: false,
    discountShare: 0,
    cost: 0.3,
    uplift: { unit: 'SPEND', value: 0.05, source: 'Own cautious assumption for personal attention.' },
  },
  {
    id: 'anniversary-note',
    kind: 'CARE',
    goal: 'ENGAGEMENT',
    text: {
      en: {
        title: 'Mark the anniversary of the first visit',
        description:
          'The anniversary of the first visit is in {daysToAnniversary} days. A handwritten card at the table does it.',
      },
    },
    when: [
      { signal: 'tenureDays', atLeast: 300 },
      { signal: 'daysToAnniversary', atLeast: 1, atMost: 14 },
      { signal: 'visitDays', atLeast: 3 },
      { signal: 'silenceInGaps', atMost: 2 },
    ],
    mitigates: ['RETURN_CHANCE'],
    channels: ['IN_PERSON'],
    marketing: false,
    discountShare: 0,
    cost: 0.3,
    uplift: { unit: 'SPEND', value: 0.04, source: 'Own cautious assumption for personal attention.' },
  },
  {
    id: 'regulars-table',
    kind: 'CARE',
    goal: 'RETENTION',
    text: {
      en: {
        title: 'Keep the usual table for a regular',
        description: '{visitDays} visit days, regularity {regularity} of 100. Keep the usual table around the usual time.',
      },
    },
    when: [
      { signal: 'visitDays', atLeast: 10 },
      { signal: 'regularity', atLeast: 60 },
      { signal: 'silenceInGaps', atMost: 1.5 },
    ],
    mitigates: ['VISIT_GAP'],
    channels: ['IN_PERSON'],
    marketing: false,
    discountShare: 0,
    cost: 0,
    uplift: { unit: 'SPEND', value: 0.02, source: 'Own cautious assumption for personal attention.' },
  },
  {
    id: 'room-for-a-group',
    kind: 'CARE',
    goal: 'UPSELL',
    text: {
      en: {
        title: 'Offer the big table for occasions',
        description: 'Comes with about {partySize} people. Mention the big table and the menu for groups.',
      },
    },
    when: [
      { signal: 'partySize', atLeast: 3.5 },
      { signal: 'visitDays', atLeast: 3 },
      { signal: 'silenceInGaps', atMost: 2 },
    ],
    mitigates: ['SPEND_PER_VISIT'],
    channels: ['IN_PERSON'],
    marketing: false,
    discountShare: 0,
    cost: 0,
    uplift: { unit: 'SPEND', value: 0.03, source: 'Own cautious assumption for a spoken recommendation.' },
  },
  {
    id: 'fewer-messages',
    kind: 'CARE',
    goal: 'ENGAGEMENT',
    text: {
      en: {
        title: 'Write less often',
        description:
          '{sendsUnanswered} messages in a year and no answer. Write less often, and ask at the table what is welcome.',
      },
    },
    when: [
      { signal: 'sendsUnanswered', atLeast: 8 },
      { signal: 'silenceInGaps', atMost: 3 },
    ],
    mitigates: ['ENGAGEMENT_ACTIONS'],
    channels: ['IN_PERSON'],
    marketing: false,
    discountShare: 0,
    cost: 0,
    uplift: { unit: 'SPEND', value: 0.01, source: 'Own cautious assumption: silence keeps consent.' },
  },
];
