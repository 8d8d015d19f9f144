import { spawn } from 'node:child_process';
import { chmodSync, createWriteStream, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What an import came to. */
export interface Timing {
  readonly seconds: number;
  /** Rows of the first table. */
  readonly read: number;
  /** Null: the operating system does not say. */
  readonly peakMegabytes: number | null;
}

/** Gives `work` a folder of its own, with room for an embedded database, and takes it away afterwards. */
export async function withinFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ecx-bench-import-'));
  chmodSync(folder, 0o755); // so that the account of the embedded database can enter when root runs this
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function writeLines(path: string, lines: Iterable<string>): Promise<void> {
  await pipeline(Readable.from(inPieces(lines)), createWriteStream(path));
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

/** `ecx import` in a process of its own, into the folder's database; nothing may be refused. */
export async function importWith(folder: string, args: readonly string[]): Promise<Timing> {
  const { DATABASE_URL: _another, ...inherited } = process.env;
  const env = { ...inherited, ECX_DATA_DIR: join(folder, 'data') };
  const child = spawn(process.execPath, ['bin/ecx.js', 'import', ...args, '--json'], {
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
  const report = JSON.parse(said.trimEnd().split('\n').at(-1) ?? '') as {
    readonly tables: readonly { readonly read: number; readonly rejected: number }[];
    readonly seconds: number;
  };
  const rejected = report.tables.reduce((sum, table) => sum + table.rejected, 0);
  if (rejected > 0) throw new Error(`expected no refused rows, got ${rejected}`);
  return { seconds: report.seconds, read: report.tables[0]?.read ?? 0, peakMegabytes };
}

/** Highest resident memory of a process so far, as Linux tells it. */
function peakOf(pid: number | undefined): number | null {
  const path = `/proc/${pid}/status`;
  if (!existsSync(path)) return null;
  const kilobytes = /VmHWM:\s+(\d+) kB/.exec(readFileSync(path, 'utf8'))?.[1];
  return kilobytes === undefined ? null : Math.round(Number(kilobytes) / 1024);
}
