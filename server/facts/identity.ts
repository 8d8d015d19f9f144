import { sql } from 'kysely';
import type { BinaryRows, RowPlace } from '../db/binary-rows.ts';
import type { Db } from '../db/open.ts';
import { binaryStatement } from '../db/statement.ts';
import { Words } from '../db/words.ts';
import { businessDay, type Calendar, dayMs } from '../engine/calendar.ts';
import type { Identity, Presence } from '../engine/facts.ts';
import { birthDayOf, isEmail, isPhone } from './contact-form.ts';
import { byGuest, inOrderOf, type RawRows } from './raw-rows.ts';
import type { FactSource } from './source.ts';

export type RawIdentity = RawRows<Known>;

/** One version as it stands in the table, its contact data sealed. */
interface Row {
  readonly recordedAt: number;
  readonly createdAt: number;
  readonly hasName: boolean;
  readonly emailSealed: Buffer | null;
  readonly phoneSealed: Buffer | null;
  readonly birthDateSealed: Buffer | null;
  readonly segment: string | null;
  readonly city: string | null;
  readonly country: string | null;
  readonly language: string | null;
  readonly preferredChannel: string | null;
  readonly lifeStage: string | null;
  readonly consentEmail: boolean | null;
  readonly consentSms: boolean | null;
  readonly consentPush: boolean | null;
  readonly masterKeyId: string | null;
  readonly wrappedKey: Buffer | null;
}

/** One version, since when (recording time, milliseconds since 1970) it holds, and when its guest was created. */
export interface IdentityVersion {
  readonly recordedAt: number;
  readonly createdAt: number;
  readonly identity: Identity;
}

const columns = [
  'customer_id',
  'recorded_at',
  'created_at',
  'name',
  'email_sealed',
  'phone_sealed',
  'birth_date_sealed',
  'segment',
  'city',
  'country',
  'language',
  'preferred_channel',
  'life_stage',
  'consent_email',
  'consent_sms',
  'consent_push',
] as const;

// Put in order guest by guest: most have one version.
const select = binaryStatement('facts.identity', 'customer', (kysely, customerIds: readonly string[]) =>
  kysely
    .selectFrom(
      kysely
        .selectFrom('customers')
        .where(sql<boolean>`customer_id = any(${customerIds}::text[])`)
        .select(columns)
        .unionAll(
          kysely.selectFrom('customer_versions').where(sql<boolean>`customer_id = any(${customerIds}::text[])`).select(columns),
        )
        .as('c'),
    )
    .leftJoin('customer_keys as k', (join) =>
      join.onRef('k.customer_id', '=', 'c.customer_id').on(sql<boolean>`k.customer_id = any(${customerIds}::text[])`),
    )
    .select([
      'c.customer_id',
      'c.recorded_at',
      'c.created_at',
      sql<boolean>`c.name is not null`.as('has_name'),
      'c.email_sealed',
      'c.phone_sealed',
      'c.birth_date_sealed',
      'c.segment',
      'c.city',
      'c.country',
      'c.language',
      'c.preferred_channel',
      'c.life_stage',
      'c.consent_email',
      'c.consent_sms',
      'c.consent_push',
      'k.master_key_id',
      'k.wrapped_key',
    ]),
);

/** What the reader of all guests' rows has, and the texts of which few different ones come. */
interface Known {
  readonly db: Db;
  readonly calendar: Calendar;
  readonly word: Words;
  readonly masterKey: Words;
  /** Versions of the guest who was looked at last: one guest is asked for at several instants. */
  last: { readonly raw: RawRows<Known>; readonly versions: readonly IdentityVersion[] } | null;
}

