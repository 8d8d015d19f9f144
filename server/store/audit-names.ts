import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { type AuditKeys, auditKeysOf } from './audit-chain.ts';

const addNames = statement('audit/names add', 'own', (kysely, principals: string[], names: string[], macs: Buffer[]) =>
  kysely
    .insertInto('audit_names')
    .columns(['principal', 'name', 'mac'])
    .expression(
      sql`select * from unnest(${principals}::text[], ${names}::text[], ${macs}::bytea[]) as n (principal, name, mac) order by principal`,
    )
    .onConflict((conflict) =>
      conflict
        .column('principal')
        .doUpdateSet({ name: sql<string>`excluded.name`, mac: sql<Buffer>`excluded.mac` })
        .where(sql<boolean>`audit_names.name <> excluded.name`),
    ),
);

const readNames = statement('audit/names', 'own', (kysely, principals: readonly string[]) =>
  kysely.selectFrom('audit_names').where(sql<boolean>`principal = any(${principals}::text[])`).select(['principal', 'name']),
);

const everyName = statement('audit/every name', 'own', (kysely) =>
  kysely.selectFrom('audit_names').select(['principal', 'name', 'mac']),
);

const forget = statement('audit/names forget', 'own', (kysely) =>
  kysely
    .deleteFrom('audit_names as n')
    .where((eb) => eb.not(eb.exists(eb.selectFrom('audit_entries as e').whereRef('e.principal', '=', 'n.principal')))),
);

const macOf = (keys: AuditKeys, principal: string, name: string): Buffer => keys.mac('name', [principal, name]);

const mostRemembered = 10_000;

/** Keeps what people call callers, each name once per process. */
export class NameBook {
  readonly #db: Db;
  #fresh = new Map<string, string>();
  readonly #kept = new Map<string, string>();

  constructor(db: Db) {
    this.#db = db;
  }

  note(principal: string, name: string): void {
    if (this.#kept.get(principal) !== name) this.#fresh.set(principal, name);
  }

  /** Writes those that are new. @throws DatabaseUnavailable; they are written the next time. */
  async keep(): Promise<void> {
    if (this.#fresh.size === 0) return;
    const [keys, names] = [auditKeysOf(this.#db.sealer), [...this.#fresh]];
    await addNames(
      this.#db,
      names.map(([principal]) => principal),
      names.map(([, name]) => name),
      names.map(([principal, name]) => macOf(keys, principal, name)),
    );
    if (this.#kept.size > mostRemembered) this.#kept.clear();
    for (const [principal, name] of names) {
      this.#kept.set(principal, name);
      if (this.#fresh.get(principal) === name) this.#fresh.delete(principal);
    }
  }
}

/** What people call these principals; who has no name is absent. */
export async function namesOf(db: Db, principals: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = principals.length === 0 ? [] : await readNames(db, [...new Set(principals)]);
  return new Map(rows.map(({ principal, name }) => [principal, name]));
}

/** The principals whose name was changed by hand. */
export async function forgedNames(db: Db): Promise<readonly string[]> {
  const keys = auditKeysOf(db.sealer);
  return (await everyName(db))
    .filter(({ principal, name, mac }) => !macOf(keys, principal, name).equals(mac))
    .map((row) => row.principal);
}

/** Forgets the names of those whom no entry names any more. */
export async function forgetNames(db: Db): Promise<void> {
  await forget(db);
}
