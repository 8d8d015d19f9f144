import { readFileSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { cpus, loadavg, totalmem } from 'node:os';
import { performance } from 'node:perf_hooks';

/** One measured number; `unit` names what it counts, such as "rows/s" or "ms". */
export interface Figure {
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
}

/** What a file of bench/ or prove/ exports. A failed proof throws. */
export interface Measurement {
  readonly title: string;
  run(print: (figure: Figure) => void): Promise<void>;
}

/** What lies in bench/ beside the benchmarks themselves. */
const notMeasurements = ['run', 'whole', 'importing'];
const kinds = { bench: 'benchmark', prove: 'proof' } as const;
const page = new URL('../docs/benchmarks.md', import.meta.url);

/** The names that `npm run <kind> -- <name>` takes. */
async function namesOf(kind: string): Promise<string[]> {
  const files = await readdir(new URL(`../${kind}/`, import.meta.url)).catch(() => []);
  const names = files.filter((file) => file.endsWith('.ts')).map((file) => file.slice(0, -'.ts'.length));
  return names.filter((name) => !notMeasurements.includes(name)).sort();
}

/** Runs one file, printing a JSON line per figure as it comes and a table at the end. */
async function measure(kind: string, name: string): Promise<{ title: string; figures: Figure[] }> {
  const module = (await import(new URL(`../${kind}/${name}.ts`, import.meta.url).href)) as Measurement;
  const figures: Figure[] = [];
  const startedAt = performance.now();
  process.stderr.write(`${module.title}\n`);
  await module.run((figure) => {
    figures.push(figure);
    process.stdout.write(`${JSON.stringify({ [kind]: name, ...figure })}\n`);
  });
  const width = Math.max(0, ...figures.map(({ figure }) => figure.length));
  for (const { figure, value, unit } of figures)
    process.stderr.write(`  ${figure.padEnd(width)}  ${readable(value).padStart(12)} ${unit}\n`);
  process.stderr.write(`  done in ${((performance.now() - startedAt) / 1000).toFixed(1)} s\n`);
  return { title: module.title, figures };
}

function readable(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: Math.abs(value) >= 100 ? 0 : 2 });
}

/** Replaces the benchmark's section of docs/benchmarks.md, between its two comment lines. */
function write(name: string, title: string, figures: readonly Figure[], today: string): void {
  const machine = `${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, load average ${Math.round(loadavg()[0] ?? 0)}`;
  const rows = figures.map(({ figure, value, unit }) => `| ${figure} | ${readable(value)} ${unit} |`);
  const head = [`<!-- ${name} -->`, `## ${name}: ${title}`, '', `${today}, Node ${process.versions.node}, ${machine}`, ''];
  const section = [...head, '| figure | value |', '| --- | ---: |', ...rows, `<!-- /${name} -->`].join('\n');
  const text = readFileSync(page, 'utf8');
  const old = new RegExp(`<!-- ${name} -->[^]*<!-- /${name} -->`);
  writeFileSync(page, old.test(text) ? text.replace(old, () => section) : `${text.trimEnd()}\n\n${section}\n`);
}

const [kind = '', ...rest] = process.argv.slice(2);
const wanted = rest.filter((argument) => !argument.startsWith('--'));
const flags = rest.filter((argument) => argument.startsWith('--'));
const names = await namesOf(kind);
const unknown = wanted.filter((name) => !names.includes(name));
const size = /^--customers=([1-9]\d*)$/;
const wrongFlags = flags.filter((flag) => flag !== '--write' && !size.test(flag));
if (!(kind in kinds) || wanted.length === 0 || unknown.length > 0 || wrongFlags.length > 0) {
  const what = [...unknown, ...wrongFlags].map((word) => JSON.stringify(word)).join(', ') || 'no name';
  process.stderr.write(
    `expected npm run ${kind} -- NAME … [--customers=N] [--write] with a name of: ${names.join(', ') || '(none yet)'}; got ${what}\n`,
  );
  process.exit(2);
}
// How many guests are made, for those that make any.
for (const [, customers] of flags.map((flag) => size.exec(flag) ?? []))
  if (customers !== undefined) process.env.CUSTOMERS = customers;
for (const name of wanted) {
  const { title, figures } = await measure(kind, name);
  if (flags.includes('--write')) write(name, title, figures, new Date().toISOString().slice(0, 10));
}
// A measurement that leaves a timer or a connection behind must not keep the runner waiting.
process.exit(0);
