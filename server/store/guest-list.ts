import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement, statementFamily } from '../db/statement.ts';
import type { Tables } from '../db/tables.ts';
import type { GuestFilter } from '../engine/segments/filter.ts';
import { sharedReading } from './at-once.ts';
import { meets, sampleFilter } from './filter-sql.ts';
import { type Guest, guestColumns, guestsOfRows, keptGuestText } from './guests.ts';

/** The keys of these orders are indexed; ties are in the order of the id. Guests without the value come last either way. */
export type GuestOrderField = 'NAME' | 'HEALTH_SCORE' | 'LAST_VISIT' | 'LIFETIME_VALUE' | 'VALUE_AT_RISK';
type Scan = 'asc' | 'desc';

/** The part of a list that has a value to order by, and the rest. */
export type Part = 'valued' | 'unvalued';

/** A guest's place: `key` is the value as text, '' in the part without one. */
export interface GuestPlace {
  readonly part: Part;
  readonly key: string;
  readonly id: string;
}

export interface GuestPageRequest {
  readonly field: GuestOrderField;
  readonly descending: boolean;
  /** From the end towards the beginning. */
  readonly backward: boolean;
  readonly count: number;
  /** Behind (backward: before) this place; null: from the end of the list that the walk begins at. */
  readonly from: GuestPlace | null;
  /** Only guests who meet it; null: everybody. */
  readonly filter: GuestFilter | null;
  /** With the row of each guest's last scoring. */
  readonly withKept?: boolean;
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
  VALUE_AT_RISK: {
    value: sql`coalesce(s.churn_probability * s.last_12_months_minor, '-infinity'::float8)`,
    text: sql<string>`(s.churn_probability * s.last_12_months_minor)::text`, // shortest text that reads back as the same number
    read: (text) => sql`${text}::float8`,
    present: sql<boolean>`coalesce(s.churn_probability * s.last_12_months_minor, '-infinity'::float8) > '-infinity'::float8`,
    missing: sql<boolean>`s.churn_probability is null`,
    id: 's.customer_id',
  },
};

/** The parts of a page's text that do not depend on a filter. */
interface Shape {
  readonly field: GuestOrderField;
  readonly part: Part;
  readonly scan: Scan;
  readonly continued: boolean;
  /** With the row of the last scoring. */
  readonly kept: boolean;
}

const nameOf = ({ field, part, scan, continued, kept }: Shape) =>
  `guests/list-${field}-${part}-${scan}-all-${continued ? 'continued' : 'begun'}${kept ? '-kept' : ''}`.toLowerCase();

interface PlainRow extends Omit<Guest, 'kept'> {
  readonly placeKey: string;
}

/** A row of a list with the rows of the last scoring. */
interface KeptRow {
  /** As `keptGuestText` has it, the place's key behind it. */
  readonly guest: string;
}

type PageRow = PlainRow | KeptRow;

type From = readonly [key: string, id: string];
type PageStatement = (db: Db, count: number, from: From | null) => Promise<PageRow[]>;

/** Everybody in order: every list that begins without a filter. */
function pageStatement(shape: Shape): PageStatement {
  const name = nameOf(shape);
  if (!shape.continued) {
    const begun = statement<[number], PageRow>(name, 'population', (kysely, count) => page(kysely, shape, count, null, null));
    return (db, count) => begun(db, count);
  }
  const continued = statement<[number, string, string], PageRow>(name, 'population', (kysely, count, key, id) =>
    page(kysely, shape, count, [key, id], null),
  );
  return (db, count, from) => continued(db, count, from?.[0] ?? '', from?.[1] ?? '');
}

function page(kysely: Kysely<Tables>, shape: Shape, count: number, from: From | null, filter: GuestFilter | null) {
  const all = candidates(kysely, shape, from);
  const found = filter === null ? all : all.where(meets(filter));
  return kysely.selectFrom(found.as('page')).selectAll().limit(count);
}

/**
 * The first guests of a part in their order. One past the largest page is written into the text, so that the plan is made for a page
 * and not for a tenth of the table, as it would be with a bound limit; the outer limit stops it earlier.
 */
