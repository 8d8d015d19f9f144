import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { normaliseEmail, normalisePhone } from '../db/sealing.ts';
import { statement } from '../db/statement.ts';
import { gatheredById } from './at-once.ts';
import { type KeptScore, type KeptValues, keptJson, keptScore } from './kept-scores.ts';

/** What the CRM has on record about a guest, without contact data. Null: not on record. */
export interface Guest {
  readonly customerId: string;
  readonly name: string | null;
  /** The CRM's own segment. */
  readonly segment: string | null;
  /** RFM group of the last scoring. */
  readonly rfmGroup: string | null;
  readonly city: string | null;
  readonly country: string | null;
  readonly language: string | null;
  readonly preferredChannel: string | null;
  readonly lifeStage: string | null;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly consentEmail: boolean | null;
  readonly consentSms: boolean | null;
  readonly consentPush: boolean | null;
  /** The row of the last scoring; null: none that counts; absent: not read. */
  readonly kept?: KeptScore | null;
}

/** An instant column as milliseconds since 1970. */
export function millis(column: string): RawBuilder<number> {
  return sql<number>`(extract(epoch from ${sql.ref(column)}) * 1000)::float8`;
}

/** The columns of a `Guest`, of `customers as c` joined with `current_scores as s`. */
export function guestColumns() {
  return [
    'c.customer_id as customerId',
    'c.name',
    'c.segment',
    's.rfm_group as rfmGroup',
    'c.city',
    'c.country',
    'c.language',
    'c.preferred_channel as preferredChannel',
    'c.life_stage as lifeStage',
    () => millis('c.created_at').as('createdAt'),
    'c.consent_email as consentEmail',
    'c.consent_sms as consentSms',
    'c.consent_push as consentPush',
  ] as const;
}

/**
 * A guest of `guestColumns` with `keptJson` as one JSON list, and `more` behind it: a field of the driver costs more than a value of
 * JSON.parse.
 */
export function keptGuestText(...more: RawBuilder<unknown>[]): RawBuilder<string> {
  const fields = (['customer_id', 'name', 'segment'] as const).map((name) => sql.ref(`c.${name}`));
  const others = (['city', 'country', 'language', 'preferred_channel', 'life_stage'] as const).map((name) =>
    sql.ref(`c.${name}`),
  );
  const consents = (['consent_email', 'consent_sms', 'consent_push'] as const).map((name) => sql.ref(`c.${name}`));
  const values = [...fields, sql.ref('s.rfm_group'), ...others, millis('c.created_at'), ...consents, keptJson(), ...more];
  return sql<string>`json_build_array(${sql.join(values)})::text`;
}

/** What `keptGuestText` says. */
type KeptGuestValues = readonly [
  customerId: string,
  name: string | null,
  segment: string | null,
  rfmGroup: string | null,
  city: string | null,
  country: string | null,
  language: string | null,
  preferredChannel: string | null,
  lifeStage: string | null,
  createdAt: number,
  consentEmail: boolean | null,
  consentSms: boolean | null,
  consentPush: boolean | null,
  kept: KeptValues | null,
];

/** A literal, as `keptScore`. */
function keptGuest(values: KeptGuestValues): Guest {
  return {
    customerId: values[0],
    name: values[1],
    segment: values[2],
    rfmGroup: values[3],
    city: values[4],
    country: values[5],
    language: values[6],
    preferredChannel: values[7],
    lifeStage: values[8],
    createdAt: values[9],
    consentEmail: values[10],
    consentSms: values[11],
    consentPush: values[12],
    kept: values[13] === null ? null : keptScore(values[13]),
  };
}

/** Rows that are remembered of each kind: 5 MB in all. */
const mostRemembered = 2_000;
const kindsRemembered: { clear(): void }[] = [];

/** What is remembered of guests' rows, for whoever is told that somebody was erased. */
export const rowsRemembered = {
  clear(): void {
    for (const rows of kindsRemembered) rows.clear();
  },
};

/**
 * The guests that rows say (`keptGuestText`): the same one for the same text, so that nothing is made twice of a row that stays.
 * @param complete puts to the guest what stands behind its values.
 */
export function guestsOfRows<Own extends Guest>(
  complete: (guest: Guest, values: readonly unknown[]) => Own,
): (text: string) => Own {
  const remembered = new Map<string, Own>();
  kindsRemembered.push(remembered);
  return (text) => {
    const known = remembered.get(text);
    if (known !== undefined) return known;
    const values = JSON.parse(text) as KeptGuestValues;
    const guest = complete(keptGuest(values), values);
    if (remembered.size >= mostRemembered) remembered.clear();
    remembered.set(text, guest);
    return guest;
  };
}

const guestOfRow = guestsOfRows((guest) => guest);

const guestsById = statement('guests/by-id', 'customer', (kysely, ids: readonly string[]) =>
  kysely
    .selectFrom('customers as c')
    .leftJoin('current_scores as s', 's.customer_id', 'c.customer_id')
    .where(sql<boolean>`c.customer_id = any(${ids})`)
    .select(guestColumns()),
);

const keptGuestsById = statement('guests/by-id-kept', 'customer', (kysely, ids: readonly string[]) =>
  kysely
    .selectFrom('customers as c')
    .leftJoin('current_scores as s', 's.customer_id', 'c.customer_id')
    .leftJoin('rescore_marks as m', (join) =>
      join.onRef('m.customer_id', '=', 's.customer_id').on(sql<boolean>`m.customer_id = any(${ids})`),
    )
    .leftJoin('population_facts as p', 'p.week', 's.week')
    .where(sql<boolean>`c.customer_id = any(${ids})`)
    .select(keptGuestText().as('guest')),
);

/** As `readGuests`, with the rows of their last scoring. */
export const readKeptGuests = gatheredById(async (db: Db, ids: readonly string[]): Promise<Map<string, Guest>> => {
  const rows = await keptGuestsById(db, ids);
  const found = new Map<string, Guest>();
  for (const { guest } of rows) {
    const known = guestOfRow(guest);
    found.set(known.customerId, known);
  }
  return found;
});

/** Guests by id. An unknown id is absent from the map. */
export async function readGuests(db: Db, ids: readonly string[]): Promise<Map<string, Guest>> {
  const rows: readonly Guest[] = await guestsById(db, ids);
  return new Map(rows.map((row) => [row.customerId, row]));
}

const guestsByContact = statement('guests/by-contact', 'population', (kysely, email: Buffer | null, phone: Buffer | null) =>
  kysely
    .selectFrom('customers')
    .where(sql<boolean>`(email_index = ${email} or phone_index = ${phone})`)
    .select('customer_id as customerId')
    .orderBy('customer_id')
    .limit(sql<number>`1000`),
);

/** Digits with the signs that people write between them. */
const phoneForm = /^[\d\s()+./-]{5,}$/;

/** Ids of the guests with exactly this e-mail address or phone number, by their blind indexes; none when it is neither. */
export async function findByContact(db: Db, text: string): Promise<string[]> {
  const email = text.includes('@') ? db.sealer.blindIndex('email', normaliseEmail(text)) : null;
  const phone = phoneForm.test(text) ? db.sealer.blindIndex('phone', normalisePhone(text)) : null;
  if (email === null && phone === null) return [];
  return (await guestsByContact(db, email, phone)).map((row) => row.customerId);
}
