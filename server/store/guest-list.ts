import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import type { Tables } from '../db/tables.ts';
import { type Guest, guestColumns } from './guests.ts';

/** The keys of these orders are indexed; ties are in the order of the id. Guests without the value come last either way. */
export type GuestOrderField = 'NAME' | 'HEALTH_SCORE' | 'LAST_VISIT' | 'LIFETIME_VALUE';
type Scan = 'asc' | 'desc';

/** The part of a list that has a value to order by, and the rest. */
export type Part = 'valued' | 'unvalued';

/** A guest's place: `key` is the value as text, '' in the part without one. */
export interface GuestPlace {
  readonly part: Part;
  readonly key: string;
  readonly id: string;
}

export interface GuestConditions {
  /** The CRM's segment or the RFM group is one of these; null: any. */
  readonly segments: readonly string[] | null;
  readonly healthLevels: readonly string[] | null;
  readonly minHealthScore: number | null;
  readonly maxHealthScore: number | null;
  /** Part of a name, any case. */
  readonly namePart: string | null;
  /** Nobody but these; null: everybody. */
  readonly ids: readonly string[] | null;
}

export interface GuestPageRequest {
  readonly field: GuestOrderField;
  readonly descending: boolean;
  /** From the end towards the beginning. */
  readonly backward: boolean;
  readonly count: number;
  /** Behind (backward: before) this place; null: from the end of the list that the walk begins at. */
  readonly from: GuestPlace | null;
  readonly conditions: GuestConditions;
}

export interface PlacedGuest extends Guest {
  readonly place: GuestPlace;
}

interface Key {
  /** As it is indexed. */
  readonly value: RawBuilder<unknown>;
  /** As it is written into a cursor. */
  readonly text: RawBuilder<string>;
  /** The value again, from the cursor's text. */
  readonly read: (text: string) => RawBuilder<unknown>;
  readonly present: RawBuilder<boolean>;
  readonly missing: RawBuilder<boolean>;
  readonly id: 'c.customer_id' | 's.customer_id';
}

const keys: Readonly<Record<GuestOrderField, Key>> = {
  NAME: {
    value: sql`lower(c.name) collate "C"`,
    text: sql<string>`lower(c.name)`,
    read: (text) => sql`${text}::text`,
    present: sql<boolean>`lower(c.name) collate "C" is not null`,
    missing: sql<boolean>`lower(c.name) collate "C" is null`,
    id: 'c.customer_id',
  },
  HEALTH_SCORE: {
    value: sql`coalesce(s.health_score, -1)`,
    text: sql<string>`s.health_score::text`,
    read: (text) => sql`${text}::integer`,
    present: sql<boolean>`coalesce(s.health_score, -1) >= 0`,
    missing: sql<boolean>`s.health_score is null`,
    id: 's.customer_id',
  },
  LAST_VISIT: {
    value: sql`coalesce(s.last_visit_at, '-infinity'::timestamptz)`,
    text: sql<string>`(extract(epoch from s.last_visit_at) * 1000000)::bigint::text`, // microseconds: nothing is lost
    read: (text) => sql`('epoch'::timestamptz + ${text}::bigint * interval '1 microsecond')`,
    present: sql<boolean>`coalesce(s.last_visit_at, '-infinity'::timestamptz) > '-infinity'::timestamptz`,
    missing: sql<boolean>`s.last_visit_at is null`,
    id: 's.customer_id',
  },
  LIFETIME_VALUE: {
    value: sql`s.lifetime_value_minor`,
    text: sql<string>`s.lifetime_value_minor::text`,
    read: (text) => sql`${text}::bigint`,
    present: sql<boolean>`s.lifetime_value_minor is not null`,
    missing: sql<boolean>`s.customer_id is null`,
    id: 's.customer_id',
  },
};

/** Which guests a statement looks at: everybody in order, those that meet conditions, or a few named ones. */
type Scope = 'all' | 'filtered' | 'named';

interface Shape {
  readonly field: GuestOrderField;
  readonly part: Part;
  readonly scan: Scan;
  readonly scope: Scope;
  readonly continued: boolean;
}

const nameOf = ({ field, part, scan, scope, continued }: Shape) =>
  `guests/list-${field}-${part}-${scan}-${scope}-${continued ? 'continued' : 'begun'}`.toLowerCase();

