import { readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const server = fileURLToPath(new URL('../../server/', import.meta.url));

/** Every file of ours that a file loads with itself: neither types nor what is imported when it is needed. */
function loadedWith(entry: string): string[] {
  const found = new Set([resolve(server, entry)]);
  for (const file of found)
    for (const [, from = ''] of readFileSync(file, 'utf8').matchAll(/^(?:import|export)\s(?!type\b)[^;]*?from '(\.[^']+)';/gms))
      found.add(resolve(dirname(file), from));
  return [...found].map((file) => relative(server, file));
}

test.each(['import', 'score', 'demo', 'erase', 'retention', 'backup', 'restore', 'audit', 'fit', 'predict', 'migrate', 'worker'])(
  'ecx %s loads no GraphQL: it would take memory and time at every start',
  (command) => {
    const files = loadedWith(`cli/${command}.ts`);
    expect(files).toContain('cli/database.ts');
    expect(files.filter((file) => file.startsWith('graphql/'))).toEqual([]);
  },
);

test('what is loaded is seen', () => {
  expect(loadedWith('cli/export.ts')).toContain('graphql/server.ts');
});
