import { readFileSync } from 'node:fs';
import { buildSchema, getNamedType, isEnumType, isInputObjectType } from 'graphql';
import { expect, test } from 'vitest';
import { type FieldName, fields, kindOf } from '../../../client/filters/fields.ts';
import { readFilter } from '../../../client/filters/model.ts';
import { sentencesOf } from '../../../client/filters/sentences.ts';
import { filterWords } from '../../../client/filters/words.ts';
import { formatsOf } from '../../../client/ui/format.ts';
import { wordsOf } from '../../../client/ui/words.ts';

const reading = { language: 'en', locale: 'en-GB', timeZone: 'Europe/Berlin', currency: 'EUR' } as const;
const names = new Map([['s1', 'Lapsing families']]);
const tell = (filter: object) =>
  sentencesOf(readFilter(filter).filter, { words: wordsOf(filterWords, reading), format: formatsOf(reading), names });

test('chips say what is asked', () => {
  expect(
    tell({
      healthLevels: ['POOR', 'FAIR'],
      visitDays: { min: 5 },
      churnProbability: { min: 0.5, max: 1 },
      last12Months: { max: '200' },
      loyaltyMember: false,
      inSegments: ['s1'],
      cities: ['A', 'B', 'C', 'D', 'E'],
      consents: [{ channel: 'EMAIL', given: true }, { channel: 'SMS' }],
      createdSince: '2026-01-01T00:00:00+01:00',
      daysSinceLastVisit: { min: 30, max: 30 },
    }),
  ).toEqual([
    'Level: Poor, Fair',
    'Chance of staying away: 50% to 100%',
    'Last visit, days ago: 30',
    'Visits: 5 or more',
    'Spend in 12 months: €200 or less',
    'Segment: Lapsing families',
    'Consent: E-mail: allowed, Text message: never asked',
    'Loyalty member: no',
    'City: A, B, C and 2 more',
    'Known since or after 1 Jan 2026',
  ]);
});

test('what is no flat list is one chip in words', () => {
  expect(tell({ or: [{ healthLevels: ['POOR'] }, { not: { hasScore: true } }] })).toEqual([
    'Advanced: one of (Level: Poor; not (Has a score: yes))',
  ]);
  expect(tell({})).toEqual([]);
});

test('the fields are those of the schema, and so are their options', () => {
  const schema = buildSchema(readFileSync(new URL('../../../schema.graphql', import.meta.url), 'utf8'), { assumeValid: true });
  const input = schema.getType('CustomerFilter');
  if (!isInputObjectType(input)) throw new Error('expected the input CustomerFilter');
  const elsewhere = ['and', 'or', 'not', 'minHealthScore', 'maxHealthScore', 'contact'];
  const given = input.getFields();
  expect(Object.keys(fields).toSorted()).toEqual(
    Object.keys(given)
      .filter((name) => !elsewhere.includes(name))
      .toSorted(),
  );
  for (const field of Object.keys(fields) as FieldName[]) {
    const kind = kindOf(field);
    const type = getNamedType(given[field]?.type);
    if (kind.kind === 'choice' && isEnumType(type)) expect(kind.options).toEqual(type.getValues().map(({ name }) => name));
    else expect([field, kind.kind === 'choice']).toEqual([field, false]);
  }
});
