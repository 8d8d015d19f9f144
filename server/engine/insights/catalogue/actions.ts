import type { CatalogueAction } from './action.ts';

/** What to do next for a guest, without giving anything away. Costs in money units per guest addressed. */
export const actions: readonly CatalogueAction[] = [
  {
    id: 'second-visit-note',
    kind: 'ACTION',
    goal: 'RETENTION',
    text: {
      en: {
        title: 'Thank the guest for the first visit',
        description: 'First visit {silentDays} days ago. Send a short personal thank-you with a reason to come again.',
      },
    },
    when: [
      { signal: 'visitDays', atLeast: 1, atMost: 1 },
      { signal: 'silentDays', atLeast: 1, atMost: 30 },
    ],
    mitigates: ['RETURN_CHANCE'],
    channels: ['EMAIL', 'PUSH', 'SMS'],
    marketing: true,
    discountShare: 0,
    cost: 0.05,
    uplift: {
      unit: 'RETURN',
      value: 0.06,
      source: 'Own cautious assumption: the step from first to second visit is the easiest to influence.',
    },
  },
  {
    id: 'gentle-reminder',
    kind: 'ACTION',
    goal: 'RETENTION',
    text: {
      en: {
        title: 'Say hello to a guest who is overdue',
        description:
          'Not seen for {silentDays} days, expected about every {expectedGapDays}. Write what is new on the menu; no discount is needed.',
      },
    },
    when: [
      { signal: 'visitDays', atLeast: 1 },
      { signal: 'silenceInGaps', atLeast: 1.2, atMost: 8 },
    ],
    mitigates: ['SILENCE'],
    channels: ['EMAIL', 'PUSH', 'SMS'],
    marketing: true,
    discountShare: 0,
    cost: 0.05,
    uplift: { unit: 'RETURN', value: 0.05, source: 'Own cautious assumption for a reminder without an offer.' },
  },
  {
    id: 'favorite-is-back',
    kind: 'ACTION',
    goal: 'RETENTION',
    text: {
      en: {
        title: 'Write about the favourite dish',
        description:
          'Ordered “{favoriteItem}” in {favoriteVisits} visits, not seen for {silentDays} days. Tell the guest when it is on the menu.',
      },
    },
    when: [
      { signal: 'favoriteVisits', atLeast: 3 },
      { signal: 'silenceInGaps', atLeast: 1, atMost: 4 },
    ],
    mitigates: ['SILENCE', 'RETURN_CHANCE'],
    channels: ['EMAIL', 'PUSH', 'SMS'],
    marketing: true,
    discountShare: 0,
    cost: 0.05,
    uplift: {
      unit: 'RETURN',
      value: 0.06,
      source: 'Own cautious assumption: a relevant message is answered more often than a general one.',
    },
  },
  {
    id: 'points-waiting',
    kind: 'ACTION',
    goal: 'ENGAGEMENT',
    text: {
      en: {
        title: 'Remind the member of waiting points',
        description: '{pointsBalance} points are waiting. Say what they are worth and how to use them.',
      },
    },
    when: [
      { signal: 'member', atLeast: 1 },
      { signal: 'pointsBalance', atLeast: 50 },
      { signal: 'silentDays', atLeast: 7 },
      { signal: 'silenceInGaps', atMost: 8 },
    ],
    mitigates: ['ENGAGEMENT_ACTIONS', 'SILENCE'],
    channels: ['PUSH', 'EMAIL', 'SMS'],
    marketing: true,
    discountShare: 0,
    cost: 0.05,
    uplift: {
      unit: 'RETURN',
      value: 0.05,
      source:
        'Direction from Kivetz, Urminsky & Zheng 2006 (members speed up near a reward); the size is an own cautious assumption.',
    },
  },
  {
    id: 'invite-to-loyalty',
    kind: 'ACTION',
    goal: 'ENGAGEMENT',
    text: {
      en: {
        title: 'Invite to the loyalty programme',
        description:
          '{visitDays} visit days and no member yet. Offer membership at the next bill, in one sentence and without pressure.',
      },
    },
    when: [
      { signal: 'member', atMost: 0 },
      { signal: 'visitDays', atLeast: 4 },
      { signal: 'silenceInGaps', atMost: 2 },
    ],
    mitigates: ['ENGAGEMENT_ACTIONS', 'RETURN_CHANCE'],
    channels: ['IN_PERSON'],
    marketing: true,
    discountShare: 0,
    cost: 0.1,
    uplift: { unit: 'SPEND', value: 0.04, source: 'Own cautious assumption for the first year of a membership.' },
  },
  {
    id: 'suggest-a-pairing',
    kind: 'ACTION',
    goal: 'UPSELL',
    text: {
      en: {
        title: 'Suggest something that goes with the favourite',
        description: 'Ordered “{favoriteItem}” in {favoriteVisits} visits. Recommend a drink or a side that goes well with it.',
      },
    },
    when: [
      { signal: 'favoriteVisits', atLeast: 3 },
      { signal: 'silenceInGaps', atMost: 1.5 },
    ],
    mitigates: ['SPEND_PER_VISIT'],
    channels: ['IN_PERSON'],
    marketing: false,
    discountShare: 0,
    cost: 0,
    uplift: { unit: 'SPEND', value: 0.05, source: 'Own cautious assumption for a spoken recommendation.' },
  },
  {
    id: 'show-the-specials',
    kind: 'ACTION',
    goal: 'UPSELL',
    text: {
      en: {
        title: 'Present the specials of the day',
        description:
          'Comes regularly (regularity {regularity} of 100). A regular welcomes something new: present the specials at the table.',
      },
    },
    when: [
      { signal: 'regularity', atLeast: 55 },
      { signal: 'visitDays', atLeast: 8 },
      { signal: 'silenceInGaps', atMost: 1.5 },
    ],
    mitigates: ['SPEND_PER_VISIT'],
    channels: ['IN_PERSON'],
    marketing: false,
    discountShare: 0,
    cost: 0,
    uplift: { unit: 'SPEND', value: 0.03, source: 'Own cautious assumption for a spoken recommendation.' },
  },
  {
    id: 'ask-for-feedback',
    kind: 'ACTION',
    goal: 'DATA',
    text: {
      en: {
        title: 'Ask how it was',
        description: '{visitDays} visit days and no feedback on record. Ask one question, and answer what comes.',
      },
    },
    when: [
      { signal: 'visitDays', atLeast: 3 },
      { signal: 'feedbackCount', atMost: 0 },
      { signal: 'silentDays', atMost: 30 },
    ],
    mitigates: ['RETURN_CHANCE'],
    channels: ['EMAIL', 'PUSH', 'SMS'],
    marketing: true,
    discountShare: 0,
    cost: 0.05,
    uplift: {
      unit: 'RETURN',
      value: 0.03,
      source: 'Direction from Dholakia & Morwitz 2002 (asking raises later purchases); the size is an own cautious assumption.',
    },
  },
  {
    id: 'ask-for-contact',
    kind: 'ACTION',
    goal: 'DATA',
    text: {
      en: {
        title: 'Ask for a way to stay in touch',
        description:
          'Here {visitDays} times, but there is no way to write. Ask at the table whether news by e-mail or phone are welcome; a no is a good answer.',
      },
    },
    when: [
      { signal: 'visitDays', atLeast: 3 },
      { signal: 'messageChannels', atMost: 0 },
      { signal: 'optedOut', atMost: 0 },
    ],
    mitigates: ['ENGAGEMENT_ACTIONS'],
    channels: ['IN_PERSON'],
    marketing: true,
    discountShare: 0,
    cost: 0,
    uplift: { unit: 'SPEND', value: 0.01, source: 'Own cautious assumption: the value lies in later messages.' },
  },
  {
    id: 'complete-the-profile',
    kind: 'ACTION',
    goal: 'DATA',
    text: {
      en: {
        title: 'Complete the profile at the next visit',
        description: 'The profile stands at {profileScore} of 100. Ask for what is missing when it comes up naturally.',
      },
    },
    when: [
      { signal: 'profileScore', atMost: 60 },
      { signal: 'visitDays', atLeast: 2 },
    ],
    mitigates: [],
    channels: ['IN_PERSON'],
    marketing: false,
    discountShare: 0,
    cost: 0,
    uplift: { unit: 'SPEND', value: 0.005, source: 'Own cautious assumption: better data pay through better suggestions.' },
  },
];