interface PageRow extends Guest {
  readonly placeKey: string;
}

type Page = [count: number];
type From = [key: string, id: string];
type Filters = [
  segments: readonly string[] | null,
  levels: readonly string[] | null,
  min: number | null,
  max: number | null,
  pattern: string | null,
];
type Named = [ids: readonly string[]];
type PageStatement = (db: Db, ...args: readonly unknown[]) => Promise<PageRow[]>;

/** What a statement binds: a statement takes exactly the arguments that its text names. */
interface Bound {
  readonly count: number;
  readonly from?: From;
  readonly filters?: Filters;
  readonly ids?: readonly string[];
}

/** The arguments in the order in which every statement takes those that it names. */
function argumentsOf({ count, from, filters, ids }: Bound): readonly unknown[] {
  return [count, ...(from ?? []), ...(filters ?? []), ...(ids === undefined ? [] : [ids])];
}

function pageStatement(shape: Shape): PageStatement {
  const name = nameOf(shape);
  const build = (kysely: Kysely<Tables>, bound: Bound) => page(kysely, shape, bound);
  const made = shape.continued ? continuedPage(name, shape.scope, build) : begunPage(name, shape.scope, build);
  return made as PageStatement;
}

type Build = (kysely: Kysely<Tables>, bound: Bound) => ReturnType<typeof page>;

function begunPage(name: string, scope: Scope, build: Build) {
  if (scope === 'all') return statement<Page, PageRow>(name, 'population', (kysely, count) => build(kysely, { count }));
  if (scope === 'filtered') {
    return statement<[...Page, ...Filters], PageRow>(name, 'population', (kysely, count, segments, levels, min, max, pattern) =>
      build(kysely, { count, filters: [segments, levels, min, max, pattern] }),
    );
  }
  return statement<[...Page, ...Filters, ...Named], PageRow>(
    name,
    'customer',
    (kysely, count, segments, levels, min, max, pattern, ids) =>
      build(kysely, { count, filters: [segments, levels, min, max, pattern], ids }),
  );
}

function continuedPage(name: string, scope: Scope, build: Build) {
  if (scope === 'all') {
    return statement<[...Page, ...From], PageRow>(name, 'population', (kysely, count, key, id) =>
      build(kysely, { count, from: [key, id] }),
    );
  }
  if (scope === 'filtered') {
    return statement<[...Page, ...From, ...Filters], PageRow>(
      name,
      'population',
      (kysely, count, key, id, segments, levels, min, max, pattern) =>
        build(kysely, { count, from: [key, id], filters: [segments, levels, min, max, pattern] }),
    );
  }
  return statement<[...Page, ...From, ...Filters, ...Named], PageRow>(
    name,
    'customer',
    (kysely, count, key, id, segments, levels, min, max, pattern, ids) =>
      build(kysely, { count, from: [key, id], filters: [segments, levels, min, max, pattern], ids }),
  );
}

function page(kysely: Kysely<Tables>, shape: Shape, { count, from, filters, ids }: Bound) {
  let found = candidates(kysely, shape, from);
  if (filters !== undefined) found = found.where(meets(filters));
  if (ids !== undefined) found = found.where(sql<boolean>`c.customer_id = any(${ids})`);
  return kysely.selectFrom(found.as('page')).selectAll().limit(count);
}

function meets([segments, levels, min, max, pattern]: Filters): RawBuilder<boolean> {
  return sql<boolean>`(${segments}::text[] is null or c.segment = any(${segments}::text[]) or s.rfm_group = any(${segments}::text[]))
    and (${levels}::text[] is null or s.health_level = any(${levels}::text[]))
    and (${min}::int is null or s.health_score >= ${min}::int) and (${max}::int is null or s.health_score <= ${max}::int)
    and (${pattern}::text is null or lower(c.name) like ${pattern}::text)`;
}

/**
 * The first guests of a part in their order. One past the largest page is written into the text, so that the plan is made for a page
 * and not for a tenth of the table, as it would be with a bound limit; the outer limit stops it earlier.
 */
