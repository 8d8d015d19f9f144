/**
 * The queries of README.md and their answers, asked of the real program with the demo restaurant of a fixed day. `npm run readme` writes the
 * answers into the page; a test asks the same way and compares.
 */
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, runNode, say } from './tools.mjs';

/** The demo that the page's answers were taken from: the same arguments draw the same rows for ever. */
export const demoUntil = '2026-06-30';
const token = 'asks-the-queries-of-the-readme';
const patienceMs = 60_000;
const pair = /```graphql\n([\s\S]*?)```\n+```json\n([\s\S]*?)```/g;

export function readReadme() {
  return readFileSync(join(root, 'README.md'), 'utf8');
}

/** The pairs of a query and the answer shown below it. */
export function shownAnswers(page = readReadme()) {
  return [...page.matchAll(pair)].map(([, query = '', answer = '']) => ({ query, answer: JSON.parse(answer) }));
}

/**
 * Loads and scores the demo, serves it, asks each query of the page and stops the server.
 * @param environment where the database is: DATABASE_URL, or ECX_DATA_DIR for an embedded one
 */
export async function askedAnswers(environment, page = readReadme()) {
  const port = await freePort();
  const settings = {
    ECX_DEMO: 'off',
    ECX_WORKER: 'off',
    ECX_ADMIN_TOKEN: token,
    PORT: String(port),
    HOST: '127.0.0.1',
    LOG_LEVEL: 'warn',
  };
  const env = { ...process.env, ...settings, ...environment };
  await ecx(env, 'demo', '--until', demoUntil);
  await ecx(env, 'score', '--as-of', demoUntil);
  const server = spawn(process.execPath, ['bin/ecx.js', 'serve'], { cwd: root, env, stdio: 'ignore' });
  const ended = new Promise((resolve) => server.on('exit', resolve));
  try {
    await ready(server, port);
    const answers = [];
    for (const { query } of shownAnswers(page)) answers.push({ query, answer: await ask(port, query) });
    return answers;
  } finally {
    server.kill('SIGTERM');
    await ended;
  }
}

async function ecx(env, ...args) {
  const { code, output } = await runNode(['bin/ecx.js', ...args], { env });
  if (code !== 0) throw new Error(`expected ecx ${args.join(' ')} to end with 0, got ${code}: ${output}`);
}

async function ready(server, port) {
  for (const startedAt = Date.now(); Date.now() - startedAt < patienceMs; ) {
    if (server.exitCode !== null)
      throw new Error(`expected the server to run, got exit code ${server.exitCode}: try npm run ecx -- serve`);
    const response = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`expected the server to be ready within ${patienceMs / 1000} s, got nothing: try npm run ecx -- serve`);
}

/** A past week that nobody asked for before is fitted first: the answer then says when to ask again, as it says to any caller. */
async function ask(port, query) {
  for (const startedAt = Date.now(); ; ) {
    const { data, errors } = await askedOnce(port, query);
    if (errors === undefined) return shortened(data);
    const { code, retryAfter } = errors[0]?.extensions ?? {};
    if (code !== 'PROFILE_UNAVAILABLE' || Date.now() - startedAt > patienceMs)
      throw new Error(`expected an answer, got ${JSON.stringify(errors)} to ${query}`);
    await new Promise((resolve) => setTimeout(resolve, 1000 * retryAfter));
  }
}

async function askedOnce(port, query) {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  });
  return await response.json();
}

/** Six digits are enough to read, and the last ones of a float may differ from one processor to the next. */
function shortened(value) {
  if (typeof value === 'number') return Number(value.toPrecision(6));
  if (Array.isArray(value)) return value.map(shortened);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shortened(item)]));
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** JSON as on the page: what fits on a line stays on a line. */
function readable(value, indent = '') {
  const line = JSON.stringify(value, null, 1).replace(/\n\s*/g, ' ');
  if (value === null || typeof value !== 'object' || indent.length + line.length <= 116) return line;
  const inner = `${indent}  `;
  const parts = Array.isArray(value)
    ? value.map((item) => `${inner}${readable(item, inner)}`)
    : Object.entries(value).map(([key, item]) => `${inner}${JSON.stringify(key)}: ${readable(item, inner)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${parts.join(',\n')}\n${indent}${close}`;
}

async function write() {
  const folder = mkdtempSync(join(tmpdir(), 'ecx-readme-'));
  // So that the account of the embedded database can enter when root runs this.
  chmodSync(folder, 0o755);
  try {
    const page = readReadme();
    const answers = await askedAnswers({ ECX_DATA_DIR: folder }, page);
    let next = 0;
    const written = page.replace(pair, (_block, query) => {
      const { answer } = answers[next++];
      return `\`\`\`graphql\n${query}\`\`\`\n\n\`\`\`json\n${readable(answer)}\n\`\`\``;
    });
    writeFileSync(join(root, 'README.md'), written);
    say(`README.md shows ${answers.length} answers`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await write();