/** The fields are read in the order of the statement, which is that of a literal's fields. */
function rowAt(rows: BinaryRows, place: RowPlace, { word, masterKey }: Known): Row {
  rows.open(place).skip();
  return {
    recordedAt: (rows.micros() ?? 0) / 1_000,
    createdAt: (rows.micros() ?? 0) / 1_000,
    hasName: rows.bool() ?? false,
    emailSealed: rows.bytes(),
    phoneSealed: rows.bytes(),
    birthDateSealed: rows.bytes(),
    segment: rows.word(word),
    city: rows.word(word),
    country: rows.word(word),
    language: rows.word(word),
    preferredChannel: rows.word(word),
    lifeStage: rows.word(word),
    consentEmail: rows.bool(),
    consentSms: rows.bool(),
    consentPush: rows.bool(),
    masterKeyId: rows.word(masterKey),
    wrappedKey: rows.bytes(),
  };
}

const absent: Presence = { present: false, valid: false };

/** Reads the sealed values only to judge their form; they go no further. */
function contactOf(db: Db, customerId: string, row: Row): Pick<Identity, 'email' | 'phone' | 'birthDate' | 'birthDay'> {
  if (row.masterKeyId === null || row.wrappedKey === null)
    return { email: absent, phone: absent, birthDate: absent, birthDay: null };
  const key = db.sealer.openDataKey(customerId, row.masterKeyId, row.wrappedKey);
  const open = (column: 'email_sealed' | 'phone_sealed' | 'birth_date_sealed', sealed: Buffer | null) =>
    sealed === null ? null : db.sealer.unseal(key, { table: 'customers', column, customerId }, sealed);
  const presence = (text: string | null, valid: (text: string) => boolean): Presence =>
    text === null ? absent : { present: true, valid: valid(text) };
  const birthText = open('birth_date_sealed', row.birthDateSealed);
  const birthDay = birthText === null ? null : birthDayOf(birthText, Math.floor(row.recordedAt / dayMs) + 1);
  return {
    email: presence(open('email_sealed', row.emailSealed), isEmail),
    phone: presence(open('phone_sealed', row.phoneSealed), isPhone),
    birthDate: presence(birthText, () => birthDay !== null),
    birthDay,
  };
}

function versionOf(raw: RawRows<Known>, place: RowPlace): IdentityVersion {
  const { rows, known } = raw;
  const customerId = rows.open(place).text() ?? '';
  const row = rowAt(rows, place, known);
  return {
    recordedAt: row.recordedAt,
    createdAt: row.createdAt,
    identity: {
      hasName: row.hasName,
      ...contactOf(known.db, customerId, row),
      segment: row.segment,
      city: row.city,
      country: row.country,
      language: row.language,
      preferredChannel: row.preferredChannel,
      lifeStage: row.lifeStage,
      createdDay: businessDay(row.createdAt, known.calendar),
      consentEmail: row.consentEmail,
      consentSms: row.consentSms,
      consentPush: row.consentPush,
    },
  };
}

/** Oldest first. */
export function versionsOf(raw: RawIdentity): readonly IdentityVersion[] {
  const { known } = raw;
  if (known.last?.raw !== raw) {
    const versions = raw.places.map((place) => versionOf(raw, place));
    known.last = { raw, versions: inOrderOf(versions, (a, b) => a.recordedAt - b.recordedAt) };
  }
  return known.last.versions;
}

/** A customer who is not on record: nothing is known of anybody. */
export const nobody: Identity = {
  hasName: false,
  email: absent,
  phone: absent,
  birthDate: absent,
  birthDay: null,
  segment: null,
  city: null,
  country: null,
  language: null,
  preferredChannel: null,
  lifeStage: null,
  createdDay: 0,
  consentEmail: null,
  consentSms: null,
  consentPush: null,
};

/** The attributes on record at the instant (recording time); the first version holds for all time before. */
export const identity: FactSource<RawIdentity, Identity> = {
  read: async (db, customerIds, _until, calendar) =>
    byGuest(await select(db, customerIds), { db, calendar, word: new Words(), masterKey: new Words(), last: null }),
  at: (raw, asOf) => {
    const versions = raw === undefined ? [] : versionsOf(raw);
    const known = versions.filter((version) => version.recordedAt <= asOf).at(-1) ?? versions[0];
    // A copy of its own: what is remembered of it ends with the answer, however long the versions are kept.
    return { ...(known?.identity ?? nobody) };
  },
};
