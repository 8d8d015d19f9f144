import { expect, test } from 'vitest';
import { admin, analyst, guestId, manager, narrowManager, now, openRestaurant, partner } from './restaurant.ts';

const recalculate = `mutation ($ids: [ID!]) {
  recalculateHealthScores(customerIds: $ids) { run { kind state progress customers changed } customers scored insufficient }
}`;
const runs = '{ scoringRuns(first: 5) { id kind state asOf progress customers scored insufficient changed seconds } }';

const place = await openRestaurant({ guests: 20 });

test('some customers are scored again at once; unknown ids and those out of reach are not counted', async () => {
  const ids = [guestId(0), guestId(1), guestId(1), 'nobody'];
  expect(await place.data(recalculate, { ids })).toEqual({
    recalculateHealthScores: { run: null, customers: 2, scored: 2, insufficient: 0 },
  });
  expect(await place.data(recalculate, { ids }, narrowManager(guestId(1)))).toMatchObject({
    recalculateHealthScores: { customers: 1 },
  });
});

test('everybody is scored by a run, whose counts and state can be asked for, newest first', async () => {
  await place.data(recalculate, {}, manager);
  const { scoringRuns } = await place.data<{ scoringRuns: unknown[] }>(runs, {}, analyst);
  expect(scoringRuns).toEqual([
    {
      id: `requested-${new Date(now).toISOString()}`,
      kind: 'REQUESTED',
      state: 'FINISHED',
      asOf: new Date(now).toISOString(),
      progress: 1,
      customers: 20,
      scored: 10,
      insufficient: 10,
      changed: expect.any(Number),
      seconds: 0,
    },
  ]);
});

test('who may not record cannot ask for it, who has a limited reach names customers, and a partner sees no runs', async () => {
  expect(await place.codes(recalculate, { ids: [guestId(0)] }, analyst)).toEqual(['FORBIDDEN']);
  expect(await place.codes(recalculate, {}, narrowManager(guestId(1)))).toEqual(['BAD_USER_INPUT']);
  expect(await place.codes(runs, {}, partner(guestId(1)))).toEqual(['FORBIDDEN']);
  expect(await place.codes('{ scoringRuns(first: 0) { id } }', {}, admin)).toEqual(['BAD_USER_INPUT']);
});

test('more ids than one request may have are refused, as is a run while batch processing is off', async () => {
  const ids = Array.from({ length: 51 }, (_unused, index) => guestId(index));
  expect(await place.codes(recalculate, { ids })).toEqual(['BATCH_TOO_LARGE']);
  const off = await openRestaurant({ db: place.db, change: { FEATURE_BATCH_PROCESSING: false } });
  expect(await off.codes(recalculate, {})).toEqual(['FEATURE_DISABLED']);
});
