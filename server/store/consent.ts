import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { millis } from './guests.ts';

/** A consent as it was given, refused or cleared, and since when that is on record. */
export interface ConsentChange {
  readonly channel: 'EMAIL' | 'SMS' | 'PUSH';
  /** Null: cleared, so that the guest counts as never asked. */
  readonly given: boolean | null;
  /** Milliseconds since 1970. */
  readonly recordedAt: number;
}

interface Version {
  readonly customerId: string;
  readonly recordedAt: number;
  readonly email: boolean | null;
  readonly sms: boolean | null;
  readonly push: boolean | null;
}

const columns = ['customer_id', 'recorded_at', 'consent_email', 'consent_sms', 'consent_push'] as const;

const versions = statement('guests/consent-versions', 'customer', (kysely, ids: readonly string[]) =>
  kysely
    .selectFrom(
      kysely
        .selectFrom('customers')
        .where(sql<boolean>`customer_id = any(${ids})`)
        .select(columns)
        .unionAll(kysely.selectFrom('customer_versions').where(sql<boolean>`customer_id = any(${ids})`).select(columns))
        .as('c'),
    )
    .orderBy('c.customer_id')
    .orderBy('c.recorded_at')
    .select([
      'c.customer_id as customerId',
      millis('c.recorded_at').as('recordedAt'),
      'c.consent_email as email',
      'c.consent_sms as sms',
      'c.consent_push as push',
    ]),
);

const channels = [
  { channel: 'EMAIL', of: (version: Version) => version.email },
  { channel: 'SMS', of: (version: Version) => version.sms },
  { channel: 'PUSH', of: (version: Version) => version.push },
] as const;

/** What a version changed against the one before it, if any: nothing on record is where every guest begins. */
function changesOf(version: Version, before: Version | undefined): ConsentChange[] {
  return channels.flatMap(({ channel, of }) => {
    const given = of(version);
    const was = before === undefined ? null : of(before);
    return given === was ? [] : [{ channel, given, recordedAt: version.recordedAt }];
  });
}

/** Every change of a consent by customer id, newest first. Who was never asked has none; an unknown id is absent from the map. */
export async function readConsentHistories(db: Db, ids: readonly string[]): Promise<Map<string, readonly ConsentChange[]>> {
  const rows: readonly Version[] = await versions(db, ids);
  const histories = new Map<string, readonly ConsentChange[]>();
  let before: Version | undefined;
  for (const version of rows) {
    const { customerId } = version;
    if (before?.customerId !== customerId) before = undefined;
    histories.set(customerId, [...changesOf(version, before), ...(histories.get(customerId) ?? [])]);
    before = version;
  }
  return histories;
}
