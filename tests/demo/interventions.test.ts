import { beforeAll, describe, expect, test } from 'vitest';
import { type Diary, keepDiary } from '../../server/demo/diary.ts';
import { live } from '../../server/demo/guest-story.ts';
import { armOf, interventions } from '../../server/demo/interventions.ts';
import { beginJourney, drawGuest, type Guest } from '../../server/demo/journey.ts';
import { demoOptions } from '../../server/demo/options.ts';
import { createWorld } from '../../server/demo/world.ts';
import { dayMs } from '../../server/engine/calendar.ts';
import { type Arm, armOf as armBy } from '../../server/engine/interventions/arms.ts';
import { liftOf } from '../../server/engine/interventions/lift.ts';
import { randomStream } from '../../server/engine/maths/random.ts';
import { type Outcome, sumsOf } from '../engine/interventions/experiments.ts';

const now = Date.UTC(2026, 5, 1);
const world = createWorld(demoOptions({ customers: '1200', months: '24', until: '2026-03-31', currency: 'EUR', now }));
const windowDays = 30;

/** The same guest under a name that puts it into an arm of one action and leaves it in its arms of the others. */
function inArm(guest: Guest, action: string, arm: Arm): Guest {
  const fits = (customerId: string) =>
    interventions.every(
      (other) => armOf(customerId, other.action) === (other.action === action ? arm : armOf(guest.customerId, other.action)),
    );
  let customerId = guest.customerId;
  for (let attempt = 0; !fits(customerId); attempt += 1) customerId = `${guest.customerId}#${attempt}`;
  return { ...guest, customerId };
}

/** A guest's life in the arms that its name gives it. */
function lived(index: number, guest: Guest): Diary {
  const random = randomStream(world.options.seed, 'guest', index, 'journey');
  const diary = keepDiary(guest);
  live({ guest, diary, journey: beginJourney(guest, random), random }, guest.createdDay, world.untilDay);
  return diary;
}

/** What a guest does in the window of an action; null: it was never due, or the data end before its window does. */
function windowOf(diary: Diary, guest: Guest, action: string): { arm: Arm; outcome: Outcome } | null {
  const entry = diary.interventions.find((one) => one.action === action);
  if (entry === undefined) return null;
  if (entry.at + windowDays * dayMs > world.instant(guest.habits.home, world.untilDay, 0)) return null;
  const within = diary.visits.filter(({ at }) => at > entry.at && at <= entry.at + windowDays * dayMs);
  const spend = within.reduce((so, visit) => so + visit.totalMinor - visit.refundMinor, 0);
  const visits = new Set(within.map(({ day }) => day)).size;
  return { arm: entry.arm, outcome: { visits, spend, expectedVisits: 0, expectedSpend: 0, cost: entry.costMinor } };
}

interface Tried {
  readonly arms: Record<Arm, Outcome[]>;
  /** Of the same guests, lived through in both arms: what the action truly does to them. */
  readonly truth: number;
}

let lives: { readonly guest: Guest; readonly diary: Diary; readonly index: number }[] = [];

beforeAll(() => {
  lives = Array.from({ length: world.options.customers }, (_, index) => {
    const guest = drawGuest(world, index);
    return { guest, diary: lived(index, guest), index };
  });
});

function tried(action: string): Tried {
  const arms: Record<Arm, Outcome[]> = { TREATMENT: [], CONTROL: [] };
  let [guests, gained] = [0, 0];
  for (const { guest, diary, index } of lives) {
    const mine = windowOf(diary, guest, action);
    if (mine === null) continue;
    arms[mine.arm].push(mine.outcome);
    const twin = inArm(guest, action, mine.arm === 'CONTROL' ? 'TREATMENT' : 'CONTROL');
    const other = windowOf(lived(index, twin), twin, action);
    const more = mine.outcome.visits - (other?.outcome.visits ?? 0);
    guests += 1;
    gained += mine.arm === 'CONTROL' ? -more : more;
  }
  return { arms, truth: gained / guests };
}

describe.each(interventions.map(({ action }) => action))('%s', (action) => {
  let known: Tried;
  beforeAll(() => {
    known = tried(action);
  });

  test('is drawn by the arms of the product, so that its reports find the share they expect', () => {
    for (const id of ['G-000001', 'G-000002', 'G-000003', 'G-000004']) expect(armOf(id, action)).toBe(armBy(id, action, 0.2));
  });

  test('has its true effect within the interval that a report would show', () => {
    const { arms, truth } = known;
    const lift = liftOf(sumsOf(arms.TREATMENT), sumsOf(arms.CONTROL), 'visits', 0.9);
    expect(arms.CONTROL.length).toBeGreaterThan(30);
    expect(lift?.low).toBeLessThan(truth);
    expect(lift?.high).toBeGreaterThan(truth);
  });
});
