import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '../server/db/migrate.ts';
import { type Db, openDatabase } from '../server/db/open.ts';
import { shapeOf } from '../server/ingest/columns.ts';
import { type ImportTable, type IngestContext, importTable, type TableReport } from '../server/ingest/import.ts';
import { openSource } from '../server/ingest/source.ts';

export const title = 'Import: CSV text to merged rows, on a fresh embedded database';

type Print = (figure: { figure: string; value: number; unit: string }) => void;

const visitRows = Number(process.argv.find((argument) => argument.startsWith('--rows='))?.slice('--rows='.length) ?? 1_000_000);
const customerRows = Math.ceil(visitRows / 20);
const context: IngestContext = {
  now: Date.parse('2026-03-01T12:00:00Z'),
  timeZone: 'Europe/Berlin',
  dayStartMinutes: 240,
  currency: 'EUR',
  createCustomers: false,
};

export async function run(print: Print): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'ecx-bench-import-'));
  const db = await openDatabase({ dataDir, statementTimeoutMs: 60_000, maxConnections: 3, log: () => undefined });
  let peakBytes = 0;
  const sampling = setInterval(() => {
    peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
  }, 20);
  try {
    await migrate(db);
    const report = async (figure: string, table: ImportTable, csv: () => Iterable<string>) => {
      const startedAt = performance.now();
      const { read, rejected } = await importCsv(db, table, csv());
      if (rejected > 0) throw new Error(`expected no refused rows, got ${rejected}`);
      print({ figure, value: Math.round(read / ((performance.now() - startedAt) / 1000)), unit: 'rows/s' });
    };
    await report('locations', 'locations', () => [
      'location_id,name,time_zone\n',
      'L0,Mitte,Europe/Berlin\nL1,Soho,Europe/London\nL2,Bronx,America/New_York\n',
    ]);
    await report('customers, contact data sealed', 'customers', customersCsv);
    await report('visits, new', 'visits', visitsCsv);
    await report('visits, unchanged', 'visits', visitsCsv);
    print({ figure: 'visit rows', value: visitRows, unit: 'rows' });
    print({ figure: 'memory of the importing process, peak', value: Math.round(peakBytes / 1e6), unit: 'MB' });
  } finally {
    clearInterval(sampling);
    await db.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function importCsv(db: Db, table: ImportTable, csv: Iterable<string>): Promise<TableReport> {
  const source = await openSource(inPieces(csv), shapeOf(table));
  return await importTable(db, context, table, source.records, { onReject: () => undefined });
}

/** Like a file stream: pieces of 64 kB that end anywhere. */
async function* inPieces(lines: Iterable<string>): AsyncGenerator<Uint8Array> {
  let piece = '';
  for (const line of lines) {
    piece += line;
    if (piece.length < 65_536) continue;
    yield Buffer.from(piece);
    piece = '';
  }
  yield Buffer.from(piece);
}

function* customersCsv(): Generator<string> {
  yield 'customer_id,name,email,phone,birth_date,city,consent_email\n';
  for (let guest = 0; guest < customerRows; guest += 1)
    yield `C${guest},Guest ${guest},guest${guest}@example.com,+1555010${guest},19${50 + (guest % 50)}-05-17,Berlin,true\n`;
}

/** In the order of time, as a till exports them: neighbours belong to different guests. */
function* visitsCsv(): Generator<string> {
  yield 'customer_id,visit_id,visited_at,location_id,service_type,party_size,item_count,gross,discount,total\n';
  const perDay = visitRows / 730;
  for (let visit = 0; visit < visitRows; visit += 1) {
    const guest = (visit * 7919) % customerRows;
    const cents = String((visit * 37) % 100).padStart(2, '0');
    const day = Math.floor(visit / perDay);
    const minute = 11 * 60 + Math.floor(((visit - day * perDay) / perDay) * 12 * 60); // from 11:00 to 22:59 local
    const time = new Date(Date.UTC(2024, 0, 1 + day, 0, minute, visit % 60)).toISOString().slice(0, 19).replace('T', ' ');
    yield `C${guest},V${visit},${time},L${visit % 3},DINE_IN,${1 + (visit % 5)},${1 + (visit % 7)},${20 + (visit % 50)}.${cents},0,${20 + (visit % 50)}.${cents}\n`;
  }
}
