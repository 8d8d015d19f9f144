import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { adminToken, bearer, testServer } from '../http/serving.ts';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly action: string };
}

const text = readFileSync(new URL('../../docs/operation/alerts.yml', import.meta.url), 'utf8');
const { groups } = parse(text) as { readonly groups: readonly { readonly name: string; readonly rules: readonly Rule[] }[] };
const rules = groups.flatMap((group) => group.rules);

/** Names of figures in an expression: what is no function, no label and no word of PromQL. */
function figuresOf(expr: string): string[] {
  const bare = expr
    .replaceAll(/"[^"]*"/g, '')
    .replaceAll(/\{[^}]*\}/g, '')
    .replaceAll(/\b(by|on)\s*\([^)]*\)/g, '');
  return [...bare.matchAll(/\b[a-z_][a-z0-9_]*\b(?!\s*\()/g)]
    .map(([name]) => name)
    .filter((name) => !/^(by|on|and|or|unless|e9|m|h|s)$/.test(name));
}

let shown: ReadonlySet<string>;

beforeAll(async () => {
  const server = await testServer();
  await server.ask('{ __typename }', bearer(adminToken));
  const metrics = await (await fetch(`${server.url}/metrics`, { headers: bearer(adminToken) })).text();
  const types = [...metrics.matchAll(/^# TYPE (\w+) (\w+)$/gm)];
  shown = new Set(
    types.flatMap(([, name = '', type]) => (type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name])),
  );
});

describe('the alert rules', () => {
  test('are complete, and each has a name of its own', () => {
    expect(rules.length).toBeGreaterThan(10);
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
    for (const rule of rules) {
      expect(rule, rule.alert).toMatchObject({
        alert: expect.stringMatching(/^Ecx[A-Z]\w+$/),
        for: expect.stringMatching(/^\d+[mh]$/),
        labels: { severity: expect.stringMatching(/^(page|ticket)$/) },
        annotations: { summary: expect.stringMatching(/\S/), action: expect.stringMatching(/\.$/) },
      });
    }
  });

  test.each(rules)('$alert asks for figures that are shown: $expr', ({ expr }) => {
    const figures = figuresOf(expr);
    expect(figures).not.toEqual([]);
    expect(figures.filter((name) => name !== 'up' && !shown.has(name))).toEqual([]);
    for (const [open, close] of ['()', '{}', '[]']) expect(expr.split(open ?? '').length).toBe(expr.split(close ?? '').length);
  });

  test('name only codes of errors that exist', () => {
    const known = readFileSync(new URL('../../server/graphql/errors.ts', import.meta.url), 'utf8');
    const codes = [...text.matchAll(/code="(\w+)"/g)].map(([, code]) => code);
    expect(codes).not.toEqual([]);
    expect(codes.filter((code) => !known.includes(`'${code}'`))).toEqual([]);
  });
});
