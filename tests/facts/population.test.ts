import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { Db } from '../../server/db/open.ts';
import { defaultScoring, type ScoringConfig } from '../../server/engine/config.ts';
import { fitWeek, type WeekFitTask } from '../../server/engine/predictions/week-fit.ts';
import { fittingOnce } from '../../server/facts/aside.ts';
import { openWeeks, PopulationUnavailable } from '../../server/facts/population.ts';
import { testDatabase } from '../support/database.ts';
import { calendar, restaurant, seed } from './rows.ts';

const week = '2024-07-08';

function weeksOn(db: Db, patienceMs = Number.POSITIVE_INFINITY) {
  return openWeeks({ db, worker: db, config: defaultScoring, calendar, clock: Date.now, patienceMs });
}

async function stored(db: Db) {
  const { rows } = await sql<{
    stale: boolean;
    facts: { guests: number };
  }>`select stale, facts from population_facts where week = ${week}`.execute(db.kysely);
  return rows[0];
}

describe('population facts of a week', () => {
  test('are computed on first need and stored', async () => {
    const db = await testDatabase();
    const { customerIds, visits } = restaurant();
    await seed(db, customerIds, visits);
    const [facts] = await weeksOn(db).read([week]);
    expect(facts).toMatchObject({ week, guests: 40, configVersion: defaultScoring.version, venueType: 'CASUAL' });
    expect(facts?.expectedVisitRate).toHaveLength(201);
    expect((await stored(db))?.facts).toEqual(facts);
  });

  test('know nothing of the week itself', async () => {
    const db = await testDatabase();
    await seed(
      db,
      ['a', 'b'],
      [
        { customerId: 'a', visitId: '1', at: '2024-07-07T21:59:59Z', totalMinor: 100 },
        { customerId: 'b', visitId: '1', at: '2024-07-07T22:00:00Z', totalMinor: 100 }, // Monday 00:00 in Berlin
      ],
    );
    expect((await weeksOn(db).read([week]))[0]?.guests).toBe(1);
  });

  test('are computed again when an older event has made them stale', async () => {
    const db = await testDatabase();
    await seed(db, ['a', 'b'], [{ customerId: 'a', visitId: '1', at: '2024-05-01T12:00:00Z', totalMinor: 100 }]);
    const weeks = weeksOn(db);
    expect((await weeks.read([week]))[0]?.guests).toBe(1);
    await seed(db, [], [{ customerId: 'b', visitId: '1', at: '2024-05-01T12:00:00Z', totalMinor: 100 }]);
    expect((await weeks.read([week]))[0]?.guests).toBe(1);
    await sql`update population_facts set stale = true`.execute(db.kysely);
    expect((await weeks.read([week]))[0]?.guests).toBe(2);
    expect((await stored(db))?.stale).toBe(false);
  });

  test('that another process renewed are read again', async () => {
    const db = await testDatabase();
    await seed(db, ['a'], [{ customerId: 'a', visitId: '1', at: '2024-05-01T12:00:00Z', totalMinor: 100 }]);
    const [mine, other] = [weeksOn(db), weeksOn(db)];
    await mine.read([week]);
    await seed(db, ['b'], [{ customerId: 'b', visitId: '1', at: '2024-05-02T12:00:00Z', totalMinor: 100 }]);
    await other.renew(week);
    expect((await mine.read([week]))[0]?.guests).toBe(2);
  });

  test('that are missing are refused after waiting, overtaken ones are answered meanwhile', async () => {
    const db = await testDatabase();
    await seed(db, ['a'], [{ customerId: 'a', visitId: '1', at: '2024-05-01T12:00:00Z', totalMinor: 100 }]);
    await expect(weeksOn(db, 0).read([week])).rejects.toThrow(PopulationUnavailable);
    await weeksOn(db).read([week]);
    await sql`update population_facts set stale = true`.execute(db.kysely);
    expect((await weeksOn(db, 0).read([week]))[0]?.guests).toBe(1);
  });

  test('are computed once for all who ask, however long each of them waits', async () => {
    const db = await testDatabase();
    const { customerIds, visits } = restaurant();
    await seed(db, customerIds, visits);
    let fits = 0;
    const fitter = async (task: WeekFitTask) => {
      fits += 1;
      return fitWeek(task);
    };
    const weeks = openWeeks({ db, worker: db, config: defaultScoring, calendar, clock: Date.now, fitter });
    const [hasty, patient] = [weeks.patient(0), weeks.through(db).patient(Number.POSITIVE_INFINITY)];
    await expect(hasty.read([week])).rejects.toThrow(PopulationUnavailable);
    const [facts] = await patient.read([week]);
    expect(facts?.guests).toBe(40);
    expect(await hasty.read([week])).toEqual([facts]);
    expect(fits).toBe(1);
  });

  test('of an empty base say so and fall back to the venue type', async () => {
    const db = await testDatabase();
    const [facts] = await weeksOn(db).read([week]);
    expect(facts).toMatchObject({ guests: 0, currentBase: 0, horizonDays: 90, expectedVisitRate: null, meanSpendMinor: null });
  });

  test('of other weights are computed again without fitting the models again', async () => {
    const db = await testDatabase();
    const { customerIds, visits } = restaurant();
    await seed(db, customerIds, visits);
    let fits = 0;
    const fitter = fittingOnce(async (task) => {
      fits += 1;
      return fitWeek(task);
    });
    const under = (saved: number, weights: Partial<ScoringConfig['weights']>) => {
      const version = defaultScoring.version + 1_000 * (saved - 1);
      const config = { ...defaultScoring, version, weights: { ...defaultScoring.weights, ...weights } };
      return openWeeks({ db, worker: db, config, calendar, clock: Date.now, patienceMs: Number.POSITIVE_INFINITY, fitter });
    };
    const [before] = await under(1, {}).read([week]);
    const [after] = await under(2, { visitFrequency: 5, recencyFactor: 30 }).read([week]);
    expect(after).toMatchObject({ configVersion: defaultScoring.version + 1_000, predictions: before?.predictions });
    expect(after).not.toEqual({ ...before, configVersion: after?.configVersion });
    expect(fits).toBe(1);
    await seed(db, [], [{ customerId: customerIds[0] ?? '', visitId: 'late', at: '2024-05-01T12:00:00Z', totalMinor: 100 }]);
    await under(2, { visitFrequency: 5, recencyFactor: 30 }).renew(week);
    expect(fits).toBe(2);
  });

  test('of a base larger than a week has room for are those of the first guests by their hash; everybody is counted', async () => {
    const { customerIds, visits } = restaurant();
    const [all, some] = [await testDatabase(), await testDatabase()];
    await seed(all, customerIds, visits);
    const { rows } = await sql<{ customer_id: string }>`
      select customer_id from customers where customer_id in (select customer_id from visits) order by hashtext(customer_id), customer_id
      limit 25`.execute(all.kysely);
    const first = new Set(rows.map((row) => row.customer_id));
    await seed(
      some,
      [...first],
      visits.filter(({ customerId }) => first.has(customerId)),
    );
    const config = { ...defaultScoring, base: { ...defaultScoring.base, mostGuests: 25 } };
    const [ofAll] = await weeksOn(all).read([week]);
    const [ofFirst] = await weeksOn(some).read([week]);
    await sql`delete from population_facts`.execute(all.kysely);
    const weeks = openWeeks({ db: all, worker: all, config, calendar, clock: Date.now, patienceMs: Number.POSITIVE_INFINITY });
    const [sampled] = await weeks.read([week]);
    const told = [
      'expectedVisitRate',
      'expectedSpendRate',
      'recency',
      'lifetimeValue',
      'horizonDays',
      'gaps',
      'predictions',
    ] as const;
    for (const name of told) expect(sampled?.[name]).toEqual(ofFirst?.[name]);
    expect(sampled).toMatchObject({ guests: ofAll?.guests, currentBase: ofAll?.currentBase });
    expect(ofAll?.guests).toBe(40);
    expect(ofFirst?.guests).toBe(25);
  });
});
