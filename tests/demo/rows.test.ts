import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { demoOptions } from '../../server/demo/options.ts';
import { type DemoRow, demoRows } from '../../server/demo/rows.ts';
import { demoLocations, lastOrderMinutes } from '../../server/demo/venue.ts';
import { type ImportTable, shapeOf } from '../../server/ingest/columns.ts';

const options = demoOptions({ customers: '250', until: '2026-03-31', seed: '3', currency: 'EUR', now: Date.UTC(2026, 5, 1) });
const tables = new Map(demoRows(options).map(({ table, rows }) => [table, [...rows]]));
const rowsOf = (table: ImportTable): readonly DemoRow[] => tables.get(table) ?? [];
const minor = (text: string | undefined) => Math.round(Number(text ?? '') * 100);
const endAt = Date.parse('2026-04-01T04:00:00+02:00');
const visitKey = (row: DemoRow) => `${row.customer_id} ${row.visit_id}`;

function grouped(rows: readonly DemoRow[], key: (row: DemoRow) => string): Map<string, DemoRow[]> {
  const groups = new Map<string, DemoRow[]>();
  for (const row of rows) groups.set(key(row), [...(groups.get(key(row)) ?? []), row]);
  return groups;
}

test('every table of the import list is filled, with canonical columns and unique keys', () => {
  expect([...tables.keys()]).toHaveLength(11);
  for (const [table, rows] of tables) {
    const { key, columns } = shapeOf(table);
    expect(rows.length, table).toBeGreaterThan(0);
    for (const column of Object.keys(rows[0] ?? {})) expect(columns.map(({ name }) => name)).toContain(column);
    expect(new Set(rows.map((row) => key.map((name) => row[name]).join(' '))).size, table).toBe(rows.length);
  }
});

test('more than sixty items are on the menu, with prices and categories, and some are for children', () => {
  const items = rowsOf('menu_items');
  expect(items.length).toBeGreaterThan(60);
  expect(items.every((item) => minor(item.price) > 0 && item.category !== '')).toBe(true);
  expect(items.filter((item) => item.child_item === 'true').length).toBeGreaterThan(3);
});

test('the items of a visit add up to its gross and its discount, and the total is gross less discount', () => {
  const lines = grouped(rowsOf('visit_items'), visitKey);
  for (const visit of rowsOf('visits')) {
    const items = lines.get(visitKey(visit)) ?? [];
    expect(items.reduce((sum, item) => sum + Number(item.quantity) * minor(item.unit_price), 0)).toBe(minor(visit.gross));
    expect(items.reduce((sum, item) => sum + minor(item.discount), 0)).toBe(minor(visit.discount));
    expect(items.reduce((sum, item) => sum + Number(item.quantity), 0)).toBe(Number(visit.item_count));
    expect(minor(visit.gross) - minor(visit.discount)).toBe(minor(visit.total));
    expect(minor(visit.refund)).toBeLessThanOrEqual(minor(visit.total));
  }
  expect(lines.size).toBe(rowsOf('visits').length);
});

test('every visit begins within the opening hours of its place', () => {
  for (const visit of rowsOf('visits')) {
    const location = demoLocations.find(({ locationId }) => locationId === visit.location_id);
    const [date = '', clock = ''] = (visit.visited_at ?? '').split('T');
    const minutes = Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
    const afterMidnight = minutes < 240;
    const weekday = (new Date(`${date}T00:00:00Z`).getUTCDay() + 6 - (afterMidnight ? 1 : 0) + 7) % 7;
    const since = minutes + (afterMidnight ? 1440 : 0);
    expect(since).toBeGreaterThanOrEqual(location?.opens ?? Number.POSITIVE_INFINITY);
    expect(since).toBeLessThan((location?.closes[weekday] ?? 0) - lastOrderMinutes + 1);
  }
});

test('the offset of a time is the one of its place on that day', () => {
  const format = (zone: string, at: number) =>
    new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' }).format(at);
  for (const visit of rowsOf('visits').slice(0, 2000)) {
    const zone = demoLocations.find(({ locationId }) => locationId === visit.location_id)?.timeZone ?? '';
    const text = visit.visited_at ?? '';
    expect(format(zone, Date.parse(text))).toBe(text.slice(0, 19).replace('T', ' '));
  }
});

test('nothing happens before the guest is on record or after the last day', () => {
  const created = new Map(rowsOf('customers').map((row) => [row.customer_id, Date.parse(row.created_at ?? '')]));
  const times = ['visited_at', 'at', 'sent_at', 'delivered_at', 'opened_at', 'clicked_at', 'replied_at', 'joined_at'];
  const wrong = [...tables.values()].flat().filter((row) =>
    times.some((time) => {
      const at = Date.parse(row[time] ?? '');
      return at < (created.get(row.customer_id) ?? Number.POSITIVE_INFINITY) || at >= endAt;
    }),
  );
  expect(wrong).toEqual([]);
});

