import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { archetypes } from '../../server/demo/archetypes.ts';
import { archetypeTable, interventionTable } from './table.ts';

const page = readFileSync(new URL('../../docs/demo.md', import.meta.url), 'utf8');

test('docs/demo.md shows the twelve kinds of guests as the code draws them', () => {
  expect(page).toContain(archetypeTable());
});

test('docs/demo.md shows the actions of the care programme as the code has them', () => {
  expect(page).toContain(interventionTable());
});

test('the shares of the twelve kinds add up to one', () => {
  expect(archetypes).toHaveLength(12);
  expect(archetypes.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
});
