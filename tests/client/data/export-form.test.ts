import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { buildSchema, parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { exportTemplates, requestOf, sizeOf, templatesFor } from '../../../client/data/export-form.ts';

test('every content that can be chosen is a query of this API with the filter as its variable', () => {
  const schema = buildSchema(readFileSync(new URL('../../../schema.graphql', import.meta.url), 'utf8'));
  for (const query of Object.values(exportTemplates)) expect(validate(schema, parse(query))).toEqual([]);
  const form = { content: 'scores', format: 'CSV', query: 'not sent', variables: '' } as const;
  expect(requestOf(form, { minHealthScore: 60 })).toEqual({
    query: exportTemplates.scores,
    variables: '{"filter":{"minHealthScore":60}}',
    format: 'CSV',
  });
});

test('a query of their own goes as it is written, with their variables or none', () => {
  const form = { content: 'own', format: 'JSON_LINES', query: '{ customers { nodes { id } } }', variables: ' ' } as const;
  expect(requestOf(form, { minHealthScore: 60 })).toEqual({ query: form.query, variables: null, format: 'JSON_LINES' });
  expect(requestOf({ ...form, variables: '{"a":1}' }, {}).variables).toBe('{"a":1}');
});

test('only what somebody may read can be chosen', () => {
  expect(templatesFor({ scores: true, profiles: true, contact: true })).toEqual(['scores', 'spending', 'contact']);
  expect(templatesFor({ scores: false, profiles: true, contact: false })).toEqual(['spending']);
});

test('sizes are told in the unit that keeps them between 1 and 1,024', () => {
  expect(sizeOf(0)).toEqual({ unit: 'bytes', size: 0 });
  expect(sizeOf(1_023)).toEqual({ unit: 'bytes', size: 1_023 });
  expect(sizeOf(1_536)).toEqual({ unit: 'kilobytes', size: 1.5 });
  expect(sizeOf(5 * 2 ** 30)).toEqual({ unit: 'gigabytes', size: 5 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 40 - 1 }), (bytes) => {
      const { size } = sizeOf(bytes);
      return size >= 1 && size < 1024;
    }),
  );
});
