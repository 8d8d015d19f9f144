import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { Db } from '../../server/db/open.ts';
import { amountText, readAmount } from '../../server/ingest/formats/amounts.ts';
import { importFormat } from '../../server/ingest/formats/import.ts';
import type { InputFile } from '../../server/ingest/formats/reading.ts';
import { settingsFor } from '../../server/ingest/formats/settings.ts';
import { parseFormat, recogniseFile, shippedFormats } from '../../server/ingest/formats/shipped.ts';
import type { IngestContext, Reject } from '../../server/ingest/import.ts';
import { testDatabase } from '../support/database.ts';

const context: IngestContext = {
  now: Date.parse('2026-07-01T12:00:00Z'),
  timeZone: 'America/New_York',
  dayStartMinutes: 240,
  currency: 'USD',
  createCustomers: true,
};

const samples = fileURLToPath(new URL('../samples', import.meta.url));
const sample = (path: string): Buffer => readFileSync(join(samples, path));

/** Files of a format by name: a sample's path, or a name with bytes of its own. */
type Given = string | readonly [string, Buffer | string];

async function load(db: Db, given: readonly Given[], settings: Record<string, string> = {}) {
  const files: InputFile[] = [];
  let format = shippedFormats()[0];
  for (const each of given) {
    const [name, bytes] = typeof each === 'string' ? [each.replace(/^.*\//, ''), sample(each)] : [each[0], Buffer.from(each[1])];
    const open = async function* () {
      yield bytes;
    };
    const found = await recogniseFile({ name, open }, shippedFormats());
    if (found === null) throw new Error(`${name} is not recognised`);
    format = found.format;
    files.push({ name, open, sheet: found.sheet });
  }
  if (format === undefined) throw new Error('no format');
  const rejects: Reject[] = [];
  const reports = await importFormat(db, context, format, files, settingsFor(format, new Map(Object.entries(settings))), {
    onReject: (reject) => rejects.push(reject),
  });
  const tables = Object.fromEntries(
    reports.flatMap((report) => report.tables.map((table) => [`${table.table}`, table] as const)),
  );
  return { format: format.id, reports, tables, rejects, last: reports.at(-1) };
}

const rowsOf = async (db: Db, table: string) =>
  (await sql<Record<string, unknown>>`select * from ${sql.table(table)} order by 1, 2`.execute(db.kysely)).rows;

/** Everything that an import writes, without when it was written and without what is sealed anew each time. */
async function everything(db: Db) {
  const plain = ({ recorded_at: _at, ...row }: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(row).filter(([name]) => !name.endsWith('_sealed')));
  const tables = ['customers', 'menu_items', 'locations', 'campaigns', 'visits', 'visit_items', 'feedback', 'campaign_sends'];
  return Object.fromEntries(
    await Promise.all(tables.map(async (table) => [table, (await rowsOf(db, table)).map(plain)] as const)),
  );
}

const may = 'square/items-2026-05-26-2026-06-01.csv';
const june = 'square/items-2026-06-01-2026-06-03.csv';

describe('Square', () => {
  test('receipts with their lines, refunds joined by Payment ID, anonymous ones counted', async () => {
    const db = await testDatabase();
    const { tables, last, rejects } = await load(db, [may]);
    expect(rejects).toEqual([]);
    // Six receipts: PAY1 to PAY5 and PAY7, two of them without a guest; nine lines, one of them a refund.
    expect(tables.visits).toMatchObject({ read: 6, inserted: 4, anonymous: 2, rejected: 0 });
    expect(tables.visit_items).toMatchObject({ read: 8, inserted: 6, anonymous: 2, rejected: 0 });
    expect(last).toMatchObject({ visits: 6, withGuest: 4 });
    expect(last?.unread.slice(0, 4)).toEqual(['Price Point Name', 'SKU', 'Modifiers Applied', 'Tax']);
    expect(last?.unread).not.toContain('Token');
    // 8.10 + 9.00 + 17.66 + 3.50 of 45.26.
    expect(last?.moneyShare).toBeCloseTo(38.26 / 45.26, 10);
    const visits = await rowsOf(db, 'visits');
    expect(visits.map((row) => [row.customer_id, row.visit_id, row.total_minor, row.refund_minor])).toEqual([
      ['CUSTADA1', 'square:PAY1', 810, null],
      ['CUSTADA1', 'square:PAY3', 1766, 800],
      ['CUSTBEN2', 'square:PAY2', 900, null],
      ['CUSTCAT3', 'square:PAY4', 350, null],
    ]);
    expect(visits[0]).toMatchObject({
      visited_at: new Date('2026-05-28T12:15:00Z'),
      business_day: '2026-05-28',
      location_id: 'Harbour Lane',
      service_type: 'DINE_IN',
      item_count: '2.000',
      gross_minor: 900,
      discount_minor: 90,
    });
    expect(visits[2]).toMatchObject({ service_type: 'TAKEAWAY' });
    const lines = await rowsOf(db, 'visit_items');
    // Two equal drinks stay two.
    expect(
      lines.filter((row) => row.visit_id === 'square:PAY2').map((row) => [row.line, row.menu_item_id, row.unit_price_minor]),
    ).toEqual([
      [1, 'TOKFLAT', 450],
      [2, 'TOKFLAT', 450],
    ]);
    expect(lines.find((row) => row.visit_id === 'square:PAY1')).toMatchObject({
      quantity: '2.000',
      unit_price_minor: 450,
      discount_minor: 90,
    });
    // The word None is no category; an item without a token is known by its name.
    const items = await rowsOf(db, 'menu_items');
    expect(items.find((row) => row.name === 'Gift Wrap')).toMatchObject({
      category: null,
      menu_item_id: expect.stringMatching(/^item-/),
    });
    expect(items.find((row) => row.name === 'Flat White')).toMatchObject({ menu_item_id: 'TOKFLAT', category: 'Coffee' });
  });

  test('a refund in a later file corrects its sale, a guest who is named later gets the visit, a merged profile takes it over', async () => {
    const db = await testDatabase();
    await load(db, [may]);
    await sql`delete from rescore_marks`.execute(db.kysely);
    const { tables, last, rejects } = await load(db, [june]);
    const visits = await rowsOf(db, 'visits');
    expect(visits.map((row) => [row.customer_id, row.visit_id, row.total_minor, row.refund_minor])).toEqual([
      ['CUSTADA1', 'square:PAY1', 810, null],
      ['CUSTADA1', 'square:PAY3', 1766, 800],
      ['CUSTADA1', 'square:PAY8', 450, null],
      ['CUSTBEN2', 'square:PAY2', 900, 450],
      ['CUSTBEN2', 'square:PAY4', 350, null],
      ['CUSTBEN2', 'square:PAY5', 350, null],
    ]);
    expect((await rowsOf(db, 'visit_items')).filter((row) => row.visit_id === 'square:PAY4')).toMatchObject([
      { customer_id: 'CUSTBEN2' },
    ]);
    expect(last?.moved).toBe(1);
    expect((await rowsOf(db, 'rescore_marks')).map((row) => row.customer_id)).toEqual(['CUSTADA1', 'CUSTBEN2', 'CUSTCAT3']);
    // The refund without its sale names its line.
    expect(rejects).toMatchObject([{ table: 'visits', line: 3, reason: expect.stringContaining('a refund without its sale') }]);
    expect(tables.visits).toMatchObject({ inserted: 2, updated: 1, rejected: 1 });
    const before = await everything(db);
    for (const file of [june, may, june]) {
      const again = await load(db, [file]);
      for (const table of Object.values(again.tables)) expect(table).toMatchObject({ inserted: 0 });
    }
    expect(await everything(db)).toEqual(before);
  });
  test('a second part of a refund in another file is refused: the file says what to export', async () => {
    const db = await testDatabase();
    await load(db, [may]);
    const [header, row] = sample(june).toString('utf8').split('\r\n');
    const part = row?.replaceAll('$4.50', '$2.00').replace('PAY2', 'PAY3');
    const { rejects } = await load(db, [['items.csv', `${header}\r\n${part}\r\n`]]);
    expect(rejects).toMatchObject([
      {
        line: 2,
        reason: expect.stringContaining('expected all refunds of a sale in one file, got 2.00 though 8.00 is on record'),
      },
    ]);
  });
  test('the order of rows, the line ends and the encoding do not matter, nor whether months come together', async () => {
    const apart = await testDatabase();
    await load(apart, [may]);
    await load(apart, [june]);
    const expected = await everything(apart);
    const lines = (path: string) => sample(path).toString('utf8').replace('\ufeff', '').trim().split(/\r?\n/);
    const shuffled = (path: string) => {
      const [header = '', ...rows] = lines(path);
      return [header, ...rows.reverse()];
    };
    const utf16 = (text: string) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
    const variants: (readonly (readonly [string, Buffer | string])[])[] = [
      [
        ['may.csv', shuffled(may).join('\n')],
        ['june.csv', shuffled(june).join('\r\n')],
      ],
      [
        ['may.csv', utf16(lines(may).join('\r\n'))],
        [
          'june.csv',
          lines(june)
            .map((line) => line.replaceAll(',', '\t'))
            .join('\n'),
        ],
      ],
      [
        ['may.csv', ['Items Detail', '', ...lines(may)].join('\n')],
        ['june.csv', lines(june).join('\n')],
      ],
    ];
    for (const files of variants) {
      const db = await testDatabase();
      for (const file of files) await load(db, [file]);
      expect(await everything(db)).toEqual(expected);
    }
    // Together the merged profile is ambiguous within one receipt: the newer file does not count more, so only the sums are compared.
    const together = await testDatabase();
    const { tables } = await load(together, [may, june]);
    expect((await rowsOf(together, 'visits')).find((row) => row.visit_id === 'square:PAY2')).toMatchObject({ refund_minor: 450 });
    expect(tables.visits).toMatchObject({ rejected: 1 });
  });
  test('the directory names guests and consent; receipts never change what it says', async () => {
    const db = await testDatabase();
    const both = ['square/customers.csv', may];
    await load(db, both);
    const [ada, ben, cat] = await rowsOf(db, 'customers');
    expect(ada).toMatchObject({ customer_id: 'CUSTADA1', name: 'Ada Lindqvist', city: 'Portland', consent_email: true });
    expect(ada?.created_at).toEqual(new Date('2026-04-01T16:00:00Z'));
    expect(ben).toMatchObject({ customer_id: 'CUSTBEN2', name: 'Ben Okafor', consent_email: false, birth_date_sealed: null });
    expect(cat).toMatchObject({ customer_id: 'CUSTCAT3', name: 'Cat' });
    expect(ada?.birth_date_sealed).not.toBeNull();
    expect(ada?.email_index).toEqual(db.sealer.blindIndex('email', 'ada@example.com'));
    const before = await everything(db);
    const again = await load(db, both);
    for (const { tables } of again.reports) for (const table of tables) expect(table).toMatchObject({ inserted: 0, updated: 0 });
    expect(await everything(db)).toEqual(before);
  });
  test('amounts and dates as a spreadsheet saves them', async () => {
    const db = await testDatabase();
    const { rejects } = await load(db, ['square/items-saved-by-spreadsheet.csv']);
    expect(rejects).toEqual([]);
    expect(await rowsOf(db, 'visits')).toMatchObject([
      { gross_minor: 114900, discount_minor: 3362, total_minor: 111538, visited_at: new Date('2025-12-28T00:00:00Z') },
    ]);
  });
});

describe('a wrong file changes nothing and says why', () => {
  const refusal = async (given: Given, settings: Record<string, string> = {}): Promise<string> => {
    const db = await testDatabase();
    const before = await everything(db);
    const message = await load(db, [given], settings).then(
      () => 'it was imported',
      (error: unknown) => String(error),
    );
    expect(await everything(db)).toEqual(before);
    return message;
  };
  const edited = (path: string, change: (text: string) => string): Given => ['file.csv', change(sample(path).toString('utf8'))];

  test('reports that cannot be imported', async () => {
    expect(await refusal('square/regional-items.csv')).toContain("This is Square's regional items report without Transaction ID");
    expect(await refusal('square/transactions.csv')).toContain("This is Square's Transactions report");
    expect(await refusal('toast/CheckDetails.csv')).toContain("This is Toast's CheckDetails");
    expect(await refusal('toast/PaymentDetails.csv')).toContain('expected Toast OrderDetails beside Toast PaymentDetails');
  });
  test('columns that are missing are named', async () => {
    const square = shippedFormats().filter(({ id }) => id === 'square');
    const open = async function* () {
      yield sample(may).subarray(0).toString('utf8').replace('Payment ID,', 'Payment,').replace('Net Sales,', 'Net,');
    };
    const bytes = async function* () {
      for await (const text of open()) yield Buffer.from(text);
    };
    await expect(recogniseFile({ name: 'x.csv', open: bytes }, square)).rejects.toThrow(
      'expected Square Items Detail, got a file without its columns Net Sales, Payment ID',
    );
  });
  test('each check, broken', async () => {
    expect(await refusal(edited(may, (text) => text.replace('$8.10', '$9.10')))).toContain(
      'expected Gross Sales + Discounts = Net Sales; that does not hold in 1 of 9 cases, first in line 8',
    );
    expect(await refusal(edited('toast/OrderDetails.csv', (text) => text.replace('25.00', '26.00')))).toContain(
      'expected Amount + Tax + Tip + Gratuity = Total',
    );
    expect(await refusal(edited('shopify/orders_export.csv', (text) => text.replace('33.00', '34.00')))).toContain(
      'Subtotal + Shipping + Taxes = Total; if prices include tax, say --set taxIncluded=true',
    );
    expect(await refusal('shopify/orders_export.csv', { taxIncluded: 'true' })).toContain('say --set taxIncluded=false');
  });
  test('ids that a spreadsheet has lost, and amounts with two decimal signs', async () => {
    expect(await refusal(edited('toast/OrderDetails.csv', (text) => text.replace('800000015700000003', '8.00E+17')))).toContain(
      'got "8.00E+17" in line 4: the file was opened and saved by a spreadsheet',
    );
    expect(await refusal(edited('toast/OrderDetails.csv', (text) => text.replace(',20.00,', ',"20,00",')))).toContain(
      'got a point in line 2 and a comma in line 2',
    );
    expect(await refusal('toast/OrderDetails.csv', { decimal: 'comma' })).toContain('say --set decimal=point');
  });
  test('a setting that the format does not know', async () => {
    expect(await refusal('toast/OrderDetails.csv', { zon: 'Europe/Rome' })).toContain('did you mean zone?');
    expect(await refusal('toast/OrderDetails.csv', { zone: 'Rome' })).toContain('expected an IANA time zone');
  });
});

describe('Toast', () => {
  const all = ['toast/OrderDetails.csv', 'toast/PaymentDetails.csv', 'toast/ItemSelectionDetails.csv'];
  test('orders with their payments and items', async () => {
    const db = await testDatabase();
    const { tables, last, rejects } = await load(db, all, { zone: 'America/Chicago', location: 'Loop' });
    expect(last).toMatchObject({ left: 1, strays: 1, doubledHours: 1, conflicts: 0 });
    expect(rejects).toMatchObject([
      { table: 'visits', line: 12, reason: expect.stringContaining('which the clocks skipped that day') },
    ]);
    expect(tables.visits).toMatchObject({ read: 11, inserted: 9, anonymous: 1, rejected: 1 });
    const visits = new Map((await rowsOf(db, 'visits')).map((row) => [String(row.visit_id).slice(-2), row]));
    // Ada by address and by number, also where only the number is there; a denied payment names nobody.
    const ada = visits.get('01')?.customer_id;
    expect(ada).toMatch(/^guest-/);
    expect([visits.get('02')?.customer_id, visits.get('07')?.customer_id]).toEqual([ada, ada]);
    expect(visits.get('03')?.customer_id).toBe(visits.get('09')?.customer_id);
    expect(await rowsOf(db, 'customers')).toHaveLength(5);
    // Net of tax and tip; gross before the discount; the refund scaled from what was paid: 11 of 33 is 10 of 30.
    expect(visits.get('02')).toMatchObject({ gross_minor: 4500, discount_minor: 500, total_minor: 4000, refund_minor: null });
    expect(visits.get('05')).toMatchObject({
      total_minor: 3000,
      refund_minor: 1000,
      service_type: 'TAKEAWAY',
      channel: 'ONLINE',
    });
    expect(visits.get('01')).toMatchObject({
      visited_at: new Date('2022-02-01T15:58:00Z'),
      location_id: 'Loop',
      seating: 'Patio',
    });
    // All but one order say one guest: the column says nothing.
    expect([...visits.values()].map((row) => row.party_size)).toEqual(Array(9).fill(null));
    // Voided lines and gift cards are no items.
    expect(tables.visit_items).toMatchObject({ read: 6, inserted: 6 });
    const line = (await rowsOf(db, 'visit_items')).find((row) => row.discount_minor === 500);
    expect(line).toMatchObject({ quantity: '2.000', unit_price_minor: 1600 });
    expect(await rowsOf(db, 'menu_items')).toHaveLength(3);
    const before = await everything(db);
    await load(db, all, { zone: 'America/Chicago', location: 'Loop' });
    expect(await everything(db)).toEqual(before);
  });
  test('without a zone times are those of the restaurant; without payments nobody is named', async () => {
    const db = await testDatabase();
    const { tables } = await load(db, ['toast/OrderDetails.csv']);
    expect(tables.visits).toMatchObject({ read: 11, inserted: 0, anonymous: 11 });
    const named = await testDatabase();
    await load(named, all);
    expect((await rowsOf(named, 'visits'))[0]?.visited_at).toBeInstanceOf(Date);
    const first = (await rowsOf(named, 'visits')).find((row) => String(row.visit_id).endsWith('01'));
    expect(first?.visited_at).toEqual(new Date('2022-02-01T14:58:00Z'));
  });
});

describe('Shopify', () => {
  test('orders of several lines, anonymous, voided and cancelled ones, refunds without tax', async () => {
    const db = await testDatabase();
    const { tables, last, rejects } = await load(db, ['shopify/orders_export.csv']);
    expect(rejects).toEqual([]);
    expect(last).toMatchObject({ left: 2, visits: 5, withGuest: 4 });
    expect(tables.visits).toMatchObject({ read: 5, inserted: 4, anonymous: 1 });
    const visits = new Map((await rowsOf(db, 'visits')).map((row) => [String(row.visit_id).slice(-1), row]));
    expect(visits.get('1')).toMatchObject({
      visit_id: 'shopify:5550000000001',
      visited_at: new Date('2025-10-07T07:50:26Z'),
      item_count: '5.000',
      gross_minor: 3500,
      discount_minor: 500,
      total_minor: 3000,
      refund_minor: 1000,
    });
    expect(visits.get('4')).toMatchObject({ total_minor: 12345678 });
    expect(visits.get('7')).toMatchObject({ total_minor: 0, refund_minor: 0 });
    // Ada's number alone finds her.
    expect(visits.get('5')?.customer_id).toBe(visits.get('1')?.customer_id);
    const lines = (await rowsOf(db, 'visit_items')).filter((row) => row.visit_id === 'shopify:5550000000001');
    expect(lines.map((row) => [row.quantity, row.unit_price_minor])).toEqual(
      expect.arrayContaining([
        ['2.000', 1000],
        ['3.000', 500],
      ]),
    );
    const ada = (await rowsOf(db, 'customers')).find((row) => row.name === 'Ada Lindqvist');
    expect(ada).toMatchObject({ consent_email: true });
    const before = await everything(db);
    await load(db, ['shopify/orders_export.csv']);
    expect(await everything(db)).toEqual(before);
  });
  test('with tax inside, totals and refunds are without it', async () => {
    const inside = sample('shopify/orders_export.csv')
      .toString('utf8')
      .split('\n')
      .slice(0, 3)
      .join('\n')
      .replace('30.00,0.00,3.00,33.00', '33.00,0.00,3.00,33.00');
    const db = await testDatabase();
    await load(db, [['orders.csv', inside]], { taxIncluded: 'true' });
    expect(await rowsOf(db, 'visits')).toMatchObject([{ total_minor: 3000, refund_minor: 1000 }]);
  });
  test('the customers export meets the guests of the orders, in either order', async () => {
    for (const files of [
      ['shopify/orders_export.csv', 'shopify/customers_export.csv'],
      ['shopify/customers_export.csv', 'shopify/orders_export.csv'],
    ]) {
      const db = await testDatabase();
      for (const file of files) await load(db, [file]);
      const guests = (await rowsOf(db, 'customers')).filter((row) => row.name === 'Ada Lindqvist');
      expect(guests).toMatchObject([{ city: 'Portland', country: 'US', consent_sms: false }]);
      expect((await rowsOf(db, 'visits')).filter((row) => row.customer_id === guests[0]?.customer_id)).toHaveLength(2);
      expect((await rowsOf(db, 'customers')).find((row) => row.name === 'Gil Ortega')).toMatchObject({
        customer_id: '7770000000002',
      });
    }
  });
});

describe('guests of several systems', () => {
  test('till, shop and newsletter meet in one guest; who is only alike in name stays apart', async () => {
    const db = await testDatabase();
    await load(db, ['square/customers.csv', may]);
    await load(db, ['shopify/orders_export.csv']);
    await load(db, ['mailchimp/subscribed_members_export_1a2b.csv']);
    const adas = (await rowsOf(db, 'customers')).filter((row) => String(row.name).startsWith('Ada'));
    expect(adas.map((row) => row.customer_id)).toEqual(['CUSTADA1']);
    expect((await rowsOf(db, 'visits')).filter((row) => row.customer_id === 'CUSTADA1')).toHaveLength(4);
  });
  test('who is on record from a newsletter stays apart from the till that comes later: told each time, never merged', async () => {
    const db = await testDatabase();
    await load(db, ['mailchimp/subscribed_members_export_1a2b.csv']);
    for (const _time of ['first', 'again']) {
      const { reports } = await load(db, ['square/customers.csv', may]);
      expect(reports.map(({ conflicts }) => conflicts)).toEqual([1, 0]);
      const adas = (await rowsOf(db, 'customers')).filter((row) => String(row.name).startsWith('Ada'));
      expect(adas).toHaveLength(2);
      expect(adas.map((row) => row.customer_id)).toContain('CUSTADA1');
    }
  });
  test('a number that two addresses share names neither of them: it is counted', async () => {
    const db = await testDatabase();
    const header = sample('shopify/orders_export.csv').toString('utf8').split('\n')[0] ?? '';
    const place = header.split(',');
    const order = (no: number, email: string, phone: string) =>
      place
        .map(
          (name) =>
            ({
              Name: `#${no}`,
              Email: email,
              Phone: phone,
              'Financial Status': 'paid',
              Subtotal: '8.00',
              Total: '8.00',
              Taxes: '0.00',
              'Created at': `2025-10-0${no} 10:00:00 +0200`,
              'Lineitem quantity': '1',
              'Lineitem name': 'Cake',
              'Lineitem price': '8.00',
            })[name] ?? '',
        )
        .join(',');
    const csv = [
      header,
      order(1, 'mum@example.com', '+49301111111'),
      order(2, 'dad@example.com', '+49301111111'),
      order(3, '', '+49301111111'),
    ].join('\n');
    const { last } = await load(db, [['orders.csv', csv]]);
    expect(last?.conflicts).toBe(1);
    expect(new Set((await rowsOf(db, 'visits')).map((row) => row.customer_id)).size).toBe(3);
    const before = await everything(db);
    await load(db, [['orders.csv', csv]]);
    expect(await everything(db)).toEqual(before);
  });
});

describe('Mailchimp', () => {
  test('consent is in the name of the file; positions and addresses of computers are not read', async () => {
    const db = await testDatabase();
    await load(
      db,
      [
        'mailchimp/subscribed_members_export_1a2b.csv',
        'mailchimp/unsubscribed_members_export_1a2b.csv',
        'mailchimp/cleaned_members_export_1a2b.csv',
      ],
      { phone: 'MOBILE' },
    );
    const consents = new Map((await rowsOf(db, 'customers')).map((row) => [row.name ?? 'gone', row.consent_email]));
    expect(consents).toEqual(
      new Map([
        ['Ada Lindqvist', true],
        ['Hana Mori', true],
        ['Ben Okafor', false],
        ['gone', false],
      ]),
    );
    expect((await rowsOf(db, 'customers')).find((row) => row.name === 'Hana Mori')?.phone_index).toEqual(
      db.sealer.blindIndex('phone', '+81355501234'),
    );
    const unnamed = await testDatabase();
    const { rejects } = await load(unnamed, [['export.csv', sample('mailchimp/cleaned_members_export_1a2b.csv')]]);
    expect(rejects[0]?.reason).toContain('give --set list=');
  });
  test('sends: the first opening and click, recipients without any, bounces', async () => {
    const db = await testDatabase();
    await load(db, ['mailchimp/campaign-activity.csv']);
    const sends = await rowsOf(db, 'campaign_sends');
    expect(sends).toHaveLength(3);
    expect(sends.filter((row) => row.opened_at !== null)).toMatchObject([
      {
        campaign_id: 'cmp01',
        channel: 'EMAIL',
        opened_at: new Date('2026-03-01T10:00:00Z'),
        clicked_at: new Date('2026-03-01T10:01:00Z'),
      },
    ]);
    expect(sends.filter((row) => row.delivered_at === null)).toHaveLength(1);
    expect(await rowsOf(db, 'campaigns')).toMatchObject([{ name: 'Spring menu', channel: 'EMAIL' }]);
  });
});

test('Typeform: the questions are named by settings, unfinished answers left out', async () => {
  const db = await testDatabase();
  const settings = { nps: 'How likely are you to recommend us?', comment: 'What could be better?', email: 'Your e-mail' };
  const { tables, last } = await load(db, ['typeform/responses.csv'], settings);
  expect(tables.feedback).toMatchObject({ read: 3, inserted: 2, anonymous: 1 });
  expect(last?.left).toBe(1);
  expect((await rowsOf(db, 'feedback')).map((row) => row.nps).sort()).toEqual([3, 9]);
  await expect(load(db, ['typeform/responses.csv'], { nps: 'How likely?' })).rejects.toThrow(
    'expected a column "How likely?" (as --set nps says)',
  );
});

test('the mapping in the guide is a whole one, and mistakes in a mapping are named with their place', async () => {
  const guide = readFileSync(fileURLToPath(new URL('../../docs/guides/exports-from-other-systems.md', import.meta.url)), 'utf8');
  const text = /```json\n([\s\S]*?)```/.exec(guide)?.[1] ?? '';
  const format = parseFormat(text, 'mine.json');
  const open = async function* () {
    yield Buffer.from(
      'Bill;When;Card;Dish;Euro\n7;24.12.2025 19:30;C1;Soup;1.234,50\n7;24.12.2025 19:30;C1;Tea;3,00\n8;25.12.2025 12:00;;Tea;3,00\n',
    );
  };
  const found = await recogniseFile({ name: 'bills.csv', open }, [format]);
  if (found === null) throw new Error('not recognised');
  const db = await testDatabase();
  const settings = settingsFor(
    format,
    new Map([
      ['decimal', 'comma'],
      ['zone', 'Europe/Berlin'],
    ]),
  );
  await importFormat(db, context, format, [{ name: 'bills.csv', open, sheet: found.sheet }], settings, {
    onReject: () => undefined,
  });
  expect(await rowsOf(db, 'visits')).toMatchObject([
    { customer_id: 'C1', visit_id: 'mytill:7', total_minor: 123750, visited_at: new Date('2025-12-24T18:30:00Z') },
  ]);
  expect(() => parseFormat(text.replace('"visited_at"', '"visited"'), 'mine.json')).toThrow(
    'files.bills.tables.visits: expected one of',
  );
  expect(() => parseFormat(text.replace('"Bill", "When"', '3, "When"'), 'mine.json')).toThrow('mine.json: files.0.needs.0');
  expect(() => parseFormat('{', 'mine.json')).toThrow('mine.json: expected JSON');
});

test('an amount survives its way through any form in which exports write it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 99_999_999_99 }),
      fc.boolean(),
      fc.constantFrom('.' as const, ',' as const),
      (cents, negative, decimal) => {
        const thousands = decimal === '.' ? ',' : '.';
        const whole = String(Math.floor(cents / 100)).replace(/\B(?=(\d{3})+$)/g, thousands);
        const digits = `${whole}${decimal}${String(cents % 100).padStart(2, '0')}`;
        const expected = negative && cents > 0 ? -cents * 100 : cents * 100;
        for (const form of [`$${digits}`, `${digits} €`, ` ${digits} `])
          expect(readAmount(negative ? `-${form.trim()}` : form, decimal)).toBe(expected);
        if (negative) expect(readAmount(`($${digits})`, decimal)).toBe(expected);
        expect(amountText(cents * 100, 2)).toBe(cents === 0 ? '0' : (cents / 100).toFixed(2));
      },
    ),
  );
});
