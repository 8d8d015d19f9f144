import { describe, expect, test } from 'vitest';
import { loadDemo } from '../../server/demo/load.ts';
import { demoOptions, groupCalendar } from '../../server/demo/options.ts';
import { truths } from '../../server/demo/truth.ts';
import { createWorld } from '../../server/demo/world.ts';
import { endOfBusinessDay, isoDay } from '../../server/engine/calendar.ts';
import { defaultScoring } from '../../server/engine/config.ts';
import { purchaseHistory } from '../../server/engine/profile/purchases.ts';
import { openAssessor } from '../../server/facts/assessor.ts';
import { openWeeks } from '../../server/facts/population.ts';
import { scoreCustomers } from '../../server/jobs/score.ts';
import { testDatabase } from '../support/database.ts';

/** What the whole program makes of the demo, from the database on, against what the demo knows of its guests. */
const now = Date.UTC(2026, 5, 1);
const options = demoOptions({ customers: '1500', seed: '7', until: '2026-03-31', currency: 'EUR', now });
const asOf = endOfBusinessDay(options.untilDay, groupCalendar);
const db = await testDatabase();
await loadDemo(db, options, { ...groupCalendar, now, currency: 'EUR', createCustomers: false }, () => undefined);
const patienceMs = Number.POSITIVE_INFINITY;
const weeks = openWeeks({ db, worker: db, config: defaultScoring, calendar: groupCalendar, clock: () => now, patienceMs });
const scoring = { config: defaultScoring, calendar: groupCalendar, weeks };
await scoreCustomers(db, { ...scoring, asOf, now });
const rows = await db.kysely.selectFrom('current_scores').select(['customer_id', 'exact_score', 'visit_days']).execute();
const scored = new Map(rows.map((row) => [row.customer_id, row]));
const known = [...truths(createWorld(options))];

/** Chance that a guest of the first group scores higher than one of the second; ties count half. */
function auc(first: readonly number[], second: readonly number[]): number {
  let wins = 0;
  for (const a of first) for (const b of second) wins += a > b ? 1 : a === b ? 0.5 : 0;
  return wins / (first.length * second.length);
}

/** Scores of the guests with at least three visit days that a truth picks. */
function scores(pick: (truth: (typeof known)[number]) => boolean): number[] {
  return known.filter(pick).flatMap(({ customerId }) => {
    const row = scored.get(customerId);
    return row === undefined || row.exact_score === null || row.visit_days < 3 ? [] : [row.exact_score];
  });
}

describe('the health score', () => {
  const until = isoDay(options.untilDay - 60); // what ended later than two months ago cannot be seen yet
  const fadedTo = (truth: (typeof known)[number]) => {
    const before = truth.periods.filter(({ from }) => from <= until);
    return (before.at(-1)?.visitsPerWeek ?? 0) / (before[0]?.visitsPerWeek ?? 1);
  };
  const alive = (truth: (typeof known)[number]) => truth.aliveAtUntil;
  const regular = scores((truth) => truth.archetype === 'WEEKLY_REGULAR' && alive(truth));
  const lapsing = scores(
    (truth) => truth.archetype === 'LAPSING' && fadedTo(truth) < 0.8 && (truth.aliveUntil ?? until) >= until,
  );
  const gone = scores(({ aliveUntil }) => aliveUntil !== null && aliveUntil < until);

  test('puts regulars above guests who are lapsing, and those above guests who are gone', () => {
    expect([regular.length, lapsing.length, gone.length].every((count) => count >= 5)).toBe(true);
    expect(auc(regular, gone)).toBeGreaterThanOrEqual(0.9);
    expect(auc(regular, lapsing)).toBeGreaterThanOrEqual(0.9);
    expect(auc(lapsing, gone)).toBeGreaterThanOrEqual(0.9);
  });
});

test('the favourites of nine guests in ten hold the true favourite', async () => {
  const assessor = openAssessor(db, scoring);
  const regulars = known.filter(({ customerId }) => (scored.get(customerId)?.visit_days ?? 0) >= 10);
  const found = await Promise.all(
    regulars.map(async ({ customerId, favouriteItems }) => {
      const { favoriteItems } = await assessor.assess(purchaseHistory, { customerId, asOf });
      return favoriteItems.some(({ menuItemId }) => menuItemId === favouriteItems[0]?.menuItemId);
    }),
  );
  expect(found.length).toBeGreaterThan(100);
  expect(found.filter(Boolean).length / found.length).toBeGreaterThanOrEqual(0.9);
});
