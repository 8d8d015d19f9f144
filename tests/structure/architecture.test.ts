import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { violations } from '../../scripts/architecture.mjs';
import { roomOf, rooms } from '../../scripts/rooms.mjs';

const root = new URL('../../', import.meta.url);

interface Row {
  readonly room: string;
  readonly holds: string;
  readonly imports: string;
}

/** The rows of the page's table "Who may import whom". */
function pageRows(): Row[] {
  const page = readFileSync(new URL('ARCHITECTURE.md', root), 'utf8');
  const table = page
    .slice(page.indexOf('## Who may import whom'))
    .split('\n')
    .filter((line) => /^\| [a-z]/.test(line));
  return table.slice(1).map((line) => {
    const [, room = '', holds = '', imports = ''] = line.split('|').map((cell) => cell.trim());
    return { room, holds, imports };
  });
}

/** What the linter enforces, in the words of the page. */
function ruleRows(): Row[] {
  return rooms.map(({ room, holds, imports, types, files = [], packages }) => {
    const named = [
      ...imports,
      ...types.map((name) => `types of ${name}`),
      ...files.map((name) => `\`${name}\``),
      ...packages.map((name) => `\`${name}\``),
    ];
    return { room, holds, imports: named.join(', ') || 'nothing' };
  });
}

describe('ARCHITECTURE.md', () => {
  test('shows exactly the import rules that the linter enforces', () => {
    expect(pageRows()).toEqual(ruleRows());
  });

  test('every folder and file of server/ is a room', () => {
    const entries = readdirSync(new URL('server/', root), { withFileTypes: true });
    const homeless = entries.filter(
      (entry) => roomOf(entry.isDirectory() ? `server/${entry.name}/x.ts` : `server/${entry.name}`) === null,
    );
    expect(homeless.map((entry) => entry.name)).toEqual([]);
  });
});

describe('the rules beyond imports', () => {
  test.each([
    ['server/engine/x.ts', 'export const now = Date.now();', 'expected the clock only in http, cli, main, scorer'],
    ['server/facts/x.ts', 'export const now = new Date();', 'expected the clock only in http, cli, main'],
    ['server/store/x.ts', 'export const url = process.env.DATABASE_URL;', 'expected process.env only in server/settings.ts'],
    ['server/engine/x.ts', 'export async function later(): Promise<void> {}', 'expected the engine to be synchronous'],
    ['server/engine/x.ts', 'export const chance = Math.random();', 'expected no unseeded chance in the engine'],
    ['server/engine/x.ts', 'console.log(1);', 'expected no console in the engine'],
    ['server/attic/x.ts', '', 'expected a file of server/ to lie in a room'],
    ['server/facts/x.ts', '\n'.repeat(301), 'expected at most 300 lines, got 301'],
  ])('in %s, %j is found', (file, text, message) => {
    expect(violations(file, text).join('\n')).toContain(message);
  });

  test.each([
    ['server/http/x.ts', 'export const now = Date.now();'],
    ['server/engine/x.ts', 'export const day = new Date(at).getUTCDate();'],
    ['server/engine/x.ts', 'export const entry = { process: 1, name: row.fetch };'],
    ['server/settings.ts', 'export const port = process.env.PORT;'],
  ])('in %s, %j is allowed', (file, text) => {
    expect(violations(file, text)).toEqual([]);
  });
});
