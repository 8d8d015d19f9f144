import { sql } from 'kysely';
import { statement } from '../db/statement.ts';
import type { Intervention, InterventionHistory } from '../engine/facts.ts';
import { byCustomer, type FactSource, upTo } from './source.ts';

type Row = Intervention & { customer_id: string };

const select = statement('facts.interventions', 'customer', (kysely, customerIds: readonly string[], until: Date) =>
  kysely
    .selectFrom('interventions as i')
    .where(sql<boolean>`i.customer_id = any(${customerIds}::text[])`)
    .where('i.at', '<=', until)
    .orderBy('i.customer_id')
    .orderBy('i.at')
    .orderBy(sql`i.intervention_id collate "C"`)
    .select([
      'i.customer_id',
      'i.intervention_id as interventionId',
      sql<string>`lower(i.action)`.as('action'), // imports keep codes in capitals, the catalogue's ids are small
      sql<number>`(extract(epoch from i.at) * 1000)::float8`.as('at'),
      sql<'TREATMENT' | 'CONTROL'>`i.arm`.as('arm'),
    ])
    .$castTo<Row>(),
);

/** Every intervention at or before the instant. */
export const interventions: FactSource<readonly Intervention[], InterventionHistory> = {
  read: async (db, customerIds, until) =>
    byCustomer(await select(db, customerIds, new Date(until)), ({ customer_id: _, ...entry }) => entry),
  at: (entries, asOf) => ({ entries: upTo(entries ?? [], asOf) }),
};
