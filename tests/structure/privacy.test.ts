import { beforeAll, expect, test } from 'vitest';
import type { Db } from '../../server/db/open.ts';
import { recordRows } from '../../server/ingest/record.ts';
import { erasedTables } from '../../server/store/erasing.ts';
import { readPerson } from '../../server/store/person.ts';
import { columnsIn, personalData, type Subject, type TableNotice } from '../../server/store/personal-data.ts';
import { testDatabase } from '../support/database.ts';

let db: Db;
let catalogue: Map<string, string[]>;

beforeAll(async () => {
  db = await testDatabase();
  const rows = await db.run<{ table: string; columns: string[] }>(
    'catalogue',
    `select c.relname as table, array_agg(a.attname::text order by a.attname) as columns
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') group by 1`,
    [],
  );
  catalogue = new Map(rows.map(({ table, columns }) => [table, columns]));
});

const personalOf = ({ personal }: TableNotice) => [personal.clear, personal.sealed, personal.hashed].flatMap(columnsIn);
const everyColumn = (notice: TableNotice) => [...personalOf(notice), ...columnsIn(notice.other)].sort();
const tablesOf = (subject: Subject) => Object.keys(personalData).filter((table) => personalData[table]?.of === subject);

test('every column of the database is in the inventory of personal data, once', () => {
  const inventory = Object.fromEntries(Object.entries(personalData).map(([table, notice]) => [table, everyColumn(notice)]));
  const inDatabase = Object.fromEntries([...catalogue].map(([table, columns]) => [table, [...columns].sort()]));
  expect(inventory).toEqual(inDatabase);
});

test('every table with a customer_id belongs to a guest, and an erase empties it of the guest', () => {
  const owned = [...catalogue].filter(([, columns]) => columns.includes('customer_id')).map(([table]) => table);
  expect(owned.sort()).toEqual(tablesOf('GUEST').sort());
  expect([...erasedTables].sort()).toEqual(owned);
});

test('the export of a person has every table of a guest and every personal column, sealed ones in clear', async () => {
  const context = {
    now: Date.parse('2026-03-01T12:00:00Z'),
    timeZone: 'UTC',
    dayStartMinutes: 240,
    currency: 'EUR',
    createCustomers: false,
  };
  await recordRows(db, context, 'customers', [
    { customer_id: 'C1', name: 'Ada', email: 'ada@example.com', phone: '+49301', birth_date: '1980-01-01', dietary: 'no nuts' },
  ]);
  await recordRows(db, context, 'feedback', [
    { customer_id: 'C1', feedback_id: 'F1', at: '2026-02-01T12:00:00Z', comment: 'Good' },
  ]);
  const person = await readPerson(db, 'C1');
  expect(Object.keys(person ?? {}).sort()).toEqual(
    tablesOf('GUEST')
      .filter((table) => table !== 'customer_keys')
      .sort(),
  );
  for (const table of ['customers', 'feedback']) {
    const notice = personalData[table];
    const clear = columnsIn(notice?.personal.clear);
    const opened = columnsIn(notice?.personal.sealed).map((column) => column.replace(/_sealed$/, ''));
    const [row] = person?.[table] ?? [];
    expect(Object.keys(row ?? {})).toEqual(expect.arrayContaining([...clear, ...opened]));
    for (const column of opened) expect(row?.[column]).toEqual(expect.any(String));
  }
});

const subjects: readonly (readonly [Subject, string, string])[] = [
  [
    'GUEST',
    'Guests',
    'Rows that belong to one guest. `ecx export --customer ID` writes all of it; `ecx erase ID --yes` removes all of it.',
  ],
  [
    'COPY',
    'Copies of what is known of several guests',
    'They say nothing that the rows of these guests do not say, and are made anew from those.',
  ],
  ['STAFF', 'Staff, partners and what they wrote', 'Rows that say who did something, or hold what people wrote or uploaded.'],
  ['NOBODY', 'Nobody', 'Rows by which no person can be known.'],
];

