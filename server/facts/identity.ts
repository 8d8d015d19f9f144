import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { businessDay, type Calendar, dayMs } from '../engine/calendar.ts';
import type { Identity, Presence } from '../engine/facts.ts';
import { birthDayOf, isEmail, isPhone } from './contact-form.ts';
import { byCustomer, type FactSource } from './source.ts';

interface Row {
  customer_id: string;
  recorded_at: number;
  created_at: number;
  has_name: boolean;
  email_sealed: Buffer | null;
  phone_sealed: Buffer | null;
  birth_date_sealed: Buffer | null;
  segment: string | null;
  city: string | null;
  country: string | null;
  language: string | null;
  preferred_channel: string | null;
  life_stage: string | null;
  consent_email: boolean | null;
  consent_sms: boolean | null;
  consent_push: boolean | null;
  master_key_id: string | null;
  wrapped_key: Buffer | null;
}

/** One version and since when (recording time, milliseconds since 1970) it holds. */
interface Version {
  readonly recordedAt: number;
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

const select = statement('facts.identity', 'customer', (kysely, customerIds: readonly string[]) =>
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
    .orderBy('c.customer_id')
    .orderBy('c.recorded_at')
    .select([
      'c.customer_id',
      sql<number>`(extract(epoch from c.recorded_at) * 1000)::float8`.as('recorded_at'),
      sql<number>`(extract(epoch from c.created_at) * 1000)::float8`.as('created_at'),
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
    ])
    .$castTo<Row>(),
);

const absent: Presence = { present: false, valid: false };

/** Reads the sealed values only to judge their form; they go no further. */
function contactOf(db: Db, row: Row, latestDay: number): Pick<Identity, 'email' | 'phone' | 'birthDate' | 'birthDay'> {
  if (row.master_key_id === null || row.wrapped_key === null)
    return { email: absent, phone: absent, birthDate: absent, birthDay: null };
  const key = db.sealer.openDataKey(row.customer_id, row.master_key_id, row.wrapped_key);
  const open = (column: 'email_sealed' | 'phone_sealed' | 'birth_date_sealed') => {
    const sealed = row[column];
    return sealed === null ? null : db.sealer.unseal(key, { table: 'customers', column, customerId: row.customer_id }, sealed);
  };
  const presence = (text: string | null, valid: (text: string) => boolean): Presence =>
    text === null ? absent : { present: true, valid: valid(text) };
  const birthText = open('birth_date_sealed');
  const birthDay = birthText === null ? null : birthDayOf(birthText, latestDay);
  return {
    email: presence(open('email_sealed'), isEmail),
    phone: presence(open('phone_sealed'), isPhone),
    birthDate: presence(birthText, () => birthDay !== null),
    birthDay,
  };
}

function versionOf(db: Db, row: Row, calendar: Calendar): Version {
  return {
    recordedAt: row.recorded_at,
    identity: {
      hasName: row.has_name,
      ...contactOf(db, row, Math.floor(row.recorded_at / dayMs) + 1),
      segment: row.segment,
      city: row.city,
      country: row.country,
      language: row.language,
      preferredChannel: row.preferred_channel,
      lifeStage: row.life_stage,
      createdDay: businessDay(row.created_at, calendar),
      consentEmail: row.consent_email,
      consentSms: row.consent_sms,
      consentPush: row.consent_push,
    },
  };
}

/** A customer who is not on record: nothing is known of anybody. */
const nobody: Identity = {
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
export const identity: FactSource<readonly Version[], Identity> = {
  read: async (db, customerIds, _until, calendar) =>
    byCustomer(await select(db, customerIds), (row) => versionOf(db, row, calendar)),
  at: (versions, asOf) => {
    const known = versions?.filter((version) => version.recordedAt <= asOf).at(-1) ?? versions?.[0];
    // A copy of its own: what is remembered of it ends with the answer, however long the versions are kept.
    return { ...(known?.identity ?? nobody) };
  },
};
