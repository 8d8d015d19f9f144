import fc from 'fast-check';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { Db } from '../../server/db/open.ts';
import { defaultScoring } from '../../server/engine/config.ts';
import { openWeeks } from '../../server/facts/population.ts';
import { eraseCustomer } from '../../server/ingest/erase.ts';
import { recordRows } from '../../server/ingest/record.ts';
import type { ScoreSink } from '../../server/jobs/guest-score.ts';
import { rescoreMarked } from '../../server/jobs/rescore.ts';
import { completeRun, type RunOptions } from '../../server/jobs/runs.ts';
import { scoreSinks } from '../../server/jobs/sinks.ts';
import { acknowledgeAlerts, resolveAlerts, snoozeAlerts } from '../../server/store/alert-acts.ts';
import { blockCountFor, forgetBlocks, readBlocks, removeBlocksOf, writeBlocks } from '../../server/store/guest-blocks.ts';
import { testDatabase } from '../support/database.ts';

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const start = Date.parse('2024-07-09T15:00:00Z');
const calendar = { timeZone: 'Europe/Berlin', dayStartMinutes: 240 };
const guestId = (index: number) => `g${String(index).padStart(2, '0')}`;
const guestCount = 30;

/** A house, with a clock that somebody sets. */
class House {
  now = start;
  readonly db: Db;
  readonly options: RunOptions;

  constructor(db: Db) {
    this.db = db;
    const clock = () => this.now;
    const weeks = openWeeks({ db, worker: db, config: defaultScoring, calendar, clock, patienceMs: Number.POSITIVE_INFINITY });
    this.options = { config: defaultScoring, calendar, weeks, sinks: scoreSinks(defaultScoring), clock, guestsPerChunk: 100 };
  }

  async record(
    table: 'customers' | 'visits' | 'feedback',
    rows: readonly Readonly<Record<string, string | null>>[],
    recordedAt = this.now,
  ): Promise<void> {
    const context = { now: recordedAt, ...calendar, currency: 'EUR', createCustomers: true };
    const { errors } = await recordRows(this.db, context, table, rows);
    expect(errors).toEqual([]);
  }

  run(more: Partial<RunOptions> = {}) {
    return completeRun(this.db, { kind: 'REQUESTED', asOf: this.now }, { ...this.options, ...more });
  }

  /** All that runs leave behind for people; versions only count writings. */
  async leaves() {
    const rows = async (text: string) => (await sql.raw<Record<string, unknown>>(text).execute(this.db.kysely)).rows;
    return {
      scores: await rows(`select to_jsonb(s) - 'version' as row from current_scores s order by customer_id`),
      history: await rows('select to_jsonb(h) as row from score_history h order by customer_id, scored_at'),
      alerts: await rows('select to_jsonb(a) as row from alerts a order by customer_id, alert_id'),
      marks: await rows('select customer_id from rescore_marks order by 1'),
    };
  }
}

const visitOf = (guest: number, visit: string, at: number, total = '20.00') => ({
  customer_id: guestId(guest),
  visit_id: visit,
  visited_at: new Date(at).toISOString(),
  gross: total,
  total,
});

/** @param between the birth date of some lies between visits: it is sealed, and so they are not kept. */
async function openHouse(between = false): Promise<House> {
  const house = new House(await testDatabase());
  const guests = Array.from({ length: guestCount }, (_unused, index) => index);
  house.now = start - 2 * hourMs;
  await house.record(
    'customers',
    guests.map((index) => ({
      customer_id: guestId(index),
      name: `Guest ${index}`,
      created_at: '2022-01-01T00:00:00Z',
      ...(index % 3 === 0 ? { email: `guest${index}@example.com`, consent_email: 'true' } : {}),
      ...(index % 4 === 0 ? { birth_date: between && index % 8 === 0 ? '2024-06-01' : '1980-02-29' } : {}),
      ...(index % 5 === 0 ? { city: 'Berlin', preferred_channel: 'EMAIL' } : {}),
    })),
  );
  await house.record(
    'visits',
    guests.flatMap((index) =>
      Array.from({ length: index % 6 === 0 ? 1 : 4 + (index % 9) }, (_unused, visit) =>
        visitOf(
          index,
          `v${visit}`,
          start - (2 + (index % 5) * 3 + visit * (5 + index)) * dayMs,
          `${15 + ((index * 7 + visit) % 20)}.00`,
        ),
      ),
    ),
  );
  house.now = start;
  return house;
}

