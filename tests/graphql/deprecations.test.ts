import { HeaderMap } from '@apollo/server';
import { buildSchema, parse } from 'graphql';
import { beforeAll, describe, expect, test } from 'vitest';
import { deprecatedIn, deprecationHeaders, deprecationsOf } from '../../server/graphql/deprecations.ts';
import { executableSchema, schemaText } from '../../server/graphql/schema.ts';
import { type GraphqlDoor, openGraphql } from '../../server/graphql/server.ts';
import { forgetDeprecatedUses, openUseLog, type UseLog } from '../../server/store/deprecated-uses.ts';
import { openKeys } from '../../server/store/keys.ts';
import { type Answer, admin, manager, now, openRestaurant, partner, type Restaurant } from './restaurant.ts';

const day = '; since 2026-03-01, removed after 2026-10-01';

describe('a document', () => {
  const schema = buildSchema(`
    type Query { old(of: Unit, by: By, was: Int @deprecated(reason: "leave it out${day}")): Thing @deprecated(reason: "ask new instead${day}") new: Thing }
    type Thing { id: ID! name: String @deprecated(reason: "ask id instead") }
    input By { id: ID tag: String @deprecated(reason: "ask id instead${day}") }
    enum Unit { METRE MILE @deprecated(reason: "ask METRE instead${day}") }`);
  const named = (text: string) =>
    deprecatedIn(schema, deprecationsOf(schema), parse(text))
      .map(({ field }) => field)
      .sort();

  test.each([
    ['{ new { id } }', []],
    ['{ new { id name again: name ...Part } } fragment Part on Thing { name }', ['Thing.name']],
    ['{ old { id } }', ['Query.old']],
    ['{ old(of: MILE, by: { tag: "a" }, was: 1) { id } }', ['By.tag', 'Query.old', 'Query.old(was:)', 'Unit.MILE']],
    ['query A($of: Unit = MILE) { old(of: $of) { __typename } }', ['Query.old', 'Unit.MILE']],
  ])('%s names what will go', (text, expected) => {
    expect(named(text)).toEqual(expected);
  });

  test('says in headers since when and until when at the soonest, by the standards', () => {
    const use = { field: 'a', reason: 'ask b instead' };
    const used = [
      { ...use, since: '2026-12-01', removedAfter: '2027-06-01' },
      { ...use, since: '2026-03-01', removedAfter: '2027-08-01' },
      { ...use, since: null, removedAfter: null },
    ];
    const headers = deprecationHeaders(used);
    expect(headers.get('deprecation')).toBe('@1772323200'); // 2026-03-01
    expect(headers.get('sunset')).toBe('Tue, 01 Jun 2027 23:59:59 GMT');
    expect(headers.get('link')).toBe('</docs/guides/evolution>; rel="deprecation"; type="text/html"');
    expect([...deprecationHeaders(used.slice(2)).keys()]).toEqual(['link']);
  });
});

/** Uses are written after the answer, and forgotten when the database does not take them in time: then it is asked again. */
const patience = { timeout: 60_000 };

