import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { statements } from '../../server/db/statement.ts';
import { type GuestOrderField, readGuestPage } from '../../server/store/guest-list.ts';
import { testDatabase } from '../support/database.ts';

const db = await testDatabase({ maxConnections: 1 });
const guests = 20_000;
await sql`insert into customers (customer_id, name, created_at, recorded_at)
  select 'C' || lpad(n::text, 6, '0'), 'Guest ' || md5(n::text), now(), now() from generate_series(1, ${guests}::int) n`.execute(
  db.kysely,
);
await sql`insert into current_scores (customer_id, scored_at, week, config_version, method, health_score, exact_score, health_level, coverage,
    confidence, visit_days, last_visit_at, lifetime_value_minor, last_12_months_minor, completeness_score, completeness_level, recorded_at, churn_probability)
  select customer_id, now(), '2026-03-02', 1, 'RHYTHM', hashtext(customer_id) & 63, 50, 'FAIR', 1, 'LOW', 3,
    '2026-01-01'::timestamptz + (hashtext(customer_id) & 65535) * interval '17 seconds 123 microseconds', hashtext(customer_id) & 1048575, hashtext(customer_id) & 65535, 50, 'GOOD', now(), (hashtext(customer_id) & 1023) / 1024.0
  from customers`.execute(db.kysely);
await sql`analyze`.execute(db.kysely);

const fields: readonly GuestOrderField[] = ['NAME', 'HEALTH_SCORE', 'LAST_VISIT', 'LIFETIME_VALUE', 'VALUE_AT_RISK'];

test('a page deep in the list walks its index: as fast a plan for the last page as for the first, for every order', async () => {
  await sql`set plan_cache_mode = force_generic_plan`.execute(db.kysely);
  const lists = statements.filter(({ name }) => /^guests\/list-.*-valued-.*-all-/.test(name));
  expect(lists).toHaveLength(fields.length * 8);
  for (const { name, text } of lists) {
    const [count, key, id] = ['101', name.includes('name') ? "'guest 7'" : "'20'", "'C010000'"];
    const bound = name.includes('continued') ? [count, key, id] : [count];
    const order = [...text().matchAll(/\$\d+/g)].length;
    expect(order).toBe(bound.length);
    await sql.raw(`prepare listed as ${text()}`).execute(db.kysely);
    const values = name.includes('continued') ? [key, id, count] : [count];
    const { rows } = await sql.raw<{ 'QUERY PLAN': string }>(`explain execute listed(${values.join(', ')})`).execute(db.kysely);
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect([name, plan]).toEqual([
      name,
      expect.stringMatching(/Index (Only )?Scan (Backward )?using (customers_name|current_scores_)/),
    ]);
    const ofGuests = plan.replaceAll(/Seq Scan on (rescore_marks m|population_facts p)/g, ''); // they hold next to nothing here
    expect([name, ofGuests]).toEqual([name, expect.not.stringMatching(/Sort|Seq Scan/)]);
    await sql`deallocate listed`.execute(db.kysely);
  }
  await sql`reset plan_cache_mode`.execute(db.kysely);
});

test('pages hold every guest once, whatever the order and with times finer than a millisecond', async () => {
  for (const field of fields) {
    for (const descending of [false, true]) {
      const seen = new Set<string>();
      let from = null;
      for (let pages = 0; pages < 1 + guests / 100; pages += 1) {
        const page: Awaited<ReturnType<typeof readGuestPage>> = await readGuestPage(db, {
          field,
          descending,
          backward: false,
          count: 100,
          from,
          filter: null,
        });
        for (const guest of page.guests) seen.add(guest.customerId);
        from = page.guests.at(-1)?.place ?? null;
        if (!page.more) break;
      }
      expect([field, descending, seen.size]).toEqual([field, descending, guests]);
    }
  }
});