type Deed =
  | {
      readonly kind: 'VISIT' | 'LATE_VISIT' | 'MARKED_LATER' | 'FEEDBACK' | 'ATTRIBUTES' | 'ERASE' | 'ALERTS';
      readonly guest: number;
      readonly turn: number;
    }
  | { readonly kind: 'RESCORE' | 'NEW_GUEST'; readonly guest: number; readonly turn: number };

const deed: fc.Arbitrary<Deed> = fc.record({
  kind: fc.constantFrom(
    'VISIT',
    'LATE_VISIT',
    'MARKED_LATER',
    'FEEDBACK',
    'ATTRIBUTES',
    'ERASE',
    'ALERTS',
    'RESCORE',
    'NEW_GUEST',
  ),
  guest: fc.nat(guestCount - 1),
  turn: fc.nat(3),
});

async function act(house: House, { kind, guest, turn }: Deed, name: string): Promise<void> {
  const { db, now } = house;
  const { rows } = await sql`select from customers where customer_id = ${guestId(guest)}`.execute(db.kysely);
  if (rows.length === 0 && kind !== 'RESCORE' && kind !== 'NEW_GUEST') return;
  if (kind === 'VISIT') await house.record('visits', [visitOf(guest, name, now - hourMs, '42.00')]);
  else if (kind === 'LATE_VISIT') await house.record('visits', [visitOf(guest, name, now - (20 + 40 * turn) * dayMs)]);
  // What happened before the next run, and whose mark that run leaves to a later one.
  else if (kind === 'MARKED_LATER') await house.record('visits', [visitOf(guest, name, now - 2 * dayMs)], now + 2 * hourMs);
  else if (kind === 'FEEDBACK')
    await house.record('feedback', [
      { customer_id: guestId(guest), feedback_id: name, at: new Date(now - hourMs).toISOString(), rating: String(1 + turn) },
    ]);
  else if (kind === 'ATTRIBUTES')
    await house.record('customers', [
      { customer_id: guestId(guest), city: turn === 0 ? null : `City ${turn}`, birth_date: turn === 1 ? '1990-05-05' : null },
    ]);
  else if (kind === 'ERASE')
    await eraseCustomer(db, guestId(guest), { now, timeZone: calendar.timeZone, principal: 'ADMIN', by: 'Ada' });
  else if (kind === 'ALERTS') await answer(house, guestId(guest), turn);
  else if (kind === 'RESCORE')
    await rescoreMarked(db, { ...house.options, clock: () => now + 400 }, new AbortController().signal);
  else await house.record('visits', [visitOf(guestCount + guest, name, now - hourMs)]);
}

async function answer({ db, now }: House, customerId: string, turn: number): Promise<void> {
  const { rows } = await sql<{ alertId: string }>`select alert_id as "alertId" from alerts where customer_id = ${customerId}
    and cleared_at is null order by 1`.execute(db.kysely);
  const alerts = rows.map(({ alertId }) => ({ customerId, alertId }));
  const doing = { actor: null, now, note: null };
  await db.transaction(async (tx) => {
    if (turn === 0) await acknowledgeAlerts(tx, alerts, doing);
    else if (turn === 1) await resolveAlerts(tx, alerts, doing);
    else await snoozeAlerts(tx, alerts, now + turn * dayMs, doing);
  });
}

