import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultScoring } from '../../../server/engine/config.ts';
import type { Facts } from '../../../server/engine/facts.ts';
import { sum } from '../../../server/engine/maths/statistics.ts';
import { engagementRisk } from '../../../server/engine/risk/engagement.ts';
import { anyHistory, everyDays, historyOf, today } from '../histories.ts';
import { guest, pointsOn, sendOn } from '../insights/guests.ts';

const risk = (change: Partial<Facts>) => engagementRisk(guest(change), today, defaultScoring);
const visits = historyOf(everyDays(today - 90, 10, 10)); // the last one today
// ĝ = (90 + 60)/(9 + 3) = 12.5; ρ = (9 + 0.8)/11.
const stays = 9.8 / 11;

test('worked by hand: two answered sends of three in 100 days', () => {
  const clicked = { clickedAt: today };
  const { probability, evidence } = risk({
    visits,
    sends: { sends: [sendOn(today - 100, clicked), sendOn(today - 60), sendOn(today - 30, { ...clicked, repliedAt: today })] },
  });
  // Prior: 1 action in 20/0.3 days. Posterior: 3 actions in 166.67 days.
  const days = 20 / 0.3 + 100;
  expect(probability).toBeCloseTo(1 - stays * (1 - (days / (days + 42)) ** 3), 12);
  expect(evidence[0]).toMatchObject({ name: 'answered campaign sends', value: 2 });
});

test('an opening alone is no action', () => {
  const opened = risk({ visits, sends: { sends: [sendOn(today - 100, { openedAt: today })] } });
  const ignored = risk({ visits, sends: { sends: [sendOn(today - 100)] } });
  expect(opened.probability).toBe(ignored.probability);
});

test('days with points earned or redeemed are actions, other movements are not', () => {
  const transactions = [
    pointsOn(today - 50, 'EARN', 10),
    pointsOn(today - 50, 'REDEEM', 5),
    pointsOn(today - 20, 'EARN', 10),
    pointsOn(today - 10, 'EXPIRE', 5),
  ];
  const { evidence } = risk({ visits, loyalty: { tier: null, joinedAt: null, transactions } });
  expect(evidence[1]).toMatchObject({ name: 'days with points earned or redeemed', value: 2 });
});

test('who is no member and is not written to has no engagement to lose', () => {
  expect(risk({ visits }).insufficientData?.reason).toBe('NO_ENGAGEMENT');
  expect(risk({ visits, sends: { sends: [sendOn(today - 400)] } }).insufficientData?.reason).toBe('NO_ENGAGEMENT');
  expect(risk({}).insufficientData?.reason).toBe('NO_VISITS');
});

test('in range, effects add up, and an answer never raises the risk', () => {
  fc.assert(
    fc.property(anyHistory, fc.array(fc.nat(360), { minLength: 1, maxLength: 30 }), (history, ago) => {
      const sends = ago.toSorted((a, b) => b - a).map((days) => sendOn(today - days));
      const before = risk({ visits: history, sends: { sends } });
      if (before.probability === null || before.typicalProbability === null) return history.visits.length === 0;
      expect(sum(before.drivers.map(({ effect }) => effect))).toBeCloseTo(before.probability - before.typicalProbability, 10);
      const after = risk({ visits: history, sends: { sends: sends.map((send) => ({ ...send, clickedAt: send.at })) } });
      expect(after.probability).toBeLessThanOrEqual(before.probability);
      return before.probability >= 0 && before.probability <= 1;
    }),
  );
});
