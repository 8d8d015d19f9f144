import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { tableOf } from '../http/table.ts';
import { testDatabase, testDataDir } from '../support/database.ts';
import { openEcx } from './run.ts';

let ecx: Awaited<ReturnType<typeof openEcx>>['ecx'];
let folder: string;
let url: string;

beforeAll(async () => {
  ({ ecx, url } = await openEcx());
  folder = await mkdtemp(join(await testDataDir(), 'export-'));
  const { code } = await ecx('demo', '--customers', '130', '--months', '6', '--until', '2026-06-30');
  expect(code).toBe(0);
  await ecx('score', '--as-of', '2026-06-30');
});

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

describe('ecx export --query', () => {
  test('streams every customer to a file that has its name once it is whole', async () => {
    const query = await file('all.graphql', '{ customers { nodes { id name healthScore { healthScore } } } }');
    const out = join(folder, 'all.jsonl');
    const { code, stdout } = await ecx('export', '--query', query, '--out', out, '--json');
    expect(code).toBe(0);
    const text = await readFile(out, 'utf8');
    const told = JSON.parse(stdout.trimEnd()) as Record<string, unknown>;
    expect(told).toMatchObject({
      rows: 130,
      bytes: Buffer.byteLength(text),
      sha256: createHash('sha256').update(text).digest('hex'),
    });
    const rows = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string; healthScore: { healthScore: number | null } });
    expect(new Set(rows.map(({ id }) => id)).size).toBe(130);
    expect(rows.some(({ healthScore }) => typeof healthScore.healthScore === 'number')).toBe(true);
    expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  test('takes variables, and writes a table when the file is called one', async () => {
    const query = await file(
      'some.graphql',
      'query ($min: Int!) { customers(filter: { minHealthScore: $min }) { nodes { id healthScore { healthScore healthLevel } } } }',
    );
    const out = join(folder, 'some.csv');
    expect((await ecx('export', '--query', query, '--variables', '{"min": 60}', '--out', out)).code).toBe(0);
    const [head, ...rows] = tableOf(await readFile(out, 'utf8'));
    expect(head).toEqual(['id', 'healthScore.healthScore', 'healthScore.healthLevel']);
    for (const row of rows) expect(Number(row[1])).toBeGreaterThanOrEqual(60);
    const printed = await ecx('export', '--query', query, '--variables', '{"min": 60}', '--format', 'csv');
    expect(printed.stdout).toBe(await readFile(out, 'utf8'));
  });

  test('bad usage ends with 2, what cannot be done with 1, and no file is left', async () => {
    const good = await file('good.graphql', '{ customers { nodes { id } } }');
    const bad = await file('bad.graphql', '{ customers { nodes { nothing } } }');
    const out = join(folder, 'none.jsonl');
    expect((await ecx('export', '--query', bad, '--out', out)).code).toBe(2);
    expect((await ecx('export')).code).toBe(2);
    expect((await ecx('export', '--query', good, '--variables', '[]', '--out', out)).code).toBe(2);
    expect((await ecx('export', '--query', good, '--json')).code).toBe(2);
    expect((await ecx('export', '--query', join(folder, 'missing.graphql'), '--out', out)).code).toBe(1);
    expect((await ecx('export', '--query', good, '--out', join(folder, 'no', 'such', 'folder'))).code).toBe(1);
    expect(await readdir(folder)).not.toContain('none.jsonl');
  });
});

describe('ecx export --customer', () => {
  test('holds every row of every table that belongs to the customer, in clear', async () => {
    const customers = await file(
      'guests.csv',
      'customer_id,name,email,phone,birth_date,dietary\nP-1,Ada Person,marker-mail@example.com,+49 30 5550001,1980-02-29,no nuts\n',
    );
    const visits = await file('visits.csv', 'customer_id,visit_id,visited_at,total\nP-1,V1,2026-06-01T18:00:00Z,20.00\n');
    const feedback = await file(
      'feedback.csv',
      'customer_id,feedback_id,at,rating,comment\nP-1,F1,2026-06-02T10:00:00Z,5,marker-comment was lovely\n',
    );
    expect((await ecx('import', '--customers', customers, '--visits', visits, '--feedback', feedback)).code).toBe(0);
    const { code, stdout } = await ecx('export', '--customer', 'P-1');
    expect(code).toBe(0);
    const { tables, about, accessLog } = JSON.parse(stdout) as {
      tables: Record<string, Record<string, unknown>[]>;
      about: Record<string, Record<string, unknown>>;
      accessLog: Record<string, unknown>[];
    };
    expect(tables.customers).toMatchObject([
      { customer_id: 'P-1', name: 'Ada Person', email: 'marker-mail@example.com', birth_date: '1980-02-29', dietary: 'no nuts' },
    ]);
    expect(tables.visits).toMatchObject([{ visit_id: 'V1', total_minor: 2000 }]);
    expect(tables.feedback).toMatchObject([{ feedback_id: 'F1', comment: 'marker-comment was lovely' }]);
    expect((await ecx('export', '--customer', 'NOBODY')).code).toBe(1);
    // Who has seen the customer, this export first; other guests of the same answers stay out.
    const again = await ecx('export', '--customer', 'P-1', '--out', join(folder, 'P-1.json'), '--json');
    expect(JSON.parse(again.stdout)).toMatchObject({ rows: Object.values(tables).flat().length + 2 });
    const seen = JSON.parse(await readFile(join(folder, 'P-1.json'), 'utf8')) as { accessLog: Record<string, unknown>[] };
    expect(seen.accessLog).toMatchObject([
      { kind: 'READ', door: 'COMMAND_LINE', principal: 'command line', acts: ['export --customer'] },
      { kind: 'READ', acts: ['export --customer'] },
    ]);
    expect(JSON.stringify(seen.accessLog)).not.toContain('customerIds');
    expect(accessLog).toHaveLength(1);
    expect(about.accessLog).toEqual({ purpose: expect.stringContaining('who read'), kept: expect.stringContaining('400 days') });
    const db = await testDatabase({ url });
    const owned = await db.run<{ table: string }>(
      'owned',
      `select c.relname as table from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'customer_id'
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')`,
      [],
    );
    const keysAlone = ['customer_keys'];
    expect(Object.keys(tables).sort()).toEqual(
      owned
        .map(({ table }) => table)
        .filter((table) => !keysAlone.includes(table))
        .sort(),
    );
  });
});
