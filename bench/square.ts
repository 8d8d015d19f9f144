import { join } from 'node:path';
import { importWith, withinFolder, writeLines } from './importing.ts';
import type { Figure } from './run.ts';

export const title = "ecx import of a year of a till's items (Square), and of the same rows in our own columns";

const rows = Number(process.env.ROWS ?? 1_000_000);
const linesPerReceipt = 2.5;
const guests = 50_000;
const dishes = 200;
const days = 365;
/** Of a hundred receipts: those that name a guest, and those that give money back days later. */
const named = 60;
const refunded = 2;
const refundAfterDays = 3;

export async function run(print: (figure: Figure) => void): Promise<void> {
  await withinFolder(async (folder) => {
    const items = join(folder, 'items.csv');
    await writeLines(items, itemsCsv());
    const { seconds, peakMegabytes } = await importWith(folder, ['--format', 'square', items]);
    print({ figure: 'items, new', value: Math.round(rows / seconds), unit: 'rows/s' });
    if (peakMegabytes !== null) print({ figure: 'memory at most', value: peakMegabytes, unit: 'MB' });
    const again = await importWith(folder, ['--format', 'square', items]);
    print({ figure: 'items, all unchanged', value: Math.round(rows / again.seconds), unit: 'rows/s' });
  });
  await withinFolder(async (folder) => {
    const own = {
      '--menu-items': menuCsv(),
      '--customers': customersCsv(),
      '--visits': visitsCsv(),
      '--visit-items': linesCsv(),
    };
    const args: string[] = [];
    for (const [flag, lines] of Object.entries(own)) {
      const path = join(folder, `${flag.slice(2)}.csv`);
      await writeLines(path, lines);
      args.push(flag, path);
    }
    const { seconds } = await importWith(folder, args);
    print({ figure: 'the same items in our own columns', value: Math.round(rows / seconds), unit: 'rows/s' });
  });
}

interface Receipt {
  readonly number: number;
  /** '' : nobody is named. */
  readonly guest: string;
  readonly minute: number;
  readonly dishes: readonly number[];
}

/** In the order of time. */
function* receipts(): Generator<Receipt> {
  const count = Math.floor(rows / linesPerReceipt);
  const perDay = count / days;
  for (let number = 0; number < count; number += 1) {
    const day = Math.floor(number / perDay);
    const minute = day * 1_440 + 11 * 60 + Math.floor(((number - day * perDay) / perDay) * 12 * 60);
    const guest = (number * 37) % 100 < named ? `G${(number * 7919) % guests}` : '';
    const lines = 2 + (number % 2);
    yield { number, guest, minute, dishes: Array.from({ length: lines }, (_, line) => (number * 13 + line * 29) % dishes) };
  }
}

const header =
  'Date,Time,Time Zone,Category,Item,Qty,Price Point Name,SKU,Modifiers Applied,Gross Sales,Discounts,Net Sales,Tax,Transaction ID,Payment ID,Device Name,Notes,Details,Event Type,Location,Dining Option,Customer ID,Customer Name,Customer Reference ID,Unit,Count,GTIN,Itemization Type,Fulfillment Note,Channel,Token,Card Brand,PAN Suffix\n';

const startMs = Date.UTC(2025, 0, 1);
const timeOf = (minute: number) => new Date(startMs + minute * 60_000).toISOString();
const priceOf = (dish: number) => `${3 + (dish % 20)}.${String((dish * 7) % 100).padStart(2, '0')}`;
const isRefunded = ({ number, guest }: Receipt) => guest !== '' && (number * 37) % 100 < refunded;

function lineOf({ number, guest }: Receipt, minute: number, dish: number, kind: 'Payment' | 'Refund'): string {
  const [date, time = ''] = timeOf(minute).split('T');
  const [qty, sign] = kind === 'Payment' ? ['1.0', ''] : ['-1.0', '-'];
  const price = `${sign}$${priceOf(dish)}`;
  const who = guest === '' ? ',' : `${guest},Guest ${guest}`;
  return `${date},${time.slice(0, 8)},Eastern Time (US & Canada),Food,Dish ${dish},${qty},Regular,,,${price},$0.00,${price},$0.00,TX${number},PAY${number},,,,${kind},Harbour Lane,Dine In,${who},,ea,1,,Physical Good,,Harbour Lane,TOK${dish},,\n`;
}

function* itemsCsv(): Generator<string> {
  yield header;
  const refunds: Receipt[] = [];
  for (const receipt of receipts()) {
    for (const dish of receipt.dishes) yield lineOf(receipt, receipt.minute, dish, 'Payment');
    if (isRefunded(receipt)) refunds.push(receipt);
    while (refunds[0] !== undefined && refunds[0].minute + refundAfterDays * 1_440 < receipt.minute) {
      const due = refunds.shift();
      if (due !== undefined) yield lineOf(due, receipt.minute, due.dishes[0] ?? 0, 'Refund');
    }
  }
}

function* menuCsv(): Generator<string> {
  yield 'menu_item_id,name,category\n';
  for (let dish = 0; dish < dishes; dish += 1) yield `TOK${dish},Dish ${dish},Food\n`;
}

function* customersCsv(): Generator<string> {
  yield 'customer_id,name\n';
  for (let guest = 0; guest < guests; guest += 1) yield `G${guest},Guest G${guest}\n`;
}

function* visitsCsv(): Generator<string> {
  yield 'customer_id,visit_id,visited_at,location_id,service_type,item_count,gross,discount,total,refund\n';
  for (const receipt of receipts()) {
    const total = receipt.dishes.reduce((sum, dish) => sum + Number(priceOf(dish)), 0).toFixed(2);
    const refund = isRefunded(receipt) ? priceOf(receipt.dishes[0] ?? 0) : '0';
    yield `${receipt.guest},PAY${receipt.number},${timeOf(receipt.minute)},Harbour Lane,DINE_IN,${receipt.dishes.length},${total},0,${total},${refund}\n`;
  }
}

function* linesCsv(): Generator<string> {
  yield 'customer_id,visit_id,line,menu_item_id,quantity,unit_price,discount\n';
  for (const { guest, number, dishes: ordered } of receipts())
    for (const [index, dish] of ordered.entries()) yield `${guest},PAY${number},${index + 1},TOK${dish},1,${priceOf(dish)},0\n`;
}
