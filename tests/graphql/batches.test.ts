import { beforeAll, expect, test } from 'vitest';
import { guestId, openRestaurant, partner, type Restaurant } from './restaurant.ts';

let restaurant: Restaurant;

beforeAll(async () => {
  restaurant = await openRestaurant({ guests: 12, change: { ENHANCED_PROFILE_BATCH_SIZE: 4 } });
});

const queries = {
  enhancedCustomerProfiles: 'query ($ids: [ID!]!) { enhancedCustomerProfiles(customerIds: $ids) { customerId } }',
  customerHealthScores: 'query ($ids: [ID!]!) { customerHealthScores(customerIds: $ids) { customerId } }',
} as const;

test.each(Object.entries(queries))(
  '%s: a bad id is a null with an error of its own, the others are answered in their places',
  async (root, query) => {
    const ids = [guestId(1), 'NOBODY', guestId(2), guestId(1)];
    const { data, errors } = await restaurant.ask(query, { ids });
    expect(data).toEqual({ [root]: [{ customerId: 'G01' }, null, { customerId: 'G02' }, { customerId: 'G01' }] });
    expect(errors?.map(({ path, extensions }) => [path, extensions?.code])).toEqual([[[root, 1], 'CUSTOMER_NOT_FOUND']]);
  },
);

test.each(Object.entries(queries))('%s: a foreign id is answered as one that does not exist', async (root, query) => {
  const foreign = await restaurant.ask(query, { ids: [guestId(1), guestId(2)] }, partner(guestId(1)));
  const missing = await restaurant.ask(query, { ids: [guestId(1), 'NOBODY'] }, partner(guestId(1)));
  expect(foreign).toEqual(missing);
  expect(foreign.data).toEqual({ [root]: [{ customerId: 'G01' }, null] });
});

test.each(Object.entries(queries))('%s: as many ids as ENHANCED_PROFILE_BATCH_SIZE says, and none', async (root, query) => {
  const ids = [1, 2, 3, 4].map(guestId);
  expect((await restaurant.ask(query, { ids })).errors).toBeUndefined();
  const { errors } = await restaurant.ask(query, { ids: [...ids, guestId(5)] });
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'BATCH_TOO_LARGE', limit: 4, got: 5 });
  expect((await restaurant.ask(query, { ids: [] })).data).toEqual({ [root]: [] });
});
