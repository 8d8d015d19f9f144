/** The attributes of a guest as a few bytes: every version, its contact data only as there and well formed or not. */

import { ByteReader, ByteWriter } from '../db/bytes.ts';
import { Words } from '../db/words.ts';
import type { BareVisit } from '../engine/bare-visits.ts';
import { businessDay, type Calendar } from '../engine/calendar.ts';
import type { Identity, Presence } from '../engine/facts.ts';
import type { IdentityVersion } from './identity.ts';

/** Bits of a version. Of a consent two: answered, agreed. */
const bits = {
  hasName: 1,
  email: 2,
  validEmail: 4,
  phone: 8,
  validPhone: 16,
  birthDate: 32,
  validBirthDate: 64,
  consentEmail: 128,
  consentSms: 512,
  consentPush: 2_048,
  bornBefore: 8_192,
  bornBehind: 16_384,
} as const;

const texts = ['segment', 'city', 'country', 'language', 'preferredChannel', 'lifeStage'] as const;

/** A day before all visits that there are, and one behind. */
const bornBefore = -10_000_000;
const bornBehind = 10_000_000;

const into = new ByteWriter();

function consentBits(consent: boolean | null, bit: number): number {
  return consent === null ? 0 : consent ? 3 * bit : bit;
}

function presenceBits({ present, valid }: Presence, bit: number): number {
  return (present ? bit : 0) + (valid ? 2 * bit : 0);
}

/** On which side of all visits the birth day lies; 0: not on record. Null: between visits, so that it would have to be known. */
function birthBits(birthDay: number | null, visits: readonly BareVisit[]): number | null {
  if (birthDay === null) return 0;
  if (visits.every(({ day }) => birthDay < day)) return bits.bornBefore;
  return visits.every(({ day }) => birthDay >= day) ? bits.bornBehind : null;
}

/**
 * Of a birth date only whether it lies before the visits is kept: sealed data stay sealed.
 * @param visits all of the guest.
 * @returns null: the birth date lies between visits.
 */
export function identityPackOf(versions: readonly IdentityVersion[], visits: readonly BareVisit[]): Buffer | null {
  into.begin();
  into.whole(versions.length);
  for (const { recordedAt, createdAt, identity } of versions) {
    const born = birthBits(identity.birthDay, visits);
    if (born === null) return null;
    into.whole(
      (identity.hasName ? bits.hasName : 0) +
        presenceBits(identity.email, bits.email) +
        presenceBits(identity.phone, bits.phone) +
        presenceBits(identity.birthDate, bits.birthDate) +
        consentBits(identity.consentEmail, bits.consentEmail) +
        consentBits(identity.consentSms, bits.consentSms) +
        consentBits(identity.consentPush, bits.consentPush) +
        born,
    );
    into.whole(Math.round(recordedAt * 1_000));
    into.whole(Math.round(createdAt * 1_000));
    for (const name of texts) {
      const text = identity[name];
      into.byte(text === null ? 0 : 1);
      if (text !== null) into.text(text);
    }
  }
  return into.all();
}

const absent: Presence = { present: false, valid: false };
const malformed: Presence = { present: true, valid: false };
const wellFormed: Presence = { present: true, valid: true };

function presence(flags: number, bit: number): Presence {
  return (flags & bit) === 0 ? absent : (flags & (2 * bit)) === 0 ? malformed : wellFormed;
}

function consent(flags: number, bit: number): boolean | null {
  return (flags & bit) === 0 ? null : (flags & (2 * bit)) !== 0;
}

const word = new Words();
const wordOrNull = (from: ByteReader): string | null => (from.byte() === 0 ? null : from.word(word));

function identityAt(from: ByteReader, flags: number, calendar: Calendar): Identity {
  const createdDay = businessDay(from.whole() / 1_000, calendar);
  return {
    hasName: (flags & bits.hasName) !== 0,
    email: presence(flags, bits.email),
    phone: presence(flags, bits.phone),
    birthDate: presence(flags, bits.birthDate),
    birthDay: (flags & bits.bornBefore) !== 0 ? bornBefore : (flags & bits.bornBehind) !== 0 ? bornBehind : null,
    segment: wordOrNull(from),
    city: wordOrNull(from),
    country: wordOrNull(from),
    language: wordOrNull(from),
    preferredChannel: wordOrNull(from),
    lifeStage: wordOrNull(from),
    createdDay,
    consentEmail: consent(flags, bits.consentEmail),
    consentSms: consent(flags, bits.consentSms),
    consentPush: consent(flags, bits.consentPush),
  };
}

/**
 * The attributes on record at the instant, as of `identity`, but for the birth day: any day on the same side of all visits.
 * @param from where they begin among other bytes. @returns null: the guest was not on record.
 */
export function identityIn(pack: Buffer, from: number, asOf: number, calendar: Calendar): Identity | null {
  const bytes = new ByteReader(pack, from);
  const count = bytes.whole();
  let known: Identity | null = null;
  for (let version = 0; version < count; version += 1) {
    const flags = bytes.whole();
    const recordedAt = bytes.whole() / 1_000;
    if (version > 0 && recordedAt > asOf) break; // the first one holds for all time before
    known = identityAt(bytes, flags, calendar);
  }
  return known;
}
