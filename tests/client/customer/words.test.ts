import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, test } from 'vitest';
import { behaviourWords } from '../../../client/customer/profile/words.behaviour.ts';
import { completenessWords } from '../../../client/customer/profile/words.completeness.ts';
import { demographicWords } from '../../../client/customer/profile/words.demographics.ts';
import { insightWords } from '../../../client/customer/profile/words.insights.ts';
import { purchaseWords } from '../../../client/customer/profile/words.purchases.ts';
import { relationshipWords } from '../../../client/customer/profile/words.relationship.ts';
import { profileWords } from '../../../client/customer/profile/words.ts';
import { reportWords } from '../../../client/customer/report/words.ts';
import { type Catalogue, type Messages, wordsOf } from '../../../client/ui/words.ts';

const catalogues: Readonly<Record<string, Catalogue<Messages>>> = {
  profileWords,
  behaviourWords,
  completenessWords,
  demographicWords,
  insightWords,
  purchaseWords,
  relationshipWords,
  reportWords,
};

/** Names of the placeholders of a message, those inside of choices too. */
function placeholders(message: string): string[] {
  const names = new Set<string>();
  const walk = (parts: unknown): void => {
    for (const part of parts as { type: number; value?: string; options?: Record<string, { value: unknown }> }[]) {
      if (part.type !== 0 && part.type !== 7 && part.value !== undefined) names.add(part.value);
      for (const option of Object.values(part.options ?? {})) walk(option.value);
    }
  };
  walk(new IntlMessageFormat(message, 'en', undefined, { ignoreTag: true }).getAst());
  return [...names].sort();
}

describe.each(Object.entries(catalogues))('%s', (_name, { en, de = {} }) => {
  test('German asks for nothing that English does not', () => {
    for (const [key, message] of Object.entries(de))
      expect(placeholders(en[key] ?? ''), key).toEqual(expect.arrayContaining(placeholders(message ?? '')));
  });
});

test('a guest of one visit, one of many and one of none are told apart', () => {
  const words = wordsOf(behaviourWords, { language: 'en', locale: 'en-GB' });
  expect(words('title', { days: 0, gap: 'NONE', part: 'NONE' })).toBe('No visit is on record yet.');
  expect(words('title', { days: 1, gap: 'NONE', part: 'NONE' })).toBe('One visit so far.');
  expect(words('title', { days: 74, gap: '8', part: 'AFTERNOON' })).toBe(
    'Came on 74 days, about every 8 days, mostly in the afternoon.',
  );
});

test('what is not known is said, never drawn as a number', () => {
  const words = wordsOf(relationshipWords, { language: 'en', locale: 'en-GB' });
  expect(words('title', { level: 'NONE', score: '–', trend: 'NONE' })).toBe('How strong the relation is cannot be said yet.');
  expect(words('title', { level: 'STRONG', score: '68', trend: 'STEADY' })).toBe('A strong relation: 68 of 100, steady.');
});
