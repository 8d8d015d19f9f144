import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { setFlagsFromString } from 'node:v8';
import { Command, Option } from 'commander';
import type { Db } from '../db/open.ts';
import { openBulkSource } from '../http/bulk-source.ts';
import type { Settings } from '../settings.ts';
import type { BulkFormat } from '../store/bulk-exports.ts';
import type { BulkOrder } from '../store/bulk-pieces.ts';
import { commandLine } from './command-line.ts';
import { tell, withDatabase } from './database.ts';
import { openDoor } from './door.ts';
import { exportCustomer } from './export-customer.ts';
import { writeOut } from './export-file.ts';
import { usable } from './options.ts';
import { openProgress } from './progress.ts';

const examples = `
Examples:
  ecx export --query lapsing.graphql --out lapsing.jsonl
  ecx export --query guests.graphql --variables '{"min": 60}' --out guests.csv
  ecx export --query guests.graphql | gzip > guests.jsonl.gz
  echo '{ customers { nodes { id name } } }' | ecx export --query - --format csv
  ecx export --customer C1042 --out C1042.json

The query has one root list, all of which is walked, without first and after:
  query ($min: Int) { customers(filter: { minHealthScore: $min }) { nodes { id name healthScore { healthScore } } } }

JSON Lines hold one customer a line, as the query answers it; CSV has a column for each field, named by its path with dots.
--customer writes everything held about one person as JSON, contact data in clear.`;

interface Options {
  readonly query?: string;
  readonly variables?: string;
  readonly format?: 'jsonl' | 'csv';
  readonly customer?: string;
  readonly out: string;
  readonly json?: true;
}

const formats: Readonly<Record<'jsonl' | 'csv', BulkFormat>> = { jsonl: 'JSON_LINES', csv: 'CSV' };

/** Connections: a page and what it reads beside. */
const connections = 4;

export function exportCommand(): Command {
  return new Command('export')
    .description('write out a query over all customers, or everything about one')
    .option('--query <file>', 'the GraphQL query to run over all customers; - is standard input')
    .option('--variables <json>', 'its variables, as a JSON object')
    .addOption(
      new Option('--format <format>', 'how rows are written (absent: as the ending of --out says)').choices(['jsonl', 'csv']),
    )
    .option('--customer <id>', 'instead: everything held about this customer')
    .option('--out <file>', 'write to this file; - is standard output', '-')
    .option('--json', 'print {rows, bytes, sha256, seconds} as JSON as the last line')
    .addHelpText('after', examples)
    .action((options: Options, command: Command) => exportWhat(options, command));
}

async function exportWhat(options: Options, command: Command): Promise<void> {
  const { query, customer, out, json } = options;
  const usage = (message: string): never => command.error(`error: ${message}`, { exitCode: 2, code: 'ecx.usage' });
  if ((query === undefined) === (customer === undefined)) usage('expected one of --query and --customer; name a file or an id');
  if (json === true && out === '-') usage('expected --out with --json, got none; standard output is for one of the two');
  if (customer !== undefined) {
    if (options.variables !== undefined || options.format !== undefined)
      usage('expected --variables and --format with --query only; a customer is written as JSON');
    return await withDatabase((db, settings) => exportCustomer(db, settings, { customerId: customer, out, json: json === true }));
  }
  const order = { query: await textOf(query ?? ''), variables: usable(command, () => variablesOf(options.variables ?? '{}')) };
  // Rows live for a moment only: with its usual patience the collector lets them pile up to several times what is alive.
  setFlagsFromString('--heap-growing-percent=80');
  await withDatabase((db, settings) => exportQuery(db, settings, { order, options, command }), connections);
}

async function textOf(file: string): Promise<string> {
  try {
    return await (file === '-' ? text(process.stdin) : readFile(file, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`--query: expected a file with a GraphQL query, got ${JSON.stringify(file)} (${reason}); name another file`);
  }
}

/** @throws Error for anything but an object. */
function variablesOf(given: string): Readonly<Record<string, unknown>> {
  const wrong = new Error(`--variables: expected a JSON object such as '{"min": 60}', got ${JSON.stringify(given.slice(0, 60))}`);
  let value: unknown;
  try {
    value = JSON.parse(given);
  } catch {
    throw wrong;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong;
  return value as Readonly<Record<string, unknown>>;
}

interface Asked {
  readonly order: BulkOrder;
  readonly options: Options;
  readonly command: Command;
}

async function exportQuery(db: Db, settings: Settings, { order, options, command }: Asked): Promise<void> {
  const startedAt = performance.now();
  const format = formats[options.format ?? (options.out.toLowerCase().endsWith('.csv') ? 'csv' : 'jsonl')];
  const door = await openDoor(db, settings);
  try {
    usable(command, () => door.planBulk(order));
    const source = openBulkSource({ door, whoIs: async () => commandLine, clock: Date.now });
    const wish = {
      order,
      format,
      principal: commandLine.principal,
      now: Date.now(),
      requestId: 'command-line',
      door: 'COMMAND_LINE' as const,
    };
    const counted = { rows: 0 };
    const progress = openProgress('customers written');
    try {
      const { bytes, sha256 } = await writeOut(
        options.out,
        textsOf(source(wish, null, new AbortController().signal), counted, progress),
      );
      progress.stop();
      const seconds = Math.round(performance.now() - startedAt) / 1000;
      if (options.json === true) process.stdout.write(`${JSON.stringify({ rows: counted.rows, bytes, sha256, seconds })}\n`);
      else tell(`${counted.rows} customers, ${bytes} bytes, SHA-256 ${sha256}`);
    } catch (error) {
      progress.stop();
      throw error;
    }
  } finally {
    await door.apollo.stop();
  }
}

/** @throws Error when a page is refused: what is written so far is not the whole list. */
async function* textsOf(
  steps: ReturnType<ReturnType<typeof openBulkSource>>,
  counted: { rows: number },
  progress: ReturnType<typeof openProgress>,
): AsyncGenerator<string> {
  let total: number | null = null;
  for await (const step of steps) {
    if (step.kind === 'REFUSED') throw new Error(step.message);
    if (step.kind === 'TOTAL') {
      total = step.rows;
      continue;
    }
    counted.rows += step.rows;
    progress.update(counted.rows, total);
    if (step.text !== '') yield step.text;
  }
}
