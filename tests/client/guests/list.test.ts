import fc from 'fast-check';
import { expect, test } from 'vitest';
import { columnPlans, columnsAllowed, partsOf, readColumns, usualColumns } from '../../../client/guests/columns.tsx';
import { csvCell } from '../../../client/guests/csv.ts';
import { csvOf, exportAddress } from '../../../client/guests/export.ts';
import { placeInList, rememberList } from '../../../client/guests/list-memory.ts';
import { orderBy, orderText, pressed, readOrder, sortKeys } from '../../../client/guests/order.ts';
import type { GuestRow } from '../../../client/guests/rows.ts';
import { exportColumns } from '../../../server/http/export-columns.ts';
import { tableOf } from '../../http/table.ts';

const order = fc.record({ by: fc.constantFrom(...sortKeys), isDescending: fc.boolean() });

test('an order is read from the address as it was written, and by name where there is none', () => {
  fc.assert(
    fc.property(order, (given) => {
      expect(readOrder(orderText(given), true)).toEqual(given);
    }),
  );
  expect(readOrder('-colour', true)).toEqual({ by: 'name', isDescending: false });
  expect(readOrder('-score', false)).toEqual({ by: 'name', isDescending: false });
});

test('a second press on a head turns the order round; spend begins with the most', () => {
  fc.assert(
    fc.property(order, (given) => {
      expect(pressed(pressed(given, given.by), given.by)).toEqual(given);
    }),
  );
  expect(pressed({ by: 'name', isDescending: false }, 'value')).toEqual({ by: 'value', isDescending: true });
  expect(pressed({ by: 'name', isDescending: false }, 'city')).toEqual({ by: 'name', isDescending: false });
});

test('only what the columns show is asked for', () => {
  const parts = partsOf(['name', 'level', 'city'], { scores: true, profiles: true });
  expect(Object.entries(parts).filter(([, isAsked]) => isAsked)).toEqual([['score', true]]);
  expect(partsOf(usualColumns, { scores: false, profiles: false })).toEqual(
    Object.fromEntries(Object.keys(parts).map((part) => [part, false])),
  );
  expect(columnsAllowed({ scores: false, profiles: false })).toEqual(['name', 'segment', 'tier', 'city', 'since']);
});

test('columns come in the order of the menu, with the name, and unknown ones are left out', () => {
  expect(readColumns('city,colour,score')).toEqual(['name', 'score', 'city']);
  expect(readColumns('colour')).toEqual(usualColumns);
  expect(readColumns(null)).toEqual(usualColumns);
});

test('every column has a counterpart among those of the export', () => {
  const known = new Set(exportColumns.map(({ name }) => name));
  expect(columnPlans.map(({ exported }) => exported).filter((name) => !known.has(name))).toEqual([]);
});

test('the whole list is downloaded with the filter, order and columns that are shown', () => {
  const wish = {
    filter: { hasScore: true },
    search: 'Ann',
    order: { by: 'score', isDescending: true },
    columns: usualColumns,
  } as const;
  const address = new URL(exportAddress(wish), 'https://crm.example');
  expect(address.pathname).toBe('/exports/customers.csv');
  expect(JSON.parse(address.searchParams.get('filter') ?? '')).toEqual({ hasScore: true });
  expect(JSON.parse(address.searchParams.get('orderBy') ?? '')).toEqual(orderBy(wish.order));
  expect(address.searchParams.get('search')).toBe('Ann');
  expect(address.searchParams.get('columns')).toMatch(/^id,name,healthLevel,healthScore/);
});

test('chosen guests become a table that reads back, in which nothing is a formula', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.string({ minLength: 1, unit: 'grapheme-ascii' }).map((name) => `x${name}`),
        { minLength: 1 },
      ),
      (names) => {
        const rows = names.map(
          (name, at): GuestRow => ({ id: `G${at}`, name, segment: null, city: name, createdAt: '' }) as never,
        );
        const [head, ...body] = tableOf(csvOf(rows, ['name', 'city']));
        expect(head).toEqual(['id', 'name', 'city']);
        expect(body).toEqual(names.map((name, at) => [`G${at}`, name, name]));
      },
    ),
  );
  expect(['=1+1', '+49', '-12.5', '@a', '-x', null].map(csvCell)).toEqual(["'=1+1", "'+49", '-12.5', "'@a", "'-x", '']);
});

test('a guest that was opened from a list knows its neighbours and the way back', () => {
  expect(placeInList('b')).toBeNull();
  const back = { to: 'guests', filter: { hasScore: true } } as const;
  rememberList(
    [
      [0, 'a'],
      [1, 'b'],
      [2, 'c'],
    ].map(([at, id]) => [at, id] as [number, string]),
    96,
    back,
  );
  expect(placeInList('b')).toEqual({ position: 2, total: 96, previous: 'a', next: 'c', back });
  expect(placeInList('c')).toMatchObject({ position: 3, next: null });
  expect(placeInList('z')).toBeNull();
});