describe('a server whose schema has a deprecated field', () => {
  let restaurant: Restaurant;
  let door: GraphqlDoor;
  let log: UseLog;

  beforeAll(async () => {
    restaurant = await openRestaurant({ guests: 12 });
    log = openUseLog(restaurant.db);
    const text = schemaText().replace(
      /(\n {2}"City; null: not on record."\n {2}city: String)/,
      `$1 @deprecated(reason: "ask country instead${day}")`,
    );
    door = await openGraphql({ ...restaurant.serving, onDeprecated: log.note }, executableSchema(text));
  });

  const ask = async (query: string, { viewer = admin, client }: { viewer?: typeof admin; client?: string } = {}) => {
    const headers = new HeaderMap(client === undefined ? [] : [['apollographql-client-name', client]]);
    const facts = { viewer, now, requestId: 'request-1' };
    const response = await door.apollo.executeOperation(
      { query, http: { method: 'POST', headers, search: '', body: undefined } },
      { contextValue: await door.contextOf(facts) },
    );
    if (response.body.kind !== 'single') throw new Error('expected one answer');
    return { answer: response.body.singleResult as Answer, headers: response.http.headers };
  };
  const old = '{ customer(id: "G01") { city } }';
  const forgetEarlier = async () => {
    await log.settled();
    await forgetDeprecatedUses(restaurant.db, now + 500 * 86_400_000);
  };
  const usage = async (days = 30) => {
    await log.settled();
    const { answer } = await ask(
      `{ deprecatedUsage(days: ${days}) { field caller keyId client operations firstOn lastOn reason removedAfter } }`,
    );
    return (answer.data as { deprecatedUsage: unknown[] }).deprecatedUsage;
  };

  test('says so in headers and in the answer, which is the same otherwise, compiled or not', async () => {
    for (let times = 0; times < 4; times += 1) {
      const { answer, headers } = await ask(old);
      expect(answer.data).toEqual({ customer: { city: 'Berlin' } });
      expect(answer.extensions?.deprecations).toEqual([
        { field: 'Customer.city', reason: 'ask country instead', since: '2026-03-01', removedAfter: '2026-10-01' },
      ]);
      expect(headers.get('deprecation')).toBe('@1772323200');
      expect(headers.get('sunset')).toBe('Thu, 01 Oct 2026 23:59:59 GMT');
    }
    const { answer, headers } = await ask('{ customer(id: "G01") { country } }');
    expect(answer.extensions?.deprecations).toBeUndefined();
    expect(headers.get('deprecation')).toBeUndefined();
  });

  test('knows which key and which program still asks, and how often', async () => {
    const keys = openKeys(restaurant.db);
    const { id } = await keys.create(
      { name: 'Courier', role: 'PARTNER', reach: ['G01'], createdBy: 'test', expiresAt: null },
      now,
    );
    const courier = { ...partner('G01'), principal: `key:${id}` };
    const used = async () => {
      await forgetEarlier();
      await Promise.all(Array.from({ length: 20 }, () => ask(old, { viewer: courier, client: 'till\u0000 <b>' })));
      await ask(old, { viewer: { ...manager, principal: 'session:0123456789' } });
      await ask(old, { viewer: { ...manager, principal: 'session:9876543210' } });
      return await usage();
    };
    const days = { firstOn: '2026-03-02', lastOn: '2026-03-02', reason: 'ask country instead', removedAfter: '2026-10-01' };
    await expect.poll(used, patience).toEqual([
      { field: 'Customer.city', caller: 'Courier', keyId: id, client: 'till b', operations: 20, ...days },
      { field: 'Customer.city', caller: 'signed in', keyId: null, client: null, operations: 2, ...days },
    ]);
  });

  test('keeps names that callers choose within bounds', async () => {
    let uses: { client: string; operations: number }[] = [];
    const counted = async () => {
      await forgetEarlier();
      for (let number = 0; number < 60; number += 1) await ask(old, { client: `program ${number}` });
      uses = (await usage()) as typeof uses;
      return uses.reduce((total, { operations }) => total + operations, 0);
    };
    await expect.poll(counted, patience).toBe(60);
    expect(uses.length).toBeLessThanOrEqual(51);
    expect(uses[0]?.client).toBe('other');
  });

  test('shows the report to administrators only', async () => {
    const { answer } = await ask('{ deprecatedUsage { field } }', { viewer: manager });
    expect(answer.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
    const wrong = await ask('{ deprecatedUsage(days: 401) { field } }');
    expect(wrong.answer.errors?.[0]?.message).toBe('days must be from 1 to 400, got 401');
  });
});

test('without anything deprecated nothing is said or written', async () => {
  const restaurant = await openRestaurant({ guests: 12 });
  const { extensions } = await restaurant.ask('{ customer(id: "G01") { city } deprecatedUsage { field } }');
  expect(extensions?.deprecations).toBeUndefined();
});
