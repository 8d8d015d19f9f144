import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '../server/db/migrate.ts';
import { type Db, openDatabase } from '../server/db/open.ts';
import { loadDemo } from '../server/demo/load.ts';
import { demoOptions } from '../server/demo/options.ts';
import { openWeeks } from '../server/facts/population.ts';
import { completeRun } from '../server/jobs/runs.ts';
import { calendarOf, scoringConfigOf } from '../server/jobs/scoring.ts';
import { scoreSinks } from '../server/jobs/sinks.ts';
import { readSettings } from '../server/settings.ts';
import type { Figure } from './run.ts';

const guests = Number(process.env.CUSTOMERS ?? 5_000);
const days = 7;

export const title = `Size on disk: the demo of ${guests.toLocaleString('en-US')} guests over 24 months, scored on ${days} days in a row and vacuumed after each`;

type Print = (figure: Figure) => void;

interface TableSize {
  readonly table: string;
  readonly rows: number;
  readonly heapBytes: number;
}
interface IndexSize {
  readonly table: string;
  readonly index: string;
  readonly bytes: number;
}

export async function run(print: Print): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ecx-bench-size-'));
  chmodSync(folder, 0o755); // so that the account of the embedded database can enter when root runs this
  const db = await openDatabase({
    dataDir: join(folder, 'data'),
    statementTimeoutMs: 0,
    maxConnections: 4,
    log: () => undefined,
  });
  try {
    await migrate(db, { log: () => undefined });
    await loadAndScore(db, print);
    await report(db, print);
  } finally {
    await db.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Loads the demo until 2026-03-31 and scores everybody as of each of the last days, as nightly runs do. */
async function loadAndScore(db: Db, print: Print): Promise<void> {
  const settings = readSettings({ TIME_ZONE: 'Europe/Berlin' });
  const [calendar, config] = [calendarOf(settings), scoringConfigOf(settings)];
  const now = Date.parse('2026-04-02T08:00:00Z');
  const { CURRENCY: currency } = settings;
  const options = demoOptions({ customers: String(guests), until: '2026-03-31', currency, now });
  await loadDemo(db, options, { ...calendar, now, currency, createCustomers: false }, () => undefined);
  const clock = () => now;
  const weeks = openWeeks({ db, worker: db, config, calendar, clock, patienceMs: Number.POSITIVE_INFINITY });
  const sinks = scoreSinks(config);
  let before = 0;
  for (let day = days; day > 0; day -= 1) {
    const asOf = Date.parse('2026-04-01T03:00:00Z') - (day - 1) * 86_400_000;
    await completeRun(db, { kind: 'COMMAND', asOf }, { config, calendar, weeks, sinks, clock, rangesAtOnce: 2 });
    const [{ rows } = { rows: 0 }] = await db.runOnce<{ rows: number }>(
      'bench',
      'select count(*)::int as rows from score_history',
      [],
    );
    if (day < days)
      print({ figure: `run ${days - day}: new rows of history`, value: (rows - before) / guests, unit: 'per guest' });
    before = rows;
    await db.runOnce('bench', 'vacuum', []); // as autovacuum does in the day between two nights
  }
}

async function report(db: Db, print: Print): Promise<void> {
  await db.runOnce('bench', 'vacuum analyze', []);
  const tables = await db.runOnce<TableSize>(
    'bench',
    `select relname as table, reltuples::float8 as rows, pg_table_size(oid)::float8 as "heapBytes"
     from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by relname`,
    [],
  );
  const indexes = await db.runOnce<IndexSize>(
    'bench',
    `select t.relname as table, i.relname as index, pg_relation_size(i.oid)::float8 as bytes
     from pg_index x join pg_class t on t.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
     where t.relnamespace = 'public'::regnamespace order by t.relname, i.relname`,
    [],
  );
  let total = 0; // of all tables
  for (const { table, rows, heapBytes } of tables) {
    const own = indexes.filter((index) => index.table === table);
    const bytes = heapBytes + own.reduce((sum, index) => sum + index.bytes, 0);
    total += bytes;
    // What does not grow with the guests, and marks, which wait for a second each and not until an instant in the past. A block holds many guests.
    if ((rows < guests / 10 && table !== 'guest_blocks') || table === 'rescore_marks') continue;
    print({ figure: `${table}: rows`, value: rows / guests, unit: 'per guest' });
    print({ figure: `${table}: the table`, value: heapBytes / rows, unit: 'bytes per row' });
    for (const index of own)
      print({ figure: `${table}: index ${index.index}`, value: index.bytes / rows, unit: 'bytes per row' });
    print({ figure: `${table}: with its indexes`, value: bytes / guests, unit: 'bytes per guest' });
  }
  print({ figure: 'everything', value: total / guests, unit: 'bytes per guest' });
}
