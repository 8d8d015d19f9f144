import { describe, expect, test } from 'vitest';
import { dayMs } from '../../server/engine/calendar.ts';
import { defaultScoring as config } from '../../server/engine/config.ts';
import { guestHash } from '../../server/engine/predictions/visit-log.ts';
import { fitWeek } from '../../server/engine/predictions/week-fit.ts';
import { collectWeek, type WeekParts, weekOf, weekTask } from '../../server/engine/week.ts';
import { makeAside } from '../../server/facts/aside.ts';
import { fadingGuests, noSales } from '../engine/fitted-venue.ts';
import { guestWith } from '../engine/health/guests.ts';
import { today } from '../engine/histories.ts';

function partsOf(count: number): WeekParts {
  const week = collectWeek(today, { day: today - 90, asOf: (today - 89) * dayMs - 1 }, config);
  for (const [index, visits] of fadingGuests(today, count).entries())
    week.add({ hash: guestHash(`guest ${index}`), facts: { ...guestWith({ visits }), segment: null } });
  const fitted = fitWeek(weekTask(week, noSales, config));
  return { week: '2024-09-30', guests: week.close(), sales: noSales, fitted, config };
}

describe('the facts of a week that are made aside', () => {
  test('of a base that is worth a thread are those that are made here, while something else is done', async () => {
    const parts = partsOf(400);
    let turns = 0;
    const turning = setInterval(() => {
      turns += 1;
    }, 1);
    const made = await makeAside(parts).finally(() => clearInterval(turning));
    expect(made).toEqual(weekOf(parts));
    expect(turns).toBeGreaterThan(2);
  });

  test('fail with what was wrong with them', async () => {
    const parts = partsOf(400);
    const broken = { ...parts, guests: { ...parts.guests, panel: [{}] } } as unknown as WeekParts;
    await expect(makeAside(broken)).rejects.toThrow(TypeError);
  });
});
