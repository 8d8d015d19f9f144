import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { migrate } from '../server/db/migrate.ts';
import { openDatabase } from '../server/db/open.ts';
import type { Figure } from './run.ts';

export const title = 'ecx export of a query over all customers (BENCH_GUESTS=1000000 for a million)';

const root = fileURLToPath(new URL('..', import.meta.url));
const guests = Number(process.env.BENCH_GUESTS ?? 100_000);
/** Of the guests, those whose score is computed for the export. */
const computed = Math.min(guests, 10_000);
const mostMegabytes = 300;

const plainQuery = '{ customers { nodes { id name segment } } }';
const scoreQuery = (cities: readonly string[]) =>
  `{ customers(filter: { cities: ${JSON.stringify(cities)} }) { nodes { id healthScore { healthScore components { visitFrequency { score } recencyFactor { score } } riskAssessment { churnRisk { probability } } } } } }`;

export async function run(print: (figure: Figure) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ecx-bench-export-'));
  chmodSync(folder, 0o755); // so that the account of the embedded database can enter when root runs this
  const db = await openDatabase({
    dataDir: join(folder, 'data'),
    statementTimeoutMs: 0,
    maxConnections: 2,
    log: () => undefined,
  });
  try {
    await migrate(db, { log: () => undefined });
    await load(db);
    const plain = await exported(folder, plainQuery, guests);
    print({ figure: 'customers with id, name and segment', value: plain.rowsPerSecond, unit: 'rows/s' });
    if (plain.peakMegabytes !== null) print({ figure: 'memory at most', value: plain.peakMegabytes, unit: 'MB' });
    await exported(folder, scoreQuery(['FIRST']), 1); // the facts of the week are computed once, by whoever needs them first
    const scored = await exported(folder, scoreQuery(['FIRST', 'COMPUTED']), computed);
    print({ figure: 'customers with a score, computed', value: scored.rowsPerSecond, unit: 'rows/s' });
    if (scored.peakMegabytes !== null) print({ figure: 'memory at most, computed', value: scored.peakMegabytes, unit: 'MB' });
    const most = Math.max(plain.peakMegabytes ?? 0, scored.peakMegabytes ?? 0);
    if (most > mostMegabytes) throw new Error(`expected at most ${mostMegabytes} MB of memory, got ${most}`);
  } finally {
    await db.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Guests, and six visits for those whose score is asked for. */
async function load(db: Awaited<ReturnType<typeof openDatabase>>): Promise<void> {
  await db.runOnce(
    'bench',
    `insert into customers (customer_id, name, segment, city, created_at, recorded_at)
      select 'C' || g, 'Guest ' || g, (array['VIP', 'LOYAL', null])[1 + g % 3],
        case when g = 1 then 'FIRST' when g <= $2::int then 'COMPUTED' else 'Berlin' end, now() - interval '730 days', now() - interval '730 days'
      from generate_series(1, $1::int) g`,
    [guests, computed],
  );
  await db.runOnce(
    'bench',
    `insert into locations (location_id, name, recorded_at) values ('L0', 'L0', now() - interval '2 years')`,
    [],
  );
  await db.runOnce(
    'bench',
    `insert into visits (customer_id, visit_id, visited_at, business_day, location_id, total_minor, recorded_at)
      select 'C' || g, 'V' || n, at, (at - interval '4 hours')::date, 'L0', 2000 + (hashtext(g || '/' || n) & 4095), at
      from (select g, n, date_trunc('hour', now()) - make_interval(days => 2 + (hashtext('l' || g) & 63) + n * (7 + g % 25)) as at
        from generate_series(1, $1::int) g, generate_series(1, 6) n) v`,
    [computed],
  );
  await db.runOnce('bench', 'analyze', []);
}

interface Timing {
  readonly rowsPerSecond: number;
  /** Null: the operating system does not say. */
  readonly peakMegabytes: number | null;
}

async function exported(folder: string, query: string, expected: number): Promise<Timing> {
  const [file, out] = [join(folder, 'query.graphql'), join(folder, 'out.jsonl')];
  writeFileSync(file, query);
  const { DATABASE_URL: _another, ...inherited } = process.env;
  const env = { ...inherited, ECX_DATA_DIR: join(folder, 'data') };
  const args = ['dist/server/cli/ecx.js', 'export', '--query', file, '--out', out, '--json'];
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] });
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
  if (code !== 0) throw new Error(`expected the export to end with 0, got ${code}: see its messages above`);
  const { rows, seconds } = JSON.parse(said.trimEnd().split('\n').at(-1) ?? '');
  if (rows !== expected) throw new Error(`expected ${expected} rows, got ${rows}`);
  return { rowsPerSecond: Math.round(rows / seconds), peakMegabytes };
}

/** Highest resident memory of a process so far, as Linux tells it. */
function peakOf(pid: number | undefined): number | null {
  const path = `/proc/${pid}/status`;
  if (!existsSync(path)) return null;
  const kilobytes = /VmHWM:\s+(\d+) kB/.exec(readFileSync(path, 'utf8'))?.[1];
  return kilobytes === undefined ? null : Math.round(Number(kilobytes) / 1024);
}
