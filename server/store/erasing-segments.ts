/** Segments that name an erased customer by id go on with a pseudonym that nobody has. */
import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';

const naming = statement('erase/segments naming', 'own', (kysely, quoted: string) =>
  kysely
    .selectFrom('segments')
    .where(sql<boolean>`position(${quoted}::text in filter::text || condition::text) > 0`)
    .orderBy('segment_id')
    .select(['segment_id as id', 'filter', 'condition']),
);

const versionsNaming = statement('erase/segment versions naming', 'own', (kysely, quoted: string) =>
  kysely
    .selectFrom('segment_versions')
    .where(sql<boolean>`position(${quoted}::text in filter::text) > 0`)
    .orderBy('segment_id')
    .orderBy('version')
    .select(['segment_id as id', 'version', 'filter']),
);

const putSegment = statement('erase/segment', 'own', (kysely, id: string, filter: string, condition: string) =>
  kysely.updateTable('segments').set({ filter, condition }).where('segment_id', '=', id),
);

const putVersion = statement('erase/segment version', 'own', (kysely, id: string, version: number, filter: string) =>
  kysely.updateTable('segment_versions').set({ filter }).where('segment_id', '=', id).where('version', '=', version),
);

/** A filter, or its decided form, in which lists of customers' ids hold the pseudonym instead. Lists of segments' ids stay as they are. */
export function renamedIn(value: unknown, customerId: string, pseudonym: string): unknown {
  if (Array.isArray(value)) return value.map((item) => renamedIn(item, customerId, pseudonym));
  if (typeof value !== 'object' || value === null) return value;
  const isOfSegments = 'kind' in value && value.kind === 'inSegments';
  return Object.fromEntries(
    Object.entries(value).map(([name, item]): [string, unknown] => {
      if (name !== 'ids' || isOfSegments || !Array.isArray(item)) return [name, renamedIn(item, customerId, pseudonym)];
      return [name, item.map((id: unknown) => (id === customerId ? pseudonym : id))];
    }),
  );
}

/** @returns how many rows changed, by table. */
export async function renameInSegments(tx: Db, customerId: string, pseudonym: string): Promise<Record<string, number>> {
  const counts = { segments: 0, segment_versions: 0 };
  const quoted = JSON.stringify(customerId);
  const renamed = (value: unknown) => JSON.stringify(renamedIn(value, customerId, pseudonym));
  for (const { id, filter, condition } of await naming(tx, quoted)) {
    await putSegment(tx, id, renamed(filter), renamed(condition));
    counts.segments += 1;
  }
  for (const { id, version, filter } of await versionsNaming(tx, quoted)) {
    await putVersion(tx, id, version, renamed(filter));
    counts.segment_versions += 1;
  }
  return counts;
}