describe('what a run leaves to the next one', () => {
  test('makes no difference to what the next one finds, whatever happens in between', { timeout: 240_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            deeds: fc.array(deed, { maxLength: 6 }),
            hours: fc.constantFrom(1, 24, 24 * 9),
            chunk: fc.constantFrom(7, 100),
          }),
          {
            minLength: 1,
            maxLength: 4,
          },
        ),
        async (days) => {
          const [knowing, forgetful] = [await openHouse(true), await openHouse(true)];
          for (const house of [knowing, forgetful]) {
            await house.run();
            for (const [day, { deeds, hours, chunk }] of days.entries()) {
              house.now += hours * hourMs;
              for (const [index, each] of deeds.entries()) await act(house, each, `n${day}-${index}`);
              house.now += 60_000;
              if (house === forgetful) await forgetBlocks(house.db);
              await house.run({ guestsPerChunk: chunk });
            }
          }
          expect(await knowing.leaves()).toEqual(await forgetful.leaves());
        },
      ),
      { numRuns: 12 },
    );
  });

  test('is read in place of rows, and found again when only time went on', async () => {
    const house = await openHouse();
    const { db } = house;
    await house.run();
    const first = await house.leaves();
    const heard = new Set<string>();
    db.onStatement = (name) => void heard.add(name);
    house.now += 60_000;
    await house.run();
    expect([...heard]).toContain('store.guestBlocks');
    for (const name of ['facts.bareVisits', 'facts.identity', 'store.currentScores', 'alerts/latched'])
      expect([...heard]).not.toContain(name);
    const instants = { scored_at: expect.any(String), recorded_at: expect.any(String), facts_computed_at: expect.anything() };
    expect((await house.leaves()).scores).toEqual(first.scores.map(({ row }) => ({ row: { ...(row as object), ...instants } })));
    heard.clear();
    await house.record('visits', [visitOf(3, 'new', house.now - hourMs)]);
    house.now += 60_000;
    await house.run();
    expect([...heard]).toEqual(expect.arrayContaining(['store.guestBlocks', 'facts.bareVisits', 'facts.identity']));
    db.onStatement = null;
  });

  test('does not count where somebody else has written the row, even while the run computes', async () => {
    const house = await openHouse();
    const { db } = house;
    await house.run();
    let isDone = false;
    const meddler: ScoreSink = Object.assign(async () => undefined, {
      watch: async () => {
        if (isDone) return () => false;
        isDone = true;
        await sql`update current_scores set health_score = 1, version = version + 1 where customer_id in ('g03', 'g04')`.execute(
          db.kysely,
        );
        return () => false;
      },
    });
    house.now += 60_000;
    const told: (number | null)[] = [];
    const listener: ScoreSink = async (_tx, guests) => void told.push(...guests.map(({ row }) => row.health_score));
    const run = await house.run({ sinks: [meddler, listener], guestsPerChunk: 100 });
    expect(run).toMatchObject({ customers: guestCount, changed: 2 });
    expect(told).toHaveLength(2);
    const wrong = await sql`select from current_scores where health_score = 1`.execute(db.kysely);
    expect(wrong.rows).toEqual([]);
  });

  test('holds nothing of an erased guest, nor of one who is gone', async () => {
    const house = await openHouse();
    const { db } = house;
    await house.run();
    const holds = async (id: string) => {
      const blocks = await readBlocks(db, -(2 ** 31), 2 ** 31 - 1, blockCountFor(guestCount));
      const { rows } = await sql`select from guest_blocks where position(${Buffer.from(id)} in facts || facts_later) > 0`.execute(
        db.kysely,
      );
      return [...blocks.values()].some(({ parts }) => parts.some((part) => part.id === id)) || rows.length > 0;
    };
    expect(await holds('g05')).toBe(true);
    await eraseCustomer(db, 'g05', { now: house.now, timeZone: calendar.timeZone, principal: 'ADMIN', by: 'Ada' });
    expect(await holds('g05')).toBe(false);
    house.now += 60_000;
    await house.run();
    expect([await holds('g05'), await holds('g06')]).toEqual([false, true]);
    await sql`delete from visits where customer_id = 'g06'`.execute(db.kysely);
    await sql`delete from customers where customer_id = 'g06'`.execute(db.kysely);
    house.now += 60_000;
    await house.run();
    expect([await holds('g06'), await holds('g07')]).toEqual([false, true]);
  });

  test('is not written once an erase has taken the block away', async () => {
    const house = await openHouse();
    const { db } = house;
    await house.run();
    const blockCount = blockCountFor(guestCount);
    const [entry] = await readBlocks(db, -(2 ** 31), 2 ** 31 - 1, blockCount);
    if (entry === undefined) throw new Error('expected a block, got none');
    const [firstBucket, before] = entry;
    const { parts } = before;
    const versions = parts.map(({ version }) => version + 1);
    expect(await removeBlocksOf(db, parts[0]?.id ?? '')).toBe(1);
    await writeBlocks(db, [{ firstBucket, before, parts, versions }], blockCount);
    expect((await readBlocks(db, -(2 ** 31), 2 ** 31 - 1, blockCount)).has(firstBucket)).toBe(false);
  });

  test('of a format that this program does not know is written anew', async () => {
    const house = await openHouse();
    const { db } = house;
    await house.run();
    const first = await house.leaves();
    await sql`update guest_blocks set format = 999, guests = '\\x00', facts = '\\xff', found = '\\xff'`.execute(db.kysely);
    await house.run();
    house.now += 1;
    await house.run();
    const blocks = await readBlocks(db, -(2 ** 31), 2 ** 31 - 1, blockCountFor(guestCount));
    expect([...blocks.values()].reduce((sum, { parts }) => sum + parts.length, 0)).toBe(guestCount);
    expect((await house.leaves()).history).toEqual(first.history);
  });
});