function candidates(kysely: Kysely<Tables>, shape: Shape, from: From | null) {
  const { value, text, present, missing, id } = keys[shape.field];
  const valued = shape.part === 'valued';
  const tie = sql.ref<string>(valued ? id : 'c.customer_id');
  const placeKey = valued ? text : sql<string>`''`;
  const guests = guestsWithScores(kysely, valued && id === 's.customer_id').where(valued ? present : missing);
  const plain = guests.select([...guestColumns(), () => placeKey.as('placeKey')]);
  const ordered = (shape.kept ? (withKept(guests, placeKey) as unknown as typeof plain) : plain)
    .$if(valued, (query) => query.orderBy(value, shape.scan))
    .orderBy(tie, shape.scan)
    .limit(sql<number>`101`);
  return from === null ? ordered : ordered.where(behind(shape, tie, from));
}

function withKept(query: ReturnType<typeof guestsWithScores>, placeKey: RawBuilder<string>) {
  return query
    .leftJoin('rescore_marks as m', 'm.customer_id', 's.customer_id')
    .leftJoin('population_facts as p', 'p.week', 's.week')
    .select(keptGuestText(placeKey).as('guest'));
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

const shapes = (Object.keys(keys) as GuestOrderField[]).flatMap((field) =>
  (['valued', 'unvalued'] as const).flatMap((part) =>
    (['asc', 'desc'] as const).flatMap((scan) =>
      [false, true].flatMap((continued) => [false, true].map((kept): Shape => ({ field, part, scan, continued, kept }))),
    ),
  ),
);
const pages = new Map(shapes.map((shape) => [nameOf(shape), pageStatement(shape)]));

const filteredPage = statementFamily<[Shape, number, From | null, GuestFilter], PageRow>(
  'guests/list-filtered',
  'population',
  page,
  shapes.map((shape) => [shape, 1, shape.continued ? ['1', 'x'] : null, sampleFilter]),
);

/** The row itself becomes the guest: copies are what a list of many guests costs. */
function placed(row: PlainRow, part: Part): PlacedGuest {
  return Object.assign(row, { place: { part, key: row.placeKey, id: row.customerId } });
}

/** The last value of a row is the key of its place. */
const keptGuestOf: Readonly<Record<Part, (text: string) => PlacedGuest>> = {
  valued: guestsOfRows((guest, values) =>
    Object.assign(guest, { place: { part: 'valued' as const, key: String(values[14]), id: guest.customerId } }),
  ),
  unvalued: guestsOfRows((guest) =>
    Object.assign(guest, { place: { part: 'unvalued' as const, key: '', id: guest.customerId } }),
  ),
};

const shared = sharedReading<readonly PlacedGuest[]>();

/** The first guests of a part; with the rows of their last scoring, read once for all who ask for them at once. */
async function partOfPage(
  db: Db,
  shape: Shape,
  count: number,
  from: From | null,
  filter: GuestFilter | null,
): Promise<readonly PlacedGuest[]> {
  const read = async (): Promise<readonly PlacedGuest[]> => {
    const rows =
      filter === null
        ? ((await pages.get(nameOf(shape))?.(db, count, from)) ?? [])
        : await filteredPage(db, shape, count, from, filter);
    return shape.kept
      ? (rows as KeptRow[]).map(({ guest }) => keptGuestOf[shape.part](guest))
      : (rows as PlainRow[]).map((row) => placed(row, shape.part));
  };
  return await (shape.kept && filter === null ? shared(db, JSON.stringify([nameOf(shape), count, from]), read) : read());
}

/** One page of guests in the order of the list, and whether more lie beyond it in the direction of the walk. */
export async function readGuestPage(db: Db, request: GuestPageRequest): Promise<{ guests: PlacedGuest[]; more: boolean }> {
  const { field, filter, from, backward, count } = request;
  const parts: readonly Part[] = backward ? ['unvalued', 'valued'] : ['valued', 'unvalued'];
  const found: PlacedGuest[] = [];
  for (const part of from === null ? parts : parts.slice(parts.indexOf(from.part))) {
    if (found.length > count) break;
    const behindThis: From | null = from?.part === part ? [part === 'valued' ? from.key : '', from.id] : null;
    // Ascending ids in the part without values, whichever way the values go.
    const scan = (part === 'valued' && request.descending) !== backward ? 'desc' : 'asc';
    const shape = { field, part, scan, continued: behindThis !== null, kept: request.withKept === true } as const;
    const missing = count + 1 - found.length;
    found.push(...(await partOfPage(db, shape, missing, behindThis, filter)));
  }
  const guests = found.slice(0, count);
  return { guests: backward ? guests.reverse() : guests, more: found.length > count };
}
