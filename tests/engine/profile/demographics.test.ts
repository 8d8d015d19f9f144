import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayMs } from '../../../server/engine/calendar.ts';
import { defaultScoring } from '../../../server/engine/config.ts';
import type { Identity, ItemLine, Send, Visit } from '../../../server/engine/facts.ts';
import { ageGroupOf, ageOn } from '../../../server/engine/profile/age.ts';
import { demographicInsights } from '../../../server/engine/profile/demographics.ts';
import { anyHistory, everyDays, historyOf, momentOn, today, venueOn } from '../histories.ts';
import { nobody } from '../nobody.ts';

const venue = venueOn(today);
const dayOf = (text: string) => Date.parse(`${text}T00:00:00Z`) / dayMs;
const named: Identity = { ...nobody, hasName: true, createdDay: 0 };
const absent = { present: false, valid: false };
const good = { present: true, valid: true };

interface Known {
  readonly identity?: Partial<Identity>;
  readonly visits?: readonly Visit[];
  readonly lines?: readonly ItemLine[];
  readonly sends?: readonly Send[];
}
function insights({ identity = {}, visits = [], lines = [], sends = [] }: Known) {
  const facts = {
    identity: { ...named, ...identity },
    visits: { visits },
    items: { lines },
    sends: { sends },
    population: venue,
  };
  return demographicInsights.compute(facts, momentOn(today));
}
const visitsEvery = (gap: number, count: number, change: Partial<Visit> = {}) =>
  historyOf(everyDays(today - gap * (count - 1), gap, count)).visits.map((visit): Visit => ({ ...visit, ...change }));

describe('age', () => {
  test.each([
    ['2000-10-04', '2024-10-03', 23],
    ['2000-10-04', '2024-10-04', 24],
    ['2000-02-29', '2023-02-28', 22],
    ['2000-02-29', '2023-03-01', 23],
  ])('of who was born on %s is on %s %d', (born, day, age) => {
    expect(ageOn(dayOf(born), dayOf(day))).toBe(age);
  });
  test.each([
    ['2006-10-04', 'AGE_18_24'],
    ['1999-10-05', 'AGE_18_24'],
    ['1999-10-04', 'AGE_25_34'],
    ['1989-10-04', 'AGE_35_44'],
    ['1979-10-04', 'AGE_45_54'],
    ['1969-10-04', 'AGE_55_64'],
    ['1959-10-04', 'AGE_65_PLUS'],
  ])('born on %s is %s on 2024-10-04', (born, group) => {
    expect(ageGroupOf(dayOf(born), today)).toBe(group);
  });
  test('without a birth date is undetermined, and so is the life stage, not the company', () => {
    expect(insights({})).toMatchObject({ ageGroup: 'UNDETERMINED', underAge: false, lifeStage: { value: 'UNKNOWN' } });
  });
  test('under 18 no marketing profile is made', () => {
    const visits = visitsEvery(7, 20, { partySize: 3 });
    expect(insights({ identity: { birthDay: dayOf('2006-10-05'), lifeStage: 'STUDENT' }, visits })).toEqual({
      ageGroup: 'UNDETERMINED',
      underAge: true,
      lifeStage: null,
      socialBehavior: null,
      communicationPreferences: null,
    });
  });
});

