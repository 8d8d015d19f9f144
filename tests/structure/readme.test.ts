import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { askedAnswers, demoUntil, readReadme, shownAnswers } from '../../scripts/readme-answers.mjs';
import { testDatabaseUrl, testDataDir, testEncryptionKey } from '../support/database.ts';

const root = new URL('../../', import.meta.url);
const page = readReadme();

describe('the README', () => {
  test('shows five queries with the answers that the program gives', { timeout: 240_000 }, async () => {
    const asked = await askedAnswers({
      DATABASE_URL: await testDatabaseUrl(),
      ECX_DATA_DIR: await testDataDir(),
      ECX_ENCRYPTION_KEY: testEncryptionKey,
    });
    expect(asked).toHaveLength(5);
    expect(shownAnswers()).toEqual(asked);
  });

  test('says which demo its answers come from', () => {
    expect(page).toContain(`--until ${demoUntil}`);
  });

  test('names only npm scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as { scripts: Record<string, string> };
    const named = [...page.matchAll(/npm run ([a-z-]+)/g)].map(([, name = '']) => name);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  test('links only to files that exist', () => {
    const linked = [...page.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path = '']) => path);
    expect(linked.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
  });
});