test('only guests who consented and left an address are written to', () => {
  const guests = new Map(rowsOf('customers').map((row) => [row.customer_id, row]));
  expect(rowsOf('campaign_sends').length).toBeGreaterThan(1000);
  for (const send of rowsOf('campaign_sends')) {
    const guest = guests.get(send.customer_id ?? '');
    expect(guest?.[`consent_${send.channel?.toLowerCase()}`]).toBe('true');
    if (send.channel === 'EMAIL') expect(guest?.email).not.toBe('');
    if (send.channel === 'SMS') expect(guest?.phone).not.toBe('');
    if (send.clicked_at !== '') expect(send.delivered_at).not.toBe('');
  }
});

test('a visit that answers a message names its campaign and the message names the visit', () => {
  const visits = new Map(rowsOf('visits').map((row) => [visitKey(row), row]));
  const answered = rowsOf('campaign_sends').filter((send) => send.visit_id !== '');
  expect(answered.length).toBeGreaterThan(50);
  for (const send of answered) {
    const visit = visits.get(visitKey(send));
    expect(visit?.campaign_id).toBe(send.campaign_id);
    expect(Date.parse(visit?.visited_at ?? '')).toBeGreaterThan(Date.parse(send.sent_at ?? ''));
  }
  expect(rowsOf('visits').filter((visit) => visit.campaign_id !== '')).toHaveLength(answered.length);
});

test('no guest has ever redeemed more points than earned, nor used more than there were', () => {
  const accounts = grouped(rowsOf('loyalty_transactions'), (row) => row.customer_id ?? '');
  expect(accounts.size).toBe(rowsOf('loyalty_accounts').length);
  for (const transactions of accounts.values()) {
    const sum = (kinds: readonly string[]) =>
      transactions.filter(({ kind }) => kinds.includes(kind ?? '')).reduce((points, row) => points + Number(row.points), 0);
    expect(sum(['REDEEM'])).toBeLessThanOrEqual(sum(['EARN']));
    expect(sum(['REDEEM', 'EXPIRE'])).toBeLessThanOrEqual(sum(['EARN', 'ADJUST']));
  }
  const tier = new Map(
    rowsOf('loyalty_transactions').flatMap((row) => (row.tier === '' ? [] : [[row.customer_id, row.tier] as const])),
  );
  for (const account of rowsOf('loyalty_accounts')) expect(account.tier).toBe(tier.get(account.customer_id));
});

test('contact data have gaps and faults, and none of it can reach a person', () => {
  const guests = rowsOf('customers');
  const share = (column: string) => guests.filter((guest) => guest[column] !== '').length / guests.length;
  for (const column of ['email', 'phone', 'birth_date', 'language', 'consent_sms']) {
    expect(share(column), column).toBeGreaterThan(0.1);
    expect(share(column), column).toBeLessThan(0.95);
  }
  const whole = guests.filter(({ email }) => /^[^@ ]+@[^@ ]+\.[^@ ]+$/.test(email ?? ''));
  expect(whole.every(({ email }) => /@example\.(com|org|net)$/.test(email ?? ''))).toBe(true);
  const numbers = guests.map(({ phone }) => phone ?? '').filter((phone) => /^\+\d{11,}$/.test(phone));
  expect(
    numbers.every((phone) =>
      /^\+(1\d{3}55501\d\d|44(7700900|20794609?|1\d{2}496\d?|163296\d)\d{3}|49(3023125|6990009|4066969|2214710|8999998)\d{3})$/.test(
        phone,
      ),
    ),
  ).toBe(true);
});

test('a guest is the same whatever the number of guests', () => {
  const few = demoRows({ ...options, customers: 40 });
  for (const { table, rows } of few) {
    if (table === 'locations' || table === 'menu_items' || table === 'campaigns') continue;
    const list = [...rows];
    expect(rowsOf(table).slice(0, list.length)).toEqual(list);
  }
});

test('the same arguments give the same bytes, also where the machine has another time zone', () => {
  const digest = (list: ReturnType<typeof demoRows>) => {
    const hash = createHash('sha256');
    for (const { table, rows } of list) for (const row of rows) hash.update(`${table} ${JSON.stringify(row)}\n`);
    return hash.digest('hex');
  };
  const small = { ...options, customers: 25 };
  const script = `
    import { createHash } from 'node:crypto';
    import { demoRows } from './server/demo/rows.ts';
    const hash = createHash('sha256');
    for (const { table, rows } of demoRows(${JSON.stringify(small)})) for (const row of rows) hash.update(table + ' ' + JSON.stringify(row) + '\\n');
    console.log(hash.digest('hex'));`;
  const there = execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], {
    env: { ...process.env, TZ: 'Pacific/Kiritimati' },
    encoding: 'utf8',
  });
  expect(there.trim()).toBe(digest(demoRows(small)));
  expect(digest(demoRows({ ...small, seed: 4 }))).not.toBe(there.trim());
});

test('a currency without decimals has amounts without decimals', () => {
  const yen = demoOptions({ customers: '3', until: '2026-03-31', currency: 'JPY', now: Date.UTC(2026, 5, 1) });
  const [, items] = demoRows(yen);
  expect([...(items?.rows ?? [])].every((item) => /^\d+$/.test(item.price ?? ''))).toBe(true);
});
