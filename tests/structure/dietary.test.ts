import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { statements } from '../../server/db/statement.ts';
import { derivation } from '../../server/engine/derivation.ts';
import type { Facts } from '../../server/engine/facts.ts';
import { admin, analyst, manager, openRestaurant, partner } from '../graphql/restaurant.ts';

/** Every name of a member anywhere below a type. */
type Names<Shape> = Shape extends readonly (infer Item)[]
  ? Names<Item>
  : Shape extends object
    ? { [Name in keyof Shape]: (string extends Name ? never : Name) | Names<Shape[Name]> }[keyof Shape]
    : never;
type Special = 'dietary' | 'diet' | 'dietaryNeeds' | 'allergies' | 'allergens' | 'health' | 'religion';
type Leaks = Extract<Names<Facts>, Special>;
type Found = Extract<Names<Facts>, 'birthDay' | 'clickedAt' | 'itemShares'>;

test('a derivation that asks for dietary needs does not compile', () => {
  // @ts-expect-error: no fact of this name
  expect(derivation(['dietary'], () => null).needs).toEqual(['dietary']);
  // @ts-expect-error: nor is it part of the identity
  const reading = derivation(['identity'], ({ identity }) => identity.dietary);
  expect(reading.needs).toEqual(['identity']);
});

test('no fact holds them under another name', () => {
  const leaks: [Leaks] extends [never] ? 'none' : Leaks = 'none'; // does not compile when a fact gains such a member
  const found: readonly Found[] = ['birthDay', 'clickedAt', 'itemShares']; // the search does see members at any depth
  expect([leaks, found.length]).toEqual(['none', 3]);
});

test('one statement only reads the column, that of the contact data', async () => {
  for (const room of ['facts', 'store', 'jobs', 'graphql']) {
    const folder = new URL(`../../server/${room}/`, import.meta.url);
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.ts'))) await import(new URL(file, folder).href);
  }
  const reading = statements.filter(({ text }) => text().includes('dietary'));
  expect(reading.map(({ name }) => name)).toEqual(['guests/contact']);
});

test('they are for those who may read contact data, masked unless asked for', async () => {
  const restaurant = await openRestaurant({ guests: 12 });
  await restaurant.data('mutation { upsertCustomers(customers: [{ id: "G01", dietary: "no nuts" }]) { updated } }');
  const query = '{ customer(id: "G01") { masked: dietary shown: dietary(reveal: true) } other: customer(id: "G02") { dietary } }';
  for (const viewer of [admin, manager]) {
    expect(await restaurant.data(query, {}, viewer)).toEqual({
      customer: { masked: '***', shown: 'no nuts' },
      other: { dietary: null },
    });
  }
  for (const viewer of [analyst, partner('G01', 'G02')]) {
    const answer = await restaurant.ask(query, {}, viewer);
    expect(answer.data).toEqual({ customer: { masked: null, shown: null }, other: { dietary: null } });
    expect(JSON.stringify(answer)).not.toContain('nuts');
    expect(answer.errors?.map(({ extensions }) => extensions?.code)).toEqual(['FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN']);
  }
});

test('no insight changes with them', async () => {
  const restaurant = await openRestaurant({ guests: 12, score: false });
  const query = `{ customer(id: "G01") { healthScore(asOf: "2026-03-02T12:00:00Z") { exactScore coverage }
    enhancedProfile(asOf: "2026-03-02T12:00:00Z") { profileCompleteness { overallScore missingFields { field } }
      behavioralPreferences { visitPatterns { visitsPer30Days } diningPreferences { seating { usual } } }
      demographicInsights { lifeStage { value confidence } } } } }`;
  const before = JSON.stringify(await restaurant.data(query));
  await restaurant.data('mutation { upsertCustomers(customers: [{ id: "G01", dietary: "vegan, halal, coeliac" }]) { updated } }');
  expect(JSON.stringify(await restaurant.data(query))).toBe(before);
});