function candidates(kysely: Kysely<Tables>, shape: Shape, from: From | undefined) {
  const { value, text, present, missing, id } = keys[shape.field];
  const valued = shape.part === 'valued';
  const tie = sql.ref<string>(valued ? id : 'c.customer_id');
  const ordered = guestsWithScores(kysely, valued && id === 's.customer_id')
    .where(valued ? present : missing)
    .select([...guestColumns(), () => (valued ? text : sql<string>`''`).as('placeKey')])
    .$if(valued, (query) => query.orderBy(value, shape.scan))
    .orderBy(tie, shape.scan)
    .limit(sql<number>`101`);
  return from === undefined ? ordered : ordered.where(behind(shape, tie, from));
}

function behind({ field, part, scan }: Shape, tie: RawBuilder<string>, [key, id]: From): RawBuilder<boolean> {
  const { value, read } = keys[field];
  const beyond = scan === 'asc' ? sql`>` : sql`<`;
  return part === 'valued'
    ? sql<boolean>`(${value}, ${tie}) ${beyond} (${read(key)}, ${id})`
    : sql<boolean>`${tie} ${beyond} ${id} and ${key}::text = ''`; // the key of a place without a value
}

/** An outer join cannot walk the index of a score, so the part with scores is joined inside. */
function guestsWithScores(kysely: Kysely<Tables>, scoredOnly: boolean) {
  const guests = kysely.selectFrom('customers as c');
  const all = guests.leftJoin('current_scores as s', 's.customer_id', 'c.customer_id');
  return scoredOnly ? (guests.innerJoin('current_scores as s', 's.customer_id', 'c.customer_id') as unknown as typeof all) : all;
}

const pages = new Map<string, PageStatement>();
for (const field of Object.keys(keys) as GuestOrderField[]) {
  for (const part of ['valued', 'unvalued'] as const) {
    for (const scan of ['asc', 'desc'] as const) {
      for (const scope of ['all', 'filtered', 'named'] as const) {
        for (const continued of [false, true]) {
          const shape = { field, part, scan, scope, continued };
          pages.set(nameOf(shape), pageStatement(shape));
        }
      }
    }
  }
}

/** `%`, `_` and `\` of a search stand for themselves. */
function likePattern(namePart: string): string {
  return `%${namePart
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\\%_]/g, '\\$&')}%`;
}

function isFiltered({ segments, healthLevels, minHealthScore, maxHealthScore, namePart }: GuestConditions): boolean {
  return [segments, healthLevels, minHealthScore, maxHealthScore, namePart].some((condition) => condition !== null);
}

function boundOf(conditions: GuestConditions, count: number, from: GuestPlace | null, scope: Scope): Bound {
  const { segments, healthLevels, minHealthScore, maxHealthScore, namePart, ids } = conditions;
  const pattern = namePart === null ? null : likePattern(namePart);
  return {
    count,
    ...(from === null ? {} : { from: [from.part === 'valued' ? from.key : '', from.id] }),
    ...(scope === 'all' ? {} : { filters: [segments, healthLevels, minHealthScore, maxHealthScore, pattern] }),
    ...(ids === null ? {} : { ids }),
  };
}

/** One page of guests in the order of the list, and whether more lie beyond it in the direction of the walk. */
export async function readGuestPage(db: Db, request: GuestPageRequest): Promise<{ guests: PlacedGuest[]; more: boolean }> {
  const { conditions, from, backward, count } = request;
  const scope = conditions.ids !== null ? 'named' : isFiltered(conditions) ? 'filtered' : 'all';
  const parts: readonly Part[] = backward ? ['unvalued', 'valued'] : ['valued', 'unvalued'];
  const found: PlacedGuest[] = [];
  for (const part of from === null ? parts : parts.slice(parts.indexOf(from.part))) {
    if (found.length > count) break;
    const within = from?.part === part ? from : null;
    // Ascending ids in the part without values, whichever way the values go.
    const scan = (part === 'valued' && request.descending) !== backward ? 'desc' : 'asc';
    const statement = pages.get(nameOf({ field: request.field, part, scan, scope, continued: within !== null }));
    const rows = await statement?.(db, ...argumentsOf(boundOf(conditions, count + 1 - found.length, within, scope)));
    for (const { placeKey, ...guest } of rows ?? [])
      found.push({ ...guest, place: { part, key: placeKey, id: guest.customerId } });
  }
  const guests = found.slice(0, count);
  return { guests: backward ? guests.reverse() : guests, more: found.length > count };
}
