import type { CatalogueAction } from './action.ts';

/** What works against a risk in general, whatever else is known of the guest. Costs in money units per guest addressed. */
export const mitigations: readonly CatalogueAction[] = [
  {
    id: 'personal-hello',
    kind: 'MITIGATION',
    goal: 'RETENTION',
    text: {
      en: {
        title: 'A personal line from the house',
        description: 'Not seen for {silentDays} days. Somebody who knows the guest writes one line: we thought of you.',
      },
    },
    when: [
      { signal: 'visitDays', atLeast: 3 },
      { signal: 'silenceInGaps', atLeast: 2.5, atMost: 8 },
    ],
    mitigates: ['SILENCE'],
    channels: ['EMAIL', 'SMS', 'PUSH'],
    marketing: true,
    discountShare: 0,
    cost: 0.15,
    uplift: { unit: 'RETURN', value: 0.08, source: 'Own cautious assumption for a personal message.' },
  },
  {
    id: 'last-hello',
    kind: 'MITIGATION',
    goal: 'RETENTION',
    text: {
      en: {
        title: 'One last hello, then silence',
        description: 'Not seen for {silentDays} days. Ask once whether news are still welcome, and respect no answer.',
      },
    },
    when: [
      { signal: 'visitDays', atLeast: 1 },
      { signal: 'silenceInGaps', atLeast: 8 },
    ],
    mitigates: ['SILENCE', 'ENGAGEMENT_ACTIONS'],
    channels: ['EMAIL', 'PUSH', 'SMS'],
    marketing: true,
    discountShare: 0,
    cost: 0.05,
    uplift: { unit: 'RETURN', value: 0.02, source: 'Own cautious assumption: few come back after so long.' },
  },
  {
    id: 'greet-when-back',
    kind: 'MITIGATION',
    goal: 'RETENTION',
    text: {
      en: {
        title: 'A warm welcome when the guest is back',
        description:
          'Not seen for {silentDays} days and no message may be sent. Leave the team a note: greet by name, and ask how it was.',
      },
    },
    when: [
      { signal: 'messageChannels', atMost: 0 },
      { signal: 'silenceInGaps', atLeast: 1.5 },
    ],
    mitigates: ['SILENCE', 'RETURN_CHANCE'],
    channels: ['IN_PERSON'],
    marketing: false,
    discountShare: 0,
    cost: 0,
    uplift: { unit: 'SPEND', value: 0.02, source: 'Own cautious assumption for personal attention.' },
  },
  {
    id: 'reserve-the-next-visit',
    kind: 'MITIGATION',
    goal: 'RETENTION',
    text: {
      en: {
        title: 'Offer the next reservation with the bill',
        description: 'Comes about every {expectedGapDays} days. Offer to note the next table when the bill is paid.',
      },
    },
    when: [
      { signal: 'visitDays', atLeast: 1 },
      { signal: 'silenceInGaps', atMost: 2 },
    ],
    mitigates: ['VISIT_GAP', 'RETURN_CHANCE', 'RECENT_SPEND'],
    channels: ['IN_PERSON'],
    marketing: false,
    discountShare: 0,
    cost: 0,
    uplift: { unit: 'SPEND', value: 0.03, source: 'Own cautious assumption for a plan made at the table.' },
  },
  {
    id: 'easy-redeeming',
    kind: 'MITIGATION',
    goal: 'ENGAGEMENT',
    text: {
      en: {
        title: 'Offer to redeem points at the table',
        description: '{pointsBalance} points and none redeemed so far. Offer to use them with this bill.',
      },
    },
    when: [
      { signal: 'member', atLeast: 1 },
      { signal: 'pointsBalance', atLeast: 50 },
      { signal: 'pointsRedeemed', atMost: 0 },
    ],
    mitigates: ['ENGAGEMENT_ACTIONS'],
    channels: ['IN_PERSON'],
    marketing: false,
    discountShare: 0,
    cost: 0,
    uplift: { unit: 'SPEND', value: 0.02, source: 'Own cautious assumption: who redeems stays active.' },
  },
  {
    id: 'recommend-by-name',
    kind: 'MITIGATION',
    goal: 'UPSELL',
    text: {
      en: {
        title: 'Recommend by name, not by price',
        description:
          'The guest may spend less from now on. Let the service recommend one dish and one drink it would order itself.',
      },
    },
    when: [{ signal: 'valueRisk', atLeast: 0.5 }],
    mitigates: ['SPEND_PER_VISIT', 'RECENT_SPEND'],
    channels: ['IN_PERSON'],
    marketing: false,
    discountShare: 0,
    cost: 0,
    uplift: { unit: 'SPEND', value: 0.04, source: 'Own cautious assumption for a spoken recommendation.' },
  },
];
