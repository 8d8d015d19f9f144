import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteWriter } from '../../server/db/bytes.ts';
import { businessDay } from '../../server/engine/calendar.ts';
import type { Identity } from '../../server/engine/facts.ts';
import type { IdentityVersion } from '../../server/facts/identity.ts';
import { identityIn, identityPackOf } from '../../server/facts/identity-pack.ts';
import { calendar } from './rows.ts';

const presence = fc.constantFrom(
  { present: false, valid: false },
  { present: true, valid: false },
  { present: true, valid: true },
);
const consent = fc.option(fc.boolean());
const text = fc.option(fc.oneof(fc.constantFrom('', 'VIP', 'Berlin', 'de'), fc.string({ unit: 'binary' })));
const instant = fc.integer({ min: 0, max: 2_000_000_000_000_000 }).map((micros) => micros / 1_000);

const version: fc.Arbitrary<IdentityVersion> = fc
  .record({
    recordedAt: instant,
    createdAt: instant,
    identity: fc.record({
      hasName: fc.boolean(),
      email: presence,
      phone: presence,
      birthDate: presence,
      birthDay: fc.option(fc.integer({ min: -20_000, max: 20_000 })),
      segment: text,
      city: text,
      country: text,
      language: text,
      preferredChannel: text,
      lifeStage: text,
      consentEmail: consent,
      consentSms: consent,
      consentPush: consent,
    }),
  })
  .map(({ recordedAt, createdAt, identity }) => {
    const whole: Identity = { ...identity, createdDay: businessDay(createdAt, calendar) };
    return { recordedAt, createdAt, identity: whole };
  });

const visit = (day: number) => ({
  visitId: 'V',
  at: day,
  day,
  grossMinor: null,
  discountMinor: null,
  totalMinor: null,
  netMinor: null,
});

test('packed attributes say at any instant what the versions say, but of the birth day only on which side of the visits it lies', () => {
  fc.assert(
    fc.property(
      fc.array(version, { maxLength: 4 }),
      fc.array(fc.integer({ min: -20_000, max: 20_000 }), { maxLength: 5 }),
      instant,
      fc.nat(20),
      (given, days, asOf, before) => {
        const versions = given.toSorted((a, b) => a.recordedAt - b.recordedAt);
        const pack = identityPackOf(versions, days.map(visit));
        const births = versions.map(({ identity }) => identity.birthDay);
        const isBetween = (birth: number | null) =>
          birth !== null && days.some((day) => birth < day) && days.some((day) => birth >= day);
        expect(pack === null).toBe(births.some(isBetween));
        if (pack === null) return;
        const writer = new ByteWriter();
        writer.text('x'.repeat(before));
        const from = writer.all().length;
        const found = identityIn(Buffer.concat([writer.all(), pack]), from, asOf, calendar);
        const known = versions.findLast(({ recordedAt }) => recordedAt <= asOf) ?? versions[0];
        expect(found === null).toBe(known === undefined);
        if (found === null || known === undefined) return;
        const { birthDay, ...others } = found;
        const { birthDay: real, ...expected } = known.identity;
        expect(others).toEqual(expected);
        expect(birthDay === null).toBe(real === null);
        for (const day of days) if (birthDay !== null && real !== null) expect(birthDay < day).toBe(real < day);
        expect(birthDay === null || Math.abs(birthDay) > 1_000_000).toBe(true);
      },
    ),
  );
});