function line([table, notice]: readonly [string, TableNotice]): string {
  const part = (name: string, columns: string | undefined) =>
    columnsIn(columns).length === 0 ? [] : [`${name}: ${columnsIn(columns).join(', ')}`];
  const { personal, purpose, kept } = notice;
  const columns = [...part('clear', personal.clear), ...part('sealed', personal.sealed), ...part('hashed', personal.hashed)];
  return `| ${table} | ${purpose} | ${kept} | ${columns.join('; ') || 'none'} |`;
}

/** docs/privacy.md, written anew by: npx vitest run tests/structure/privacy.test.ts -u */
function page(): string {
  const tables = subjects.flatMap(([subject, title, text]) => [
    `## ${title}`,
    '',
    text,
    '',
    '| table | why it is kept | how long | columns that say something of a person |',
    '| --- | --- | --- | --- |',
    ...Object.entries(personalData)
      .filter(([, notice]) => notice.of === subject)
      .map(line),
    '',
  ]);
  return [...preface, ...tables].join('\n');
}

const preface = [
  '# Personal data: what is stored, why, for how long, and where it goes',
  '',
  'For the data-protection officer. The tables below are the inventory in `server/store/personal-data.ts`; a test holds it against the database, column by column.',
  '',
  '## In short',
  '',
  '- **Where it comes from**: imports, uploads and recordings of your CRM. Nothing is bought, and nothing is asked of other servers.',
  '- **Where it goes**: to those who ask with a sign-in or a key, within role and reach; to addresses of webhooks that somebody saved. Nowhere else.',
  '- **Sealed**: e-mail address, telephone number, birth date, dietary needs and free text are encrypted (AES-256-GCM) under a key of each guest, which is wrapped by a master key outside of the database. Hashed: keyed hashes for exact search.',
  '- **Purposes and consents**: contact by a channel needs its consent (`consent_email`, `consent_sms`, `consent_push`); `relationshipStrength` shows every change with its time. Dietary needs are a service need, never part of a score. Under 18 there is no marketing profile. Scores advise people; nothing is decided by them alone.',
  '- **Access (Art. 15, 20)**: `ecx export --customer ID --out FILE` writes everything, in clear, with purpose and period of each table, and who read or changed it (`accessLog`, also a field of `Customer`).',
  '- **Rectification (Art. 16)**: `upsertCustomers`, or an import; former versions are kept until the guest is erased.',
  '- **Erasure (Art. 17)**: `ecx erase ID --yes`, or the mutation `eraseCustomer`, in one transaction with a receipt. See below.',
  '',
  '## What an erase does',
  '',
  '1. Every row of the guest goes, the data key first of all: what it sealed opens nowhere any more, in backups neither. The name is not sealed: it leaves backups when these expire, or by the replay below.',
  '2. Uploads that wait are discarded, refused rows forgotten; exports in the background begin again without the guest; messages to webhooks that were not sent yet are not sent.',
  '3. Segments, saved queries, webhooks and keys that name the guest get a pseudonym; remembered answers are forgotten in every process.',
  '4. Keyed hashes of id, e-mail addresses and telephone numbers stay, so that no import or recording brings the guest back; refused rows are counted and not repeated. `ecx erase --lift ID --yes` lets a person who comes back be recorded again, as somebody new.',
  '5. A receipt says what was removed, when, by whom, with a SHA-256 over all of it. It names nobody.',
  '',
  'Figures of the whole base hold no guest; those that rested on the visits are computed anew. PostgreSQL overwrites removed rows on disk with its next vacuum; `VACUUM customers, customer_versions` does it at once.',
  'Yours to do: files that were exported before, your CRM, and the partners whom webhooks have told.',
  '',
  '## After restoring a backup',
  '',
  'Erasures are also kept in `erasures.jsonl` in `ECX_DATA_DIR`, outside of the database. Every start of a server or command on the restored database compares both and erases again whom the backup brought back, before anything is answered. Where the folder is lost with the database, keep `ecx erase --list FILE` beside your backups, and run `ecx erase --replay FILE` after a restore.',
  '',
];

test('docs/privacy.md is what the inventory says', async () => {
  await expect(page()).toMatchFileSnapshot('../../docs/privacy.md');
});
