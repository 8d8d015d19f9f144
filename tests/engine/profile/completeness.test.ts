import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayMs } from '../../../server/engine/calendar.ts';
import { defaultScoring } from '../../../server/engine/config.ts';
import type { Facts, Identity, LoyaltyTransaction } from '../../../server/engine/facts.ts';
import { completenessLevelOf, profileCompleteness } from '../../../server/engine/profile/completeness.ts';
import { momentOn, today, visitOn } from '../histories.ts';
import { nobody } from '../nobody.ts';

/** Points moved 100 days ago. */
function moved(kind: string, points: number): LoyaltyTransaction {
  const { at, day } = visitOn(today - 100);
  return { transactionId: kind, at, day, kind, points, tier: null };
}

const good = { present: true, valid: true };

const named: Identity = { ...nobody, hasName: true, createdDay: today - 500 };

const complete: Identity = {
  ...named,
  email: good,
  phone: good,
  birthDate: good,
  birthDay: today - 12_000,
  city: 'Bonn',
  language: 'de',
  preferredChannel: 'EMAIL',
  lifeStage: 'FAMILY',
  consentEmail: true,
  consentSms: false,
};

type Known = Pick<Facts, 'identity' | 'visits' | 'items' | 'loyalty' | 'sources'>;

function assess(known: Partial<Known>) {
  const facts: Known = {
    identity: named,
    visits: { visits: [] },
    items: { lines: [] },
    loyalty: null,
    sources: { visits: today * dayMs, loyalty: null, campaigns: null, feedback: null },
    ...known,
  };
  return profileCompleteness.compute(facts, momentOn(today));
}

describe('profile completeness', () => {
  test('of a guest with everything on record is 100 and COMPLETE', () => {
    expect(assess({ identity: complete })).toMatchObject({
      overallScore: 100,
      completenessLevel: 'COMPLETE',
      needsAttention: false,
      missingFields: [],
      dataQuality: { completeness: 100, accuracy: 100, freshness: 100, consistency: null, brokenRules: [] },
    });
  });

  test('of a guest with a name only is BASIC, for there is nothing to be accurate about: 20·100/85', () => {
    const { overallScore, completenessLevel, dataQuality, needsAttention } = assess({});
    expect(overallScore).toBeCloseTo(2_000 / 85, 10);
    expect(completenessLevel).toBe('BASIC');
    expect(dataQuality).toMatchObject({ completeness: 0, accuracy: null, consistency: null });
    expect(needsAttention).toBe(true);
  });

  test('counts consent only where there is an address to consent to', () => {
    const phoneOnly = assess({ identity: { ...named, phone: good } });
    // 15 of 15 + 15 + 7.5 (text message) + 15 + 10 + 5 + 5 + 10
    expect(phoneOnly.dataQuality.completeness).toBeCloseTo((100 * 15) / 82.5, 10);
    expect(phoneOnly.missingFields.map(({ field }) => field)).not.toContain('consentEmail');
  });

  test('judges the form of what is filled', () => {
    const malformed = assess({ identity: { ...complete, phone: { present: true, valid: false } } });
    expect(malformed.dataQuality.accuracy).toBeCloseTo(200 / 3, 10);
  });

  test('says of each missing field what knowing it would add', () => {
    fc.assert(
      fc.property(fc.subarray(['email', 'birthDate', 'city', 'language', 'preferredChannel', 'lifeStage'] as const), (known) => {
        const identity: Identity = { ...named, ...Object.fromEntries(known.map((field) => [field, complete[field]])) };
        const before = assess({ identity });
        for (const { field, gain } of before.missingFields) {
          if (!(field in complete) || field.startsWith('consent')) continue;
          const after = assess({ identity: { ...identity, [field]: complete[field as keyof Identity] } });
          expect(after.overallScore - before.overallScore).toBeCloseTo(gain, 8);
        }
        const gains = before.missingFields.map(({ gain }) => gain);
        expect(gains).toEqual([...gains].sort((a, b) => b - a));
      }),
    );
  });

  test('asks last for ways to write to who said no to messages', () => {
    const missing = (change: Partial<Identity>) =>
      assess({ identity: { ...named, ...change } }).missingFields.map(({ field }) => field);
    expect(missing({})[0]).toBe('email');
    expect(missing({ phone: good, consentSms: false })).toEqual([
      'birthDate',
      'lifeStage',
      'city',
      'language',
      'preferredChannel',
      'email',
    ]);
  });

  test('falls as the newest event of the base ages: 14 days at a threshold of 7 are half', () => {
    const asOf = momentOn(today).asOf;
    const stale = assess({
      identity: complete,
      sources: { visits: asOf - 14 * dayMs, loyalty: null, campaigns: null, feedback: null },
    });
    expect(stale.dataQuality.freshness).toBeCloseTo(50, 10);
  });

  test('names the rules that a record breaks', () => {
    const { dataQuality } = assess({
      identity: { ...complete, birthDay: today },
      visits: { visits: [visitOn(today - 600)] },
      loyalty: { tier: null, joinedAt: null, transactions: [moved('EARN', 10), moved('REDEEM', 20)] },
    });
    expect(dataQuality.brokenRules).toEqual([
      'Broken: The birth date lies before the first visit.',
      'Broken: No visit lies before the customer was created.',
      'Broken: No more points are redeemed than were earned.',
    ]);
    expect(dataQuality.consistency).toBe(40); // 2 of 5 kept: the total adds up, and no points moved too early
  });

  test('holds items against totals, before or after a discount on the bill', () => {
    const visit = { ...visitOn(today, 900), grossMinor: 1_000, discountMinor: 100, totalMinor: 900 };
    const line = {
      visitId: visit.visitId,
      at: visit.at,
      day: today,
      menuItemId: 'm',
      name: 'M',
      category: null,
      childItem: null,
      quantity: 1,
      spentMinor: 1_000,
    };
    const rules = (spentMinor: number) =>
      assess({ visits: { visits: [visit] }, items: { lines: [{ ...line, spentMinor }] } }).dataQuality.brokenRules;
    expect(rules(1_000)).toEqual([]);
    expect(rules(900)).toEqual([]);
    expect(rules(700)).toEqual(['Broken: The items of a visit add up to its total.']);
  });
});

test('the levels begin at 40, 70 and 90', () => {
  expect([0, 39.9, 40, 69.9, 70, 89.9, 90, 100].map((overall) => completenessLevelOf(overall, defaultScoring))).toEqual([
    'BASIC',
    'BASIC',
    'GOOD',
    'GOOD',
    'EXCELLENT',
    'EXCELLENT',
    'COMPLETE',
    'COMPLETE',
  ]);
});
