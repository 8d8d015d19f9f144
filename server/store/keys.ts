import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { digestOf, newToken } from './sessions.ts';

const minuteMs = 60_000;

/** What is known of a key; never its secret. */
export interface KeyRecord {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  /** Ids of the customers it may see; null: no restriction, except for PARTNER, who then sees nobody. */
  readonly reach: readonly string[] | null;
  /** Ids of segments whose guests it sees, as they are at each request; null: not limited to segments. */
  readonly reachSegments: readonly string[] | null;
  /** Ids of locations whose visitors it sees, as they are at each request; null: not limited to locations. */
  readonly reachLocations: readonly string[] | null;
  /** What it may do beyond its role: `metrics` reads /metrics. */
  readonly scopes: readonly string[];
  readonly createdAt: Date;
  /** The principal who made it, such as `session:1f3a` or `command line`; null: made before this was noted. */
  readonly createdBy: string | null;
  /** The same for people; null: made before names were noted. */
  readonly createdByName: string | null;
  /** Null: does not expire. */
  readonly expiresAt: Date | null;
  /** Null: not revoked. */
  readonly revokedAt: Date | null;
  /** To the minute; null: never used. */
  readonly lastUsedAt: Date | null;
}

interface KeyRow {
  key_id: string;
  secret_digest: Buffer;
  name: string;
  role: string;
  reach_customer_ids: string[] | null;
  reach_segment_ids: string[] | null;
  reach_location_ids: string[] | null;
  scopes: string[];
  created_at: Date;
  created_by: string | null;
  created_by_name: string | null;
  expires_at: Date | null;
  revoked_at: Date | null;
  last_used_at: Date | null;
}

const insertKey = statement(
  'own_key_insert',
  'own',
  (
    kysely,
    id: string,
    digest: Buffer,
    name: string,
    role: string,
    reach: string[] | null,
    segments: string[] | null,
    locations: string[] | null,
    scopes: string[],
    now: Date,
    createdBy: string,
    createdByName: string | null,
    expiresAt: Date | null,
  ) =>
    kysely.insertInto('api_keys').values({
      key_id: id,
      secret_digest: digest,
      name,
      role,
      reach_customer_ids: reach,
      reach_segment_ids: segments,
      reach_location_ids: locations,
      scopes,
      created_at: now,
      created_by: createdBy,
      created_by_name: createdByName,
      expires_at: expiresAt,
      revoked_at: null,
      last_used_at: null,
    }),
);

const findKey = statement('own_key_find', 'own', (kysely, id: string) =>
  kysely.selectFrom('api_keys').where('key_id', '=', id).selectAll(),
);

const readKeys = statement('own_key_list', 'own', (kysely) =>
  kysely.selectFrom('api_keys').orderBy('created_at').orderBy('key_id').selectAll(),
);

const revokeKey = statement('own_key_revoke', 'own', (kysely, id: string, now: Date) =>
  kysely
    .updateTable('api_keys')
    .set({ revoked_at: now })
    .where('key_id', '=', id)
    .where('revoked_at', 'is', null)
    .returning('key_id'),
);

const touchKey = statement('own_key_touch', 'own', (kysely, id: string, now: Date, before: Date) =>
  kysely
    .updateTable('api_keys')
    .set({ last_used_at: now })
    .where('key_id', '=', id)
    .where((where) => where.or([where('last_used_at', 'is', null), where('last_used_at', '<', before)])),
);

/** Splits `ecx_<id>.<secret>`; null: it has another form. */
export function parseKey(token: string): { readonly id: string; readonly secret: string } | null {
  const parts = /^ecx_([0-9a-z]{1,32})\.([\w-]{16,128})$/.exec(token);
  return parts?.[1] === undefined || parts[2] === undefined ? null : { id: parts[1], secret: parts[2] };
}

/** Compared with when there is no such key, so that a wrong id takes as long as a wrong secret. */
const noDigest = Buffer.alloc(32);

/** A key at the only time that its secret is known. */
export interface MadeKey {
  readonly id: string;
  /** The whole key, as it is sent. */
  readonly key: string;
}

