import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayMs } from '../../../server/engine/calendar.ts';
import { knownAt } from '../../../server/engine/health/known.ts';
import { healthScore } from '../../../server/engine/health/score.ts';
import { historyOf, momentOn, today } from '../histories.ts';
import { anyGuest, clicked, guestWith, livelyVenue, member, transaction } from './guests.ts';

const instant = (day: number) => ({ asOf: (day + 1) * dayMs - 1, day });

test('what became of a message later is forgotten, and so is the visit attributed to it', () => {
  const send = clicked(today - 40, { clickedAt: (today - 5) * dayMs, openedAt: (today - 39) * dayMs, visitId: 'v0' });
  const guest = guestWith({ visits: historyOf([today - 3]), sends: { sends: [send, clicked(today - 2)] } });
  expect(knownAt(guest, instant(today - 30)).sends.sends).toEqual([{ ...send, clickedAt: null, visitId: null }]);
  expect(knownAt(guest, instant(today)).sends.sends).toEqual(guest.sends.sends);
});

test('a member who joined later was none, unless a transaction was earlier', () => {
  const joined = { ...member([transaction(today - 3, 'EARN', 5)], 'GOLD'), joinedAt: (today - 10) * dayMs };
  expect(knownAt(guestWith({ loyalty: joined }), instant(today - 20)).loyalty).toBeNull();
  expect(knownAt(guestWith({ loyalty: joined }), instant(today - 5)).loyalty).toMatchObject({ tier: 'GOLD', transactions: [] });
  const early = { ...joined, transactions: [transaction(today - 30, 'EARN', 5)] };
  expect(knownAt(guestWith({ loyalty: early }), instant(today - 20)).loyalty).toMatchObject({ tier: null, joinedAt: null });
});

test('knowing less twice is knowing what the earlier instant knew', () => {
  fc.assert(
    fc.property(anyGuest, fc.nat(400), fc.nat(400), ({ loyalty, ...others }, first, second) => {
      // A transaction before joining is no membership, which a fact without the account cannot tell: neither has a score.
      const guest = { ...others, loyalty: loyalty === null ? null : { ...loyalty, joinedAt: null } };
      const [earlier, later] = [Math.max(first, second), Math.min(first, second)];
      const direct = knownAt(guest, instant(today - earlier));
      expect(knownAt(knownAt(guest, instant(today - later)), instant(today - earlier))).toEqual(direct);
      const { asOf } = instant(today - earlier);
      expect(direct.feedback.entries).toEqual(guest.feedback.entries.filter(({ at }) => at <= asOf));
    }),
  );
});

test('the trend of every component compares with what would have been answered then', () => {
  const both = { population: livelyVenue, earlierPopulation: livelyVenue };
  fc.assert(
    fc.property(anyGuest, (guest) => {
      const now = healthScore.compute({ ...guest, ...both }, momentOn(today));
      const then = healthScore.compute({ ...knownAt(guest, instant(today - 30)), ...both }, momentOn(today - 30));
      for (const [name, component] of Object.entries(now.components)) {
        const before = then.components[name as keyof typeof then.components].score;
        expect(component.trend?.previous ?? null).toBe(component.score === null ? null : before);
      }
      expect(now.trend?.previous ?? null).toBe(now.exactScore === null ? null : then.exactScore);
    }),
  );
});
