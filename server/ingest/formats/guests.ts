import { hash } from 'node:crypto';
import type { Db } from '../../db/open.ts';
import { guestsOfEmails, guestsOfPhones, type KnownContact } from './known.ts';
import type { Group, Scope, Surroundings } from './scope.ts';
import { type Read, readerOf } from './values.ts';

/** What a group says of its guest, contact data as blind indexes. */
interface Named {
  readonly id: string;
  readonly email: Buffer | null;
  readonly phone: Buffer | null;
  readonly otherwise: string;
}

interface Contact {
  readonly index: Buffer;
  /** The one of the other kind that came with it; null: none, or several. */
  partner: string | null;
  several: boolean;
  otherwise: string;
  guest: string | null;
}

const batchLookUps = 2_000;

/**
 * Which guest a group belongs to. Who is on record under its e-mail address, or else its number, is that guest; the address goes before
 * the number, which families share. A new guest gets an id that follows from the address or number under the installation's key. The order of
 * rows does not matter, and nothing is merged: what points to two guests is counted. Grows with the distinct contacts of a file.
 */
export class FileGuests {
  conflicts = 0;
  readonly #emails = new Map<string, Contact>();
  readonly #phones = new Map<string, Contact>();
  readonly #strongIds = new Map<string, string>();
  readonly #reads: { readonly id: Read; readonly email: Read; readonly phone: Read; readonly otherwise: Read } | null;
  readonly #sheetId: string;
  readonly #db: Db;

  constructor(db: Db, around: Surroundings) {
    const { guest, id } = around.sheet;
    const read = (value: Parameters<typeof readerOf>[0] | undefined): Read =>
      value === undefined ? () => '' : readerOf(value, around, id);
    this.#db = db;
    this.#sheetId = id;
    this.#reads =
      guest === undefined
        ? null
        : {
            id: read(guest.id),
            email: guest.email === undefined ? () => '' : read({ email: guest.email }),
            phone: guest.phone === undefined ? () => '' : read({ phone: guest.phone }),
            otherwise: read(guest.otherwise),
          };
  }

  /** Notes what a group says; `settle` before the first `of`. */
  meet(group: Group): void {
    const named = this.#named(group);
    if (named === null) return;
    const email = named.email === null ? null : contactOf(this.#emails, named.email);
    const phone = named.phone === null ? null : contactOf(this.#phones, named.phone);
    if (email !== null) note(email, named.phone, named.otherwise);
    if (phone !== null) note(phone, named.email, named.otherwise);
    if (named.id !== '' && named.email !== null) this.#strongIds.set(keyOf(named.email), named.id);
  }

  /** Looks up who is on record, and decides for every address and number of the file. */
  async settle(): Promise<void> {
    const byEmail = await lookUp(this.#db, this.#emails, guestsOfEmails);
    const byPhone = await lookUp(this.#db, this.#phones, guestsOfPhones);
    for (const [key, contact] of this.#emails) contact.guest = this.#guestOfEmail(contact, byEmail.get(key) ?? [], byPhone);
    for (const [key, contact] of this.#phones) contact.guest = this.#guestOfPhone(contact, byPhone.get(key) ?? []);
    for (const [key, id] of this.#strongIds) {
      const [known, ...others] = byEmail.get(key) ?? [];
      if (known !== undefined && known.customerId !== id && others.length === 0) this.conflicts += 1; // of several it is counted above
    }
  }

  /** @returns '' when the group names nobody. */
  of(group: Group): string {
    const named = this.#named(group);
    if (named === null) return '';
    if (named.id !== '') return named.id;
    const email = named.email === null ? undefined : this.#emails.get(keyOf(named.email));
    const phone = named.phone === null ? undefined : this.#phones.get(keyOf(named.phone));
    return email?.guest ?? phone?.guest ?? named.otherwise;
  }

  #guestOfEmail(
    contact: Contact,
    onRecord: readonly KnownContact[],
    byPhone: ReadonlyMap<string, readonly KnownContact[]>,
  ): string {
    const own = newId(contact);
    const [known] = onRecord;
    if (known !== undefined) {
      if (onRecord.length > 1) this.conflicts += 1;
      return onRecord.some(({ customerId }) => customerId === own) ? own : known.customerId;
    }
    const number = contact.partner === null || contact.several ? undefined : this.#phones.get(contact.partner);
    const [first, ...others] = number === undefined ? [] : (byPhone.get(keyOf(number.index)) ?? []);
    if (first !== undefined) {
      const isFree = others.length === 0 && !first.hasEmail && number?.several === false;
      if (isFree) return first.customerId;
      this.conflicts += 1;
    }
    return contact.otherwise || own;
  }

  #guestOfPhone(contact: Contact, onRecord: readonly KnownContact[]): string {
    const own = newId(contact);
    const [known] = onRecord;
    if (known !== undefined) {
      if (onRecord.length > 1) this.conflicts += 1;
      return onRecord.some(({ customerId }) => customerId === own) ? own : known.customerId;
    }
    if (contact.several) this.conflicts += 1;
    else if (contact.partner !== null) return this.#emails.get(contact.partner)?.guest ?? own;
    return contact.otherwise || own;
  }

  #named(group: Group): Named | null {
    if (this.#reads === null) return null;
    const scope: Scope = { group, row: null, sheetId: this.#sheetId, guest: '', ordinal: 0 };
    const [email, phone] = [this.#reads.email(scope), this.#reads.phone(scope)];
    const { sealer } = this.#db;
    return {
      id: this.#reads.id(scope),
      email: email === '' ? null : sealer.blindIndex('email', email),
      phone: phone === '' ? null : sealer.blindIndex('phone', phone),
      otherwise: this.#reads.otherwise(scope),
    };
  }
}

function keyOf(index: Buffer): string {
  return index.toString('base64url');
}

function contactOf(contacts: Map<string, Contact>, index: Buffer): Contact {
  const key = keyOf(index);
  let contact = contacts.get(key);
  if (contact === undefined) {
    contact = { index, partner: null, several: false, otherwise: '', guest: null };
    contacts.set(key, contact);
  }
  return contact;
}

function note(contact: Contact, partner: Buffer | null, otherwise: string): void {
  const key = partner === null ? null : keyOf(partner);
  if (key !== null && contact.partner !== null && contact.partner !== key) contact.several = true;
  if (key !== null && (contact.partner === null || key < contact.partner)) contact.partner = key;
  if (otherwise !== '' && (contact.otherwise === '' || otherwise < contact.otherwise)) contact.otherwise = otherwise;
}

/** Follows from the address or number under the installation's key: nobody without it can try numbers. */
function newId({ index }: Contact): string {
  return `guest-${hash('sha256', `guest id ${index.toString('hex')}`, 'base64url').slice(0, 20)}`;
}

async function lookUp(
  db: Db,
  contacts: ReadonlyMap<string, Contact>,
  ask: (db: Db, indexes: readonly Buffer[]) => Promise<KnownContact[]>,
): Promise<ReadonlyMap<string, readonly KnownContact[]>> {
  const all = [...contacts.values()];
  const found = new Map<string, KnownContact[]>();
  for (let at = 0; at < all.length; at += batchLookUps) {
    const rows = await ask(
      db,
      all.slice(at, at + batchLookUps).map(({ index }) => index),
    );
    for (const row of rows) found.set(keyOf(row.found), [...(found.get(keyOf(row.found)) ?? []), row]);
  }
  return found;
}