describe('life stage', () => {
  const stage = (known: Known) => insights(known).lifeStage;
  const lunches = visitsEvery(7, 12, { localMinute: 750 }).map((visit, index) => ({
    ...visit,
    day: today - 4 - 7 * (11 - index), // Mondays
  }));
  const kids = visitsEvery(10, 12).map(
    ({ visitId, at, day }): ItemLine => ({
      visitId,
      at,
      day,
      menuItemId: 'K1',
      name: 'Small pasta',
      category: null,
      childItem: true,
      quantity: 1,
      spentMinor: null,
    }),
  );

  test('that is stated beats every sign', () => {
    const identity = { lifeStage: ' retiree ' };
    expect(stage({ identity, visits: visitsEvery(10, 12), lines: kids })).toMatchObject({
      value: 'RETIREE',
      basis: 'STATED',
      confidence: 1,
    });
  });
  test('is guessed from dishes for children and from weekday lunches, as a guess, with its evidence', () => {
    const family = stage({ visits: visitsEvery(10, 12), lines: kids });
    expect(family).toMatchObject({ value: 'FAMILY', basis: 'GUESSED', dataPoints: 12 });
    expect(family?.evidence).toEqual([{ name: 'visits with a dish for children', value: 75, unit: 'percent', events: [] }]);
    const professional = stage({ visits: lunches });
    expect(professional).toMatchObject({ value: 'PROFESSIONAL', basis: 'GUESSED' });
    // odds of e^(0.5 + 1.5·12/16) against e^−0.8 + 2·e^−1
    expect(professional?.confidence).toBeCloseTo(Math.exp(1.625) / (Math.exp(1.625) + Math.exp(-0.8) + 2 * Math.exp(-1)), 12);
  });
  test('is not guessed from fewer than 8 visits, nor without a clear sign', () => {
    expect(stage({ visits: visitsEvery(10, 7), lines: kids })).toMatchObject({
      value: 'UNKNOWN',
      basis: null,
      confidence: null,
      insufficientData: { reason: 'TOO_FEW_VISITS', have: 7, need: 8 },
    });
    expect(stage({ visits: visitsEvery(10, 12) })).toMatchObject({ value: 'UNKNOWN', basis: null, insufficientData: null });
  });
  test('takes a tariff from the segment or the items, and knows nothing of names', () => {
    expect(stage({ visits: visitsEvery(10, 12), identity: { segment: 'Student card' } })).toMatchObject({ value: 'STUDENT' });
    const titled = { ...named, name: 'Student Senior' };
    expect(stage({ visits: visitsEvery(10, 12), identity: titled })?.value).toBe('UNKNOWN');
  });
  test('is not guessed from a young age alone', () => {
    const young = { birthDay: dayOf('2004-10-05') };
    expect(stage({ visits: visitsEvery(10, 12), identity: young })).toMatchObject({ value: 'UNKNOWN', basis: null });
    expect(stage({ visits: visitsEvery(10, 12), identity: { ...young, segment: 'Student card' } })?.value).toBe('STUDENT');
  });
  test('of any guest has at least 0.6 confidence or is unknown', () => {
    const identity = fc.record({
      birthDay: fc.option(fc.integer({ min: today - 40_000, max: today - 7_000 })),
      segment: fc.constantFrom(null, 'Student card', 'Senior club', 'VIP'),
    });
    fc.assert(
      fc.property(anyHistory, identity, fc.integer({ min: 0, max: 1_439 }), ({ visits }, who, localMinute) => {
        const found = stage({ identity: who, visits: visits.map((visit) => ({ ...visit, localMinute })) });
        if (found === null) return;
        expect(found.value === 'UNKNOWN').toBe(found.basis === null);
        if (found.confidence !== null) expect(found.confidence >= 0.6 && found.confidence <= 1).toBe(true);
      }),
    );
  });
});

describe('social behaviour', () => {
  test('is the share of solo, couple and group visits, with the large parties as occasions', () => {
    const sizes = [1, 2, 2, 2, 3, 8, null];
    const visits = visitsEvery(10, 7).map((visit, index): Visit => ({ ...visit, partySize: sizes[index] ?? null }));
    const social = insights({ visits }).socialBehavior;
    expect(social).toMatchObject({ soloShare: 1 / 6, coupleShare: 0.5, groupShare: 1 / 3, insufficientData: null });
    expect(social?.occasions).toEqual([{ visitId: 'v5', at: visits[5]?.at, people: 8 }]);
    expect(social?.partySize).toMatchObject({ median: 2, dataPoints: 6 });
  });
  test('of a guest who always comes with five has no occasions; two known parties are too few', () => {
    expect(insights({ visits: visitsEvery(10, 9, { partySize: 5 }) }).socialBehavior?.occasions).toEqual([]);
    expect(insights({ visits: visitsEvery(10, 2, { partySize: 5 }) }).socialBehavior).toMatchObject({
      groupShare: null,
      insufficientData: { have: 2, need: 3 },
    });
  });
});

