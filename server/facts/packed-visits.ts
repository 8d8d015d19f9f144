/**
 * The bare visits of a guest as one value. A run reads everybody's: to find a row for each visit, send it and look into it costs several
 * times what one value costs, though nearly all of them are those of the run before.
 *
 * A value is as good as the visits themselves while no mark to score the guest again stands: whoever writes visits marks their guests in
 * the same transaction, and who takes a mark away reads the visits after that and writes the value anew, before others see the mark gone.
 */
import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { binaryStatement, statement } from '../db/statement.ts';

/** Another number whenever the value is written in another way: what it does not know, a program reads from the visits. */
const format = 1;

// What a mark stands against is left out: it may lack what was recorded since.
const select = binaryStatement('facts.packedVisits', 'customer', (kysely, customerIds: readonly string[], known: number) =>
  kysely
    .selectFrom('packed_visits as p')
    .leftJoin('rescore_marks as m', (join) =>
      join.onRef('m.customer_id', '=', 'p.customer_id').on(sql<boolean>`m.customer_id = any(${customerIds}::text[])`),
    )
    .where(sql<boolean>`p.customer_id = any(${customerIds}::text[])`)
    .where('m.customer_id', 'is', null)
    .where('p.format', '=', known)
    .select(['p.customer_id', 'p.packed']),
);

// What others wrote meanwhile stays, unless a mark was taken for it: without one it is at least as new. Who is not on record is left out.
const insert = statement(
  'facts.packVisits',
  'customer',
  (kysely, customerIds: readonly string[], packs: readonly Buffer[], marked: readonly string[], known: number) =>
    kysely
      .insertInto('packed_visits')
      .columns(['customer_id', 'format', 'packed'])
      .expression(
        kysely
          .selectFrom(
            sql<{ customer_id: string; packed: Buffer }>`unnest(${customerIds}::text[], ${packs}::bytea[])`.as<'g'>(
              sql`g (customer_id, packed)`,
            ),
          )
          .innerJoin('customers as c', (join) =>
            join.onRef('c.customer_id', '=', 'g.customer_id').on(sql<boolean>`c.customer_id = any(${customerIds}::text[])`),
          )
          .select(['g.customer_id', sql<number>`${known}::smallint`.as('format'), 'g.packed'])
          .orderBy('g.customer_id'),
      )
      .onConflict((conflict) =>
        conflict
          .column('customer_id')
          .doUpdateSet((values) => ({ format: values.ref('excluded.format'), packed: values.ref('excluded.packed') }))
          .where(sql<boolean>`packed_visits.format <> excluded.format or packed_visits.customer_id = any(${marked}::text[])`),
      ),
);

const forget = statement('facts.forgetPacks', 'population', (kysely) => kysely.deleteFrom('packed_visits'));

/** The values of guests; absent: none that counts. */
export async function readPacks(db: Db, customerIds: readonly string[]): Promise<Map<string, Buffer>> {
  const rows = await select(db, customerIds, format);
  const packs = new Map<string, Buffer>();
  for (let place = rows.firstPlace(); place !== null; place = rows.placeBehind(place)) {
    const customerId = rows.open(place).text() ?? '';
    packs.set(customerId, rows.piece());
  }
  return packs;
}

/**
 * Writes the values of guests whose visits, all of them, were read in this transaction.
 * @param marked those whose marks it has taken before it read them.
 */
export async function writePacks(tx: Db, packs: ReadonlyMap<string, Buffer>, marked: ReadonlySet<string>): Promise<void> {
  if (packs.size === 0) return;
  const ids = [...packs.keys()];
  const taken = ids.filter((id) => marked.has(id));
  await insert(tx, ids, [...packs.values()], taken, format);
}

/** Everybody's visits are read anew from then on: for who has changed rows without the program. */
export async function forgetPacks(db: Db): Promise<void> {
  await forget(db);
}
