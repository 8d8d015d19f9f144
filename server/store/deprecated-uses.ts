import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';

const dayMs = 86_400_000;
/** How long uses are kept, milliseconds: longer than any notice. */
const lifeMs = 400 * dayMs;
/** Names of programs that are told apart; callers choose them, so the others are counted together. */
const mostClients = 50;
const longestClient = 64;
/** Uses that wait to be written while the database is away. */
const mostWaiting = 1000;

/** A deprecated name, who asked for it and how often. */
export interface DeprecatedUse {
  /** `key:<id>`, `session` or `admin-token`. */
  readonly principal: string;
  /** Name of the key as it is now; null: it is no key. */
  readonly keyName: string | null;
  /** What the program calls itself; null: nothing. */
  readonly client: string | null;
  /** As a schema coordinate. */
  readonly field: string;
  readonly operations: number;
  /** UTC days. */
  readonly firstOn: string;
  readonly lastOn: string;
}

const addUses = statement(
  'deprecated_uses/add',
  'own',
  (kysely, days: string[], principals: string[], clients: string[], fields: string[], counts: number[]) =>
    kysely
      .insertInto('deprecated_uses')
      .columns(['used_on', 'principal', 'client', 'field', 'operations'])
      .expression((eb) =>
        eb
          .selectFrom(
            sql<{ used_on: string; principal: string; client: string; field: string; operations: number }>`unnest(
              ${days}::date[], ${principals}::text[], ${clients}::text[], ${fields}::text[], ${counts}::bigint[]
            )`.as<'u'>(sql`u(used_on, principal, client, field, operations)`),
          )
          .select(['u.used_on', 'u.principal', 'u.client', 'u.field', 'u.operations']),
      )
      .onConflict((conflict) =>
        conflict.columns(['used_on', 'principal', 'client', 'field']).doUpdateSet({
          operations: sql<number>`deprecated_uses.operations + excluded.operations`,
        }),
      ),
);

const readUses = statement('deprecated_uses/read', 'own', (kysely, since: string) =>
  kysely
    .selectFrom('deprecated_uses as u')
    .leftJoin('api_keys as k', (join) => join.on(sql<boolean>`u.principal = 'key:' || k.key_id`))
    .where('u.used_on', '>=', sql<string>`${since}::date`)
    .groupBy(['u.principal', 'k.name', 'u.client', 'u.field'])
    .orderBy('u.field')
    .orderBy(sql`sum(u.operations) desc`)
    .orderBy('u.principal')
    .orderBy('u.client')
    .limit(1000)
    .select([
      'u.principal',
      'k.name as keyName',
      'u.client',
      'u.field',
      sql<number>`sum(u.operations)::float8`.as('operations'),
      sql<string>`min(u.used_on)::text`.as('firstOn'),
      sql<string>`max(u.used_on)::text`.as('lastOn'),
    ]),
);

const forgetUses = statement('deprecated_uses/forget', 'own', (kysely, before: string) =>
  kysely.deleteFrom('deprecated_uses').where('used_on', '<', sql<string>`${before}::date`),
);

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** Who asked for what in the last days, by name; at most 1,000. */
export async function readDeprecatedUses(db: Db, days: number, now: number): Promise<DeprecatedUse[]> {
  const rows = await readUses(db, dayOf(now - (days - 1) * dayMs));
  return rows.map(({ client, ...row }) => ({ ...row, client: client === '' ? null : client }));
}

export async function forgetDeprecatedUses(db: Db, now: number): Promise<void> {
  await forgetUses(db, dayOf(now - lifeMs));
}

/** A use as it is noted. */
export interface NotedUse {
  readonly principal: string;
  readonly client: string | null;
  readonly fields: readonly string[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface UseLog {
  /** Never fails and never waits: what cannot be written is forgotten. */
  readonly note: (use: NotedUse) => void;
  /** Resolves when everything noted so far is written or given up. */
  readonly settled: () => Promise<void>;
}

/** What callers call themselves, as it may be kept. */
function nameOf(client: string | null, known: Set<string>): string {
  const name = (client ?? '').replace(/[^\p{L}\p{N} ._@/:-]/gu, '').slice(0, longestClient);
  if (known.size < mostClients) known.add(name);
  return known.has(name) || name === '' ? name : 'other';
}

/** Counts uses and writes them, one statement at a time: those that come meanwhile go with the next. */
export function openUseLog(db: Db): UseLog {
  const clients = new Set<string>();
  let waiting = new Map<string, { readonly cells: readonly [string, string, string, string]; count: number }>();
  let writing: Promise<void> | null = null;
  const write = async (): Promise<void> => {
    while (waiting.size > 0) {
      const uses = [...waiting.values()].sort((a, b) => (a.cells.join('\n') < b.cells.join('\n') ? -1 : 1)); // one order: no deadlock
      waiting = new Map();
      const column = (at: 0 | 1 | 2 | 3) => uses.map(({ cells }) => cells[at]);
      const counts = uses.map(({ count }) => count);
      await addUses(db, column(0), column(1), column(2), column(3), counts).catch(() => undefined);
    }
    writing = null; // in the same step as the look: whatever is noted from now on begins anew
  };
  return {
    note({ principal, client, fields, now }) {
      const who = principal.startsWith('session:') ? 'session' : principal;
      for (const field of fields) {
        const cells = [dayOf(now), who, nameOf(client, clients), field] as const;
        const key = cells.join('\n');
        const use = waiting.get(key) ?? { cells, count: 0 };
        use.count += 1;
        if (waiting.size < mostWaiting) waiting.set(key, use);
      }
      writing ??= Promise.resolve().then(write);
    },
    settled: async () => {
      while (writing !== null) await writing;
    },
  };
}
