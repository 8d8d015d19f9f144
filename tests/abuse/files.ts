/** Files that were torn, mixed up or made by chance: what a till, a mail program or an ill-meaning neighbour may send as a table. */
import { deflateRawSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { ImportTable } from '../../server/ingest/columns.ts';

export interface TornFile {
  readonly table: ImportTable;
  readonly bytes: Buffer;
}

const good: Readonly<Partial<Record<ImportTable, string>>> = {
  customers:
    'customer_id,name,email,phone,birth_date,consent_email,created_at\nG1,Ada,ada@example.com,+12125550101,1984-02-29,true,2025-01-01\nG2,"Bo ""B"" Li",bo@example.com,,,no,\nG3,Émile,,,1990-12-31,,2025-06-01T10:00:00Z\n',
  visits:
    'customer_id;visit_id;visited_at;location_id;party_size;gross;discount;total\nG1;V1;2026-01-05 19:00;L1;2;42,50;2,50;40,00\nG2;V2;2026-01-06T12:00:00Z;;;10;;10\n;V3;2026-01-06;;1;;;5\nG1;V4;2026-02-29;;;;;1\n',
  visit_items: 'customer_id,visit_id,line,menu_item_id,quantity,unit_price\nG1,V1,1,M1,2,4.50\nG1,V1,2,M2,,12\n',
  menu_items: 'menu_item_id,name,category,price,child_item\nM1,Soup,Starters,4.50,no\nM2,"Fish, fried",Mains,12,\n',
  loyalty_transactions: 'customer_id,transaction_id,at,kind,points\nG1,T1,2026-01-05,EARN,40\nG1,T2,2026-01-09,REDEEM,-25.5\n',
  feedback:
    'customer_id,feedback_id,at,rating,nps,comment\nG1,F1,2026-01-06,4.5,9,"Lovely,\nevery line of it"\nG2,F2,2026-01-07,1,,cold soup\n',
  campaign_sends: 'customer_id,campaign_id,channel,sent_at,opened_at\nG1,C1,EMAIL,2026-01-02 10:00,2026-01-02 11:00\n',
};
const tables = Object.keys(good) as ImportTable[];

/** What changes the meaning of what stands around it. */
const tokens = [
  '"',
  '""',
  '\n',
  '\r\n',
  '\r',
  ',',
  ';',
  '\t',
  '\0',
  '\ufeff',
  '\ufffd',
  '=1+1',
  "'",
  '{',
  '[',
  '4.0E+17',
  '\ud83d\ude00',
  '\\',
  'G1',
  '-',
  '1e999',
  '99999999999999999999',
  '\u202e',
  'sep=;\n',
];
const token = fc.oneof(
  fc.constantFrom(...tokens).map((text) => Buffer.from(text)),
  fc
    .constantFrom([0xff], [0xff, 0xfe], [0xfe, 0xff], [0xc3], [0xed, 0xa0, 0x80], [0x1f, 0x8b], [0x00], [0x80])
    .map((bytes) => Buffer.from(bytes)),
  fc.constantFrom(300, 12_000, 70_000).map((length) => Buffer.alloc(length, 'x')),
);

interface Edit {
  readonly kind: 'put in' | 'put over' | 'cut out' | 'repeat' | 'flip';
  /** Where, and how much of the file: shares. */
  readonly at: number;
  readonly share: number;
  readonly token: Buffer;
}
const share = fc.double({ min: 0, max: 1, noNaN: true });
const edit: fc.Arbitrary<Edit> = fc.record({
  kind: fc.constantFrom('put in', 'put over', 'cut out', 'repeat', 'flip'),
  at: share,
  share: share.map((value) => value ** 3),
  token,
});

function edited(file: Buffer, { kind, at, share: part, token: put }: Edit): Buffer {
  const start = Math.floor(at * file.length);
  const end = Math.min(file.length, start + 1 + Math.floor(part * file.length));
  const [before, middle, after] = [file.subarray(0, start), file.subarray(start, end), file.subarray(end)];
  if (kind === 'put in') return Buffer.concat([before, put, middle, after]);
  if (kind === 'put over') return Buffer.concat([before, put, after]);
  if (kind === 'cut out') return Buffer.concat([before, after]);
  if (kind === 'repeat') return Buffer.concat([before, middle, middle, after]);
  return Buffer.concat([before, Buffer.from(middle.map((byte) => byte ^ 0x15)), after]);
}
const editedBy = (file: Buffer, edits: readonly Edit[]) => edits.reduce(edited, file);

/** A ZIP archive of one file, without its directory where `whole` is false. */
function zipped(content: Buffer, whole: boolean): Buffer {
  const packed = deflateRawSync(content);
  const name = Buffer.from('visits.csv');
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(20, 4);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(packed.length, 18);
  local.writeUInt32LE(content.length, 22);
  local.writeUInt16LE(name.length, 26);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  return Buffer.concat(whole ? [local, name, packed, end] : [local, name, packed]);
}

/** The rows as JSON, one object a line. */
function jsonLines(text: string): Buffer {
  const [header = '', ...rows] = text.trimEnd().split('\n');
  const names = header.split(/[,;]/);
  const object = (row: string) => Object.fromEntries(row.split(/[,;]/).map((cell, index) => [names[index] ?? index, cell]));
  return Buffer.from(rows.map((row) => `${JSON.stringify(object(row))}\n`).join(''));
}

const packings: readonly ((file: Buffer) => Buffer)[] = [
  (file) => file,
  (file) => file,
  (file) => file,
  (file) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), file]),
  (file) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(file.toString('utf8'), 'utf16le')]),
  (file) => Buffer.from(file.toString('utf8'), 'latin1'),
  gzipSync,
  (file) => gzipSync(gzipSync(file)),
  (file) => zipped(file, true),
  (file) => zipped(file, false),
  (file) => jsonLines(file.toString('utf8')),
];

/** A good file, torn (three of four times below its header), packed and torn again. */
const torn = fc
  .record({
    table: fc.constantFrom(...tables),
    rows: fc.oneof({ weight: 7, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.constantFrom(...tables) }),
    spare: fc.constantFrom(true, true, true, false),
    before: fc.array(edit, { maxLength: 3 }),
    pack: fc.constantFrom(...packings),
    after: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(edit, { maxLength: 1 }) }),
  })
  .map(({ table, rows, spare, before, pack, after }) => {
    const text = good[rows ?? table] ?? '';
    const header = Buffer.from(spare ? text.slice(0, text.indexOf('\n') + 1) : '');
    const rest = Buffer.from(text).subarray(header.length);
    return { table, bytes: editedBy(pack(Buffer.concat([header, editedBy(rest, before)])), after) };
  });

/** Bytes by chance, some behind the beginning of something known. */
const chance = fc
  .record({
    table: fc.constantFrom(...tables),
    head: fc.constantFrom(
      '',
      'customer_id,',
      'PK\u0003\u0004',
      'PK\u0005\u0006',
      '\x1f\x8b\x08',
      '{"customer_id":',
      '%PDF-1.7\n',
      '<html>',
    ),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 400 }),
  })
  .map(({ table, head, bytes }) => ({ table, bytes: Buffer.concat([Buffer.from(head, 'latin1'), bytes]) }));

/** The guests whom the other files name. */
export const goodGuests: TornFile = { table: 'customers', bytes: Buffer.from(good.customers ?? '') };

export const tornFile: fc.Arbitrary<TornFile> = fc.oneof({ weight: 5, arbitrary: torn }, { weight: 1, arbitrary: chance });