/** Keys of programs. `now` is in milliseconds since 1970 everywhere. */
export interface Keys {
  /** Makes a key; the full text is in the answer and nowhere else. */
  create(
    given: {
      readonly name: string;
      readonly role: string;
      readonly reach: readonly string[] | null;
      readonly reachSegments?: readonly string[] | null;
      readonly reachLocations?: readonly string[] | null;
      readonly scopes?: readonly string[];
      /** The principal who makes it. */
      readonly createdBy: string;
      /** The same for people. */
      readonly createdByName?: string;
      readonly expiresAt: Date | null;
    },
    now: number,
  ): Promise<MadeKey>;
  /** All keys, oldest first, revoked and expired ones included. */
  list(): Promise<KeyRecord[]>;
  /** One key; null: there is none of this id. */
  find(id: string): Promise<KeyRecord | null>;
  /** "revoked"; "already" revoked before; "unknown": there is no such key. */
  revoke(id: string, now: number): Promise<'revoked' | 'already' | 'unknown'>;
  /** The key of this text; null: malformed, unknown, wrong, expired or revoked. Notes the use, at most once a minute. */
  check(token: string, now: number): Promise<KeyRecord | null>;
  /** The key of this id as it is now, for work that goes on after its request; null: unknown, expired or revoked. */
  current(id: string, now: number): Promise<KeyRecord | null>;
}

export function openKeys(db: Db): Keys {
  return {
    async create({ name, role, reach, reachSegments, reachLocations, scopes = [], createdBy, createdByName, expiresAt }, now) {
      const id = randomBytes(8).toString('hex');
      const secret = newToken();
      const reaches = [reach, reachSegments ?? null, reachLocations ?? null].map((ids) => (ids === null ? null : [...ids]));
      const [customers = null, segments = null, locations = null] = reaches;
      const made = [new Date(now), createdBy, createdByName ?? null, expiresAt] as const;
      await insertKey(db, id, digestOf(secret), name, role, customers, segments, locations, [...scopes], ...made);
      return { id, key: `ecx_${id}.${secret}` };
    },
    async list() {
      return (await readKeys(db)).map(recordOf);
    },
    async find(id) {
      const [row] = await findKey(db, id);
      return row === undefined ? null : recordOf(row);
    },
    async revoke(id, now) {
      if ((await revokeKey(db, id, new Date(now))).length > 0) return 'revoked';
      return (await findKey(db, id)).length > 0 ? 'already' : 'unknown';
    },
    async check(token, now) {
      const parts = parseKey(token);
      if (parts === null) return null;
      const [row] = await findKey(db, parts.id);
      const fits = timingSafeEqual(digestOf(parts.secret), row?.secret_digest ?? noDigest);
      if (row === undefined || !fits || !isValid(row, now)) return null;
      const staleBefore = now - minuteMs;
      if (row.last_used_at === null || row.last_used_at.getTime() < staleBefore) {
        await touchKey(db, row.key_id, new Date(now), new Date(staleBefore));
      }
      return recordOf(row);
    },
    async current(id, now) {
      const [row] = await findKey(db, id);
      return row === undefined || !isValid(row, now) ? null : recordOf(row);
    },
  };
}

function isValid({ revoked_at, expires_at }: KeyRow, now: number): boolean {
  return revoked_at === null && (expires_at === null || expires_at.getTime() > now);
}

function recordOf(row: KeyRow): KeyRecord {
  const follows = row.reach_segment_ids !== null || row.reach_location_ids !== null;
  return {
    id: row.key_id,
    name: row.name,
    role: row.role,
    reach: row.reach_customer_ids ?? (follows ? [] : null), // until somebody asks who that is: nobody
    reachSegments: row.reach_segment_ids,
    reachLocations: row.reach_location_ids,
    scopes: row.scopes,
    createdAt: row.created_at,
    createdBy: row.created_by,
    createdByName: row.created_by_name,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    lastUsedAt: row.last_used_at,
  };
}
