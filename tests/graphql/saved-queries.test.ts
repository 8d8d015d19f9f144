import { beforeAll, describe, expect, test } from 'vitest';
import type { Viewer } from '../../server/access/viewer.ts';
import { admin, analyst, manager, openRestaurant, partner, type Restaurant } from './restaurant.ts';

let restaurant: Restaurant;

beforeAll(async () => {
  restaurant = await openRestaurant({ guests: 12 });
});

const save = `mutation ($id: ID, $name: String!, $description: String, $document: String!, $variables: String, $isShared: Boolean! = false) {
  saveQuery(id: $id, name: $name, description: $description, document: $document, variables: $variables, isShared: $isShared) {
    id name description document variables isShared isMine savedBy savedAt } }`;
const list = '{ savedQueries { id name isMine isShared savedBy } }';
const remove = 'mutation ($id: ID!) { deleteSavedQuery(id: $id) }';
const document = 'query ($n: Int!) { customers(first: $n) { nodes { id } } }';

interface Saved {
  readonly id: string;
  readonly name: string;
  readonly isMine: boolean;
}

async function saved(values: Readonly<Record<string, unknown>>, viewer: Viewer = analyst): Promise<Saved> {
  const answer = await restaurant.data<{ saveQuery: Saved }>(save, { document, name: 'A list', ...values }, viewer);
  return answer.saveQuery;
}

async function namesOf(viewer: Viewer): Promise<string[]> {
  const { savedQueries } = await restaurant.data<{ savedQueries: Saved[] }>(list, {}, viewer);
  return savedQueries.map(({ name, isMine }) => `${name}${isMine ? ' (mine)' : ''}`);
}

const forget = async (id: string, viewer: Viewer) =>
  (await restaurant.data<{ deleteSavedQuery: boolean }>(remove, { id }, viewer)).deleteSavedQuery;

describe('saved queries', () => {
  test('are seen by their owner, shared ones by everybody but partners', async () => {
    const own = await saved({ name: 'own ', variables: '{"n": 3}', description: ' ' });
    expect(own).toMatchObject({ name: 'own', description: null, variables: '{"n": 3}', isMine: true, savedBy: 'analyst' });
    const shared = await saved({ name: 'Shared', isShared: true }, manager);
    expect(await namesOf(analyst)).toEqual(['own (mine)', 'Shared']);
    expect(await namesOf(admin)).toEqual(['Shared']);
    expect(await restaurant.codes(list, {}, partner('G01'))).toEqual(['FORBIDDEN']);
    expect(await restaurant.codes(save, { name: 'x', document }, partner('G01'))).toEqual(['FORBIDDEN']);
    expect(await forget(own.id, analyst)).toBe(true);
    expect(await forget(shared.id, manager)).toBe(true);
    expect(await forget(shared.id, manager)).toBe(false);
  });

  test('are changed by their owner alone and deleted by an administrator, too', async () => {
    const { id } = await saved({ isShared: true });
    const again = await saved({ id, name: 'Better', isShared: true });
    expect([again.id, await namesOf(manager)]).toEqual([id, ['Better']]);
    expect(await restaurant.codes(save, { id, name: 'x', document }, manager)).toEqual(['FORBIDDEN']);
    expect(await restaurant.codes(remove, { id }, manager)).toEqual(['FORBIDDEN']);
    expect(await forget(id, admin)).toBe(true);
  });

  test('that are private are not there for others', async () => {
    const { id } = await saved({});
    expect(await restaurant.codes(save, { id, name: 'x', document }, admin)).toEqual(['BAD_USER_INPUT']);
    expect(await forget(id, admin)).toBe(false);
    expect(await forget(id, analyst)).toBe(true);
  });

  test('belong to the person of a sign-in, not to the browser', async () => {
    const browser = (principal: string, name: string): Viewer => ({ ...analyst, name, principal });
    const { id } = await saved({}, browser('session:1', 'Ada'));
    expect(await namesOf(browser('session:2', 'Ada'))).toEqual(['A list (mine)']);
    expect(await namesOf(browser('session:3', 'Bob'))).toEqual([]);
    expect(await namesOf({ ...browser('session:4', 'Ada'), role: 'MANAGER' })).toEqual([]);
    expect(await forget(id, browser('session:2', 'Ada'))).toBe(true);
  });

  test.each([
    ['an empty name', { name: ' ' }],
    ['a long name', { name: 'x'.repeat(101) }],
    ['a long description', { description: 'x'.repeat(501) }],
    ['no document', { document: 'nonsense {' }],
    ['an unknown field', { document: '{ nonsense }' }],
    ['a mutation', { document: 'mutation { deleteSegment(id: "x") }' }],
    ['a subscription', { document: 'subscription { healthAlertRaised { id } }' }],
    ['a deep document', { document: `{${'a{'.repeat(40)}b${'}'.repeat(40)}}` }],
    ['variables that are no object', { variables: '[1]' }],
    ['variables that are no JSON', { variables: '{' }],
    ['an unknown id', { id: 'nobody' }],
  ])('are refused with %s', async (_, values) => {
    expect(await restaurant.codes(save, { name: 'A list', document, ...values }, analyst)).toEqual(['BAD_USER_INPUT']);
    expect(await namesOf(analyst)).toEqual([]);
  });
});