describe('communication', () => {
  const send = (index: number, channel: string, change: Partial<Send> = {}): Send => ({
    campaignId: `c${index}`,
    campaignName: `Letter ${index}`,
    kind: null,
    channel,
    at: (today - 100 + index) * dayMs,
    day: today - 100 + index,
    deliveredAt: (today - 100 + index) * dayMs,
    openedAt: null,
    clickedAt: null,
    repliedAt: null,
    visitId: null,
    ...change,
  });
  const reachable = { consentEmail: true, consentSms: true, email: good, phone: good };
  const letters = (count: number, channel: string, change: Partial<Send> = {}) =>
    Array.from({ length: count }, (_, index) => send(index, channel, change));
  const clicked = { clickedAt: (today - 50) * dayMs + 9 * 3_600_000 };
  const contact = (known: Known) => insights(known).communicationPreferences;

  test('takes the stated channel where it may be used, else the one that is answered best', () => {
    const sends = [...letters(10, 'EMAIL'), ...letters(10, 'SMS', clicked)];
    expect(contact({ identity: { ...reachable, preferredChannel: 'EMAIL' }, sends })).toMatchObject({
      channel: 'EMAIL',
      channelBasis: 'STATED',
    });
    expect(contact({ identity: reachable, sends })).toMatchObject({ channel: 'SMS', channelBasis: 'LEARNED', answers: 10 });
    // (10·1 + 10·0.1)/20
    expect(contact({ identity: reachable, sends })?.channels[2]).toMatchObject({ channel: 'SMS', responseRate: 0.55 });
  });
  test('never proposes a channel without consent or without an address', () => {
    const sends = [...letters(10, 'EMAIL'), ...letters(2, 'EMAIL', clicked), ...letters(10, 'SMS', clicked)];
    expect(contact({ identity: { ...reachable, consentSms: false }, sends })).toMatchObject({ channel: 'EMAIL' });
    expect(contact({ identity: { ...reachable, preferredChannel: 'SMS', phone: absent }, sends })).toMatchObject({
      channel: 'EMAIL',
      channelBasis: 'LEARNED',
      statedChannel: 'SMS',
    });
    expect(contact({ identity: { preferredChannel: 'PHONE' }, sends })).toMatchObject({
      channel: null,
      channelBasis: null,
      insufficientChannelData: { reason: 'NOTHING_DELIVERED' },
    });
  });
  test('learns nothing from messages that named answered', () => {
    expect(contact({ identity: reachable, sends: letters(10, 'EMAIL') })).toMatchObject({
      channel: null,
      insufficientChannelData: { reason: 'NO_ENGAGEMENT', have: 0, need: 2 },
    });
  });
  test('finds the local hour of answers by the clock of the nearest visit', () => {
    // 12:00 UTC is 14:00 on the clock of the visits, so clicks at 9:00 UTC were at 11:00.
    const visits = visitsEvery(7, 20, { localMinute: 14 * 60 });
    const sends = letters(5, 'EMAIL', clicked);
    expect(contact({ identity: reachable, sends, visits })?.hour).toBe(11);
    expect(contact({ identity: reachable, sends: sends.slice(0, 2), visits })?.hour).toBeNull();
    expect(contact({ identity: reachable, sends })?.hour).toBeNull();
  });
  test('of any consents uses only a channel with consent', () => {
    const consent = fc.constantFrom(true, false, null);
    const who = fc.record({
      consentEmail: consent,
      consentSms: consent,
      consentPush: consent,
      email: fc.constantFrom(good, absent),
      phone: fc.constantFrom(good, absent),
      preferredChannel: fc.constantFrom(null, 'EMAIL', 'SMS', 'PUSH', 'PHONE', 'PIGEON'),
    });
    const channel = fc.constantFrom('EMAIL', 'SMS', 'PUSH', 'PIGEON');
    fc.assert(
      fc.property(who, fc.array(channel, { maxLength: 40 }), (identity, channels) => {
        const sends = channels.map((name, index) => send(index, name, index % 3 === 0 ? clicked : {}));
        const found = contact({ identity, sends });
        const used = found?.channels.find((one) => one.channel === found.channel);
        expect(found?.channel === null || (used?.usable === true && used.consent === true)).toBe(true);
        for (const { responseRate, lower, upper } of found?.channels ?? []) {
          expect(0 <= lower && lower <= responseRate && responseRate <= upper && upper <= 1).toBe(true);
        }
      }),
    );
  });
  test('looks back 180 days', () => {
    const old = letters(10, 'EMAIL').map((one) => ({ ...one, day: one.day - defaultScoring.communication.windowDays }));
    expect(contact({ identity: reachable, sends: old })).toMatchObject({ channel: null, answers: 0 });
  });
});
