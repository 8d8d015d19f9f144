import { spawn } from 'node:child_process';
import { chmodSync, createWriteStream, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import type { Figure } from './run.ts';

export const title = 'ecx import of a million visits into a new embedded database';

const root = fileURLToPath(new URL('..', import.meta.url));
const visitRows = 1_000_000;
const customerRows = 50_000;
const days = 730;

export async function run(print: (figure: Figure) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ecx-bench-import-'));
  chmodSync(folder, 0o755); // so that the account of the embedded database can enter when root runs this
  try {
    const files = { customers: join(folder, 'customers.csv'), visits: join(folder, 'visits.csv') };
    await pipeline(Readable.from(inPieces(customersCsv())), createWriteStream(files.customers));
    await pipeline(Readable.from(inPieces(visitsCsv())), createWriteStream(files.visits));
    const customers = await importFile(folder, '--customers', files.customers);
    print({ figure: 'customers with sealed contact data', value: customers.rowsPerSecond, unit: 'rows/s' });
    const visits = await importFile(folder, '--visits', files.visits);
    print({ figure: 'visits, new', value: visits.rowsPerSecond, unit: 'rows/s' });
    if (visits.peakMegabytes !== null) print({ figure: 'memory at most, visits', value: visits.peakMegabytes, unit: 'MB' });
    const again = await importFile(folder, '--visits', files.visits);
    print({ figure: 'visits, all unchanged', value: again.rowsPerSecond, unit: 'rows/s' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Timing {
  readonly rowsPerSecond: number;
  /** Null: the operating system does not say. */
  readonly peakMegabytes: number | null;
}

async function importFile(folder: string, flag: string, path: string): Promise<Timing> {
  const { DATABASE_URL: _another, ...inherited } = process.env;
  const env = { ...inherited, ECX_DATA_DIR: join(folder, 'data') };
  const child = spawn(process.execPath, ['bin/ecx.js', 'import', flag, path, '--json'], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let peakMegabytes: number | null = null;
  const watching = setInterval(() => {
    peakMegabytes = peakOf(child.pid) ?? peakMegabytes;
  }, 100);
  let said = '';
  child.stdout.on('data', (piece) => {
    said += piece;
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearInterval(watching);
  if (code !== 0) throw new Error(`expected the import to end with 0, got ${code}: see its messages above`);
  const { tables, seconds } = JSON.parse(said.trimEnd().split('\n').at(-1) ?? '');
  if (tables[0].rejected > 0) throw new Error(`expected no refused rows, got ${tables[0].rejected}`);
  return { rowsPerSecond: Math.round(tables[0].read / seconds), peakMegabytes };
}

/** Highest resident memory of a process so far, as Linux tells it. */
function peakOf(pid: number | undefined): number | null {
  const path = `/proc/${pid}/status`;
  if (!existsSync(path)) return null;
  const kilobytes = /VmHWM:\s+(\d+) kB/.exec(readFileSync(path, 'utf8'))?.[1];
  return kilobytes === undefined ? null : Math.round(Number(kilobytes) / 1024);
}

function* inPieces(lines: Iterable<string>): Generator<string> {
  let piece = '';
  for (const line of lines) {
    piece += line;
    if (piece.length < 65_536) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}

function* customersCsv(): Generator<string> {
  yield 'customer_id,name,email,phone,birth_date,city,consent_email\n';
  for (let guest = 0; guest < customerRows; guest += 1)
    yield `C${guest},Guest ${guest},guest${guest}@example.com,+1555010${guest},19${50 + (guest % 50)}-05-17,Berlin,true\n`;
}

/** In the order of time, as a till exports them: neighbours belong to different guests. */
function* visitsCsv(): Generator<string> {
  yield 'customer_id,visit_id,visited_at,location_id,service_type,party_size,item_count,gross,discount,total\n';
  const perDay = visitRows / days;
  for (let visit = 0; visit < visitRows; visit += 1) {
    const guest = (visit * 7919) % customerRows;
    const day = Math.floor(visit / perDay);
    const minute = 11 * 60 + Math.floor(((visit - day * perDay) / perDay) * 12 * 60); // from 11:00 to 22:59 local
    const time = new Date(Date.UTC(2024, 0, 1 + day, 0, minute, visit % 60)).toISOString().slice(0, 19).replace('T', ' ');
    const amount = `${20 + (visit % 50)}.${String((visit * 37) % 100).padStart(2, '0')}`;
    yield `C${guest},V${visit},${time},L${visit % 3},DINE_IN,${1 + (visit % 5)},${1 + (visit % 7)},${amount},0,${amount}\n`;
  }
}
