import { type SelectQueryBuilder, sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement, statementFamily } from '../db/statement.ts';
import type { Tables } from '../db/tables.ts';
import { type AuditDoor, type AuditKind, type AuditNote, auditKeysOf } from './audit-chain.ts';
import { namesOf } from './audit-names.ts';

/** An entry as it is on record. */
export interface AuditRecord extends AuditNote {
  /** From 1, without gaps. */
  readonly no: number;
  /** What people call the principal; null: nobody does, or the name was forgotten. */
  readonly name: string | null;
}

/** Conditions on entries; all given ones must hold. */
export interface AuditConditions {
  readonly kinds: readonly string[] | null;
  readonly doors: readonly string[] | null;
  readonly principal: string | null;
  readonly customerId: string | null;
  /** True: refusals and failures only; false: what was done. */
  readonly refused: boolean | null;
  /** Milliseconds since 1970: from then on, and before then. */
  readonly from: number | null;
  readonly to: number | null;
}

/** The columns of an entry under the names of a note. */
function entryColumns() {
  return [
    sql<number>`entry_no::float8`.as('no'),
    sql<number>`(extract(epoch from at) * 1000)::float8`.as('at'),
    sql<AuditKind>`kind`.as('kind'),
    sql<AuditDoor>`door`.as('door'),
    'principal',
    'role',
    'request_id as requestId',
    'operation',
    'acts',
    'targets',
    'fields',
    'codes',
    'customer_ids as customerIds',
  ] as const;
}

/** An entry with its place in the chain. */
export interface ChainedEntry extends AuditNote {
  readonly no: number;
  readonly hash: Buffer;
}

const readBehind = statement('audit/behind', 'own', (kysely, no: number, count: number) =>
  kysely
    .selectFrom('audit_entries')
    .where('entry_no', '>', no)
    .orderBy('entry_no')
    .limit(count)
    .select(entryColumns())
    .select('hash'),
);

/** The entries behind a number, oldest first. */
export function readAuditBehind(db: Db, no: number, count: number): Promise<readonly ChainedEntry[]> {
  return readBehind(db, no, count);
}

type Query<Row> = SelectQueryBuilder<Tables, 'audit_entries', Row>;

/** @param customers the id, and what stands for it once its customer is erased. */
function meeting<Row>(query: Query<Row>, conditions: AuditConditions, customers: readonly string[]): Query<Row> {
  const { kinds, doors, principal, customerId, refused, from, to } = conditions;
  return query
    .$if(kinds !== null, (q) => q.where('kind', 'in', kinds ?? []))
    .$if(doors !== null, (q) => q.where('door', 'in', doors ?? []))
    .$if(principal !== null, (q) => q.where('principal', '=', principal ?? ''))
    .$if(customerId !== null, (q) => q.where(sql<boolean>`customer_ids && ${customers}::text[]`))
    .$if(refused !== null, (q) => q.where(refused === true ? sql<boolean>`codes <> '{}'` : sql<boolean>`codes = '{}'`))
    .$if(from !== null, (q) => q.where('at', '>=', new Date(from ?? 0)))
    .$if(to !== null, (q) => q.where('at', '<', new Date(to ?? 0)));
}

const everything: AuditConditions = {
  kinds: ['READ'],
  doors: ['REST'],
  principal: 'key:1',
  customerId: '1',
  refused: true,
  from: 0,
  to: 1,
};

const unconditioned: AuditConditions = {
  kinds: null,
  doors: null,
  principal: null,
  customerId: null,
  refused: null,
  from: null,
  to: null,
};

const readPage = statementFamily(
  'audit/page',
  'own',
  (kysely, conditions: AuditConditions, customers: readonly string[], before: number | null, count: number) =>
    meeting(kysely.selectFrom('audit_entries'), conditions, customers)
      .$if(before !== null, (q) => q.where('entry_no', '<', before ?? 0))
      .orderBy('entry_no', 'desc')
      .limit(count)
      .select(entryColumns()),
  [
    [everything, ['1'], 1, 1],
    [{ ...unconditioned, refused: false }, [], null, 1],
  ],
);

const count = statementFamily(
  'audit/count',
  'own',
  (kysely, conditions: AuditConditions, customers: readonly string[]) =>
    meeting(kysely.selectFrom('audit_entries'), conditions, customers).select(sql<number>`count(*)::float8`.as('total')),
  [
    [everything, ['1']],
    [{ ...unconditioned, refused: false }, []],
  ],
);

const countAll = statement('audit/count-all', 'own', (kysely) =>
  kysely.selectFrom('audit_head').select(sql<number>`(entry_no - removed_no)::float8`.as('total')),
);

const idsOf = (db: Db, { customerId }: AuditConditions): readonly string[] =>
  customerId === null ? [] : [customerId, auditKeysOf(db.sealer).erasedId(customerId)];

/** Entries before an entry, newest first, and whether there are more. `before` null: from the newest one. */
export async function readAuditPage(
  db: Db,
  conditions: AuditConditions,
  count: number,
  before: number | null,
): Promise<{ readonly items: readonly AuditRecord[]; readonly more: boolean }> {
  const found = await readPage(db, conditions, idsOf(db, conditions), before, count + 1);
  const rows = found.slice(0, count);
  const names = await namesOf(
    db,
    rows.map(({ principal }) => principal),
  );
  return { items: rows.map((row) => ({ ...row, name: names.get(row.principal) ?? null })), more: found.length > count };
}

/** How many entries meet the conditions; without any told by the head of the chain, whose numbers have no gaps. */
export async function countAudit(db: Db, conditions: AuditConditions): Promise<number> {
  const isAll = Object.values(conditions).every((condition) => condition === null);
  const [row] = isAll ? await countAll(db) : await count(db, conditions, idsOf(db, conditions));
  return row?.total ?? 0;
}

/** Entries of a page of everything that is on record about a customer. */
const logPage = 1_000;

/** Who read or changed something of a customer, newest first, as far as the log goes back. */
export async function* readAccessLog(db: Db, customerId: string): AsyncGenerator<AuditRecord> {
  const conditions = { ...unconditioned, customerId };
  for (let before: number | null = null; ; ) {
    const page: Awaited<ReturnType<typeof readAuditPage>> = await readAuditPage(db, conditions, logPage, before);
    yield* page.items;
    before = page.items.at(-1)?.no ?? null;
    if (!page.more || before === null) return;
  }
}
