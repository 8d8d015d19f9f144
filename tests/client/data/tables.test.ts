import { expect, test } from 'vitest';
import { guessTable, importTables, namesCustomers } from '../../../client/data/tables.ts';

test.each([
  ['customers.csv', 'CUSTOMERS'],
  ['Guest list 2026.csv', 'CUSTOMERS'],
  ['visits-2026.csv.gz', 'VISITS'],
  ['square_orders.csv', 'VISITS'],
  ['visit_items.csv', 'VISIT_ITEMS'],
  ['order-lines.csv', 'VISIT_ITEMS'],
  ['menu_items.csv', 'MENU_ITEMS'],
  ['loyalty_accounts.csv', 'LOYALTY_ACCOUNTS'],
  ['loyalty_transactions.csv', 'LOYALTY_TRANSACTIONS'],
  ['campaign_sends.csv', 'CAMPAIGN_SENDS'],
  ['campaigns.csv', 'CAMPAIGNS'],
  ['reviews.csv', 'FEEDBACK'],
  ['interventions.csv', 'INTERVENTIONS'],
  ['locations.csv', 'LOCATIONS'],
])('the name %s says what a file holds: %s', (name, table) => {
  expect(guessTable(name, '')).toBe(table);
});

test.each([
  ['customer_id,NPS Score', 'FEEDBACK'],
  ['Kundennummer;Order ID;Summe', 'VISITS'],
  ['id\tname\tE-mail', 'CUSTOMERS'],
  ['customer_id,points,at', 'LOYALTY_TRANSACTIONS'],
])('a name that says nothing leaves it to the first line: %s', (header, table) => {
  expect(guessTable('export.csv', header)).toBe(table);
});

test('where nothing tells, visits are the likeliest', () => {
  expect(guessTable('export (3).csv', 'a,b,c')).toBe('VISITS');
});

test('what others refer to comes first, and events name customers', () => {
  expect(importTables.indexOf('CUSTOMERS')).toBeLessThan(importTables.indexOf('VISITS'));
  expect(importTables.filter((table) => !namesCustomers(table))).toEqual(['LOCATIONS', 'MENU_ITEMS', 'CAMPAIGNS', 'CUSTOMERS']);
});
