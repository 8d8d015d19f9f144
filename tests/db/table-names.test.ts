import { expect, test } from 'vitest';
import '../../server/graphql/server.ts';
import { statements } from '../../server/db/statement.ts';
import { tablesOf } from '../../server/db/table-names.ts';

test('the tables of a statement are those that it reads or writes, each once', () => {
  expect(tablesOf('select extract(epoch from visits.visited_at) from "visits" as "v" join feedback f on true')).toEqual([
    'feedback',
    'visits',
  ]);
  expect(tablesOf('with segment as (select 1) select * from segment, unnest($1::text[])')).toEqual([]);
  expect(tablesOf('insert into visits (customer_id) select customer_id from customers')).toEqual(['customers', 'visits']);
});

test('every statement about customers or everybody has a table', () => {
  const texts = statements.filter(({ kind }) => kind !== 'own').map(({ name, text }) => [name, tablesOf(text())] as const);
  expect(texts.length).toBeGreaterThan(30);
  expect(texts.filter(([, tables]) => tables.length === 0)).toEqual([]);
});
