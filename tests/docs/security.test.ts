import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('../../', import.meta.url);
const page = readFileSync(new URL('SECURITY.md', root), 'utf8');
const commands = [...page.matchAll(/`npm (test|run prove|run bench) -- ([^`]+)`/g)].flatMap(([, kind = '', what = '']) =>
  what
    .split(' ')
    .filter((word) => word !== 'FILE' && word !== 'NAME')
    .map((name) => ({ kind, name })),
);

test('SECURITY.md has a command for each figure from G1 to G19', () => {
  const rows = [...page.matchAll(/^\| (G\d+) \| .+ \| `npm .+` \|$/gm)].map(([, figure]) => figure);
  expect(rows).toEqual(Array.from({ length: 19 }, (_, index) => `G${index + 1}`));
});

test.each(commands)('npm $kind -- $name runs something that is there', ({ kind, name }) => {
  const path = kind === 'test' ? name : `${kind.replace('run ', '')}/${name}.ts`;
  expect(existsSync(new URL(path, root)), path).toBe(true);
});

test('SECURITY.md links only to files that exist', () => {
  const linked = [...page.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path = '']) => path);
  expect(linked).not.toEqual([]);
  expect(linked.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
});
