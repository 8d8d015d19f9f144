import { getNamedType } from 'graphql';
import { beforeAll, expect, test } from 'vitest';
import { executableSchema } from '../../server/graphql/schema.ts';
import { admin, openRestaurant, type Restaurant } from '../graphql/restaurant.ts';
import { documentOf, type Leaf, leavesOf, type RootQuestion, rootQuestions, selectionOf } from '../support/schema-questions.ts';
import { isWhole, note } from '../support/trust.ts';
import { hostileFor, inside } from './hostile.ts';

/** The proof tries all values at every place, the tests so many. */
const few = 2;

const samples = { changes: [], days: 30, document: '{ viewer { role } }', query: '{ customers { nodes { id } } }' };
let restaurant: Restaurant;
beforeAll(async () => {
  restaurant = await openRestaurant({ guests: 12 });
});

const places: readonly (readonly [RootQuestion, Leaf])[] = rootQuestions(executableSchema(), samples)
  .filter(({ kind }) => kind !== 'subscription')
  .flatMap((question) => leavesOf(question, samples).map((leaf) => [question, leaf] as const));

/** Each place gets other ones than its neighbours, so that some place gets each. */
function valuesAt({ type }: Leaf, index: number): readonly unknown[] {
  const all = hostileFor(type.name);
  if (isWhole) return all;
  return Array.from({ length: few }, (_, count) => all[(few * index + count) % all.length]);
}

test('a hostile value in any argument of any query and mutation is answered or refused, and shows nothing of the inside', async () => {
  let asked = 0;
  const wrong: unknown[] = [];
  for (const [index, [question, leaf]] of places.entries()) {
    const { kind, field } = question;
    const document = documentOf(kind, field, selectionOf(getNamedType(field.type), 1));
    for (const value of valuesAt(leaf, index)) {
      asked += 1;
      restaurant.faults.length = 0;
      const variables = JSON.parse(JSON.stringify(leaf.holding(value))) as Record<string, unknown>;
      const answer = await restaurant.ask(document, variables, admin);
      const text = JSON.stringify(answer);
      const given = typeof value === 'string' ? JSON.stringify(value).slice(1, -1) : '';
      const shown = inside.exec(given === '' ? text : text.replaceAll(given, ''))?.[0];
      if (restaurant.faults.length > 0 || shown !== undefined || text.includes('INTERNAL_SERVER_ERROR') || text.length > 65_536)
        wrong.push([
          field.name,
          leaf.path.join('.'),
          JSON.stringify(value)?.slice(0, 60),
          shown,
          String(restaurant.faults[0]).slice(0, 300),
          text.slice(0, 300),
        ]);
    }
  }
  note('hostile values in arguments of GraphQL', asked, 'requests');
  note('of them answered by a fault of ours, or showing the inside', wrong.length, 'answers');
  expect(wrong, JSON.stringify(wrong.slice(0, 3))).toEqual([]);
  expect(asked).toBeGreaterThanOrEqual(few * places.length);
}, 900_000);
