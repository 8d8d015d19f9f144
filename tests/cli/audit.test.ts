import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { testDatabase, testDataDir } from '../support/database.ts';
import { openEcx } from './run.ts';

const guests = 'customer_id,name,email\nC1,Ada,ada@example.com\nC2,Bruno,bruno@example.com\n';

test('commands are on record, and ecx audit finds what was done to the record', { timeout: 180_000 }, async () => {
  const { url, ecx } = await openEcx();
  const folder = await testDataDir();
  const [file, query, heads, out] = ['guests.csv', 'query.graphql', 'heads.jsonl', 'entries.jsonl'].map((name) =>
    join(folder, name),
  ) as [string, string, string, string];
  await writeFile(file, guests);
  await writeFile(query, 'query Everybody { customers(first: 10) { nodes { id email } } }');
  expect(await ecx('import', '--customers', file)).toMatchObject({ code: 0 });
  const { id: keyId } = JSON.parse((await ecx('key', 'create', '--role', 'ANALYST', '--json')).stdout) as { readonly id: string };
  expect(await ecx('export', '--customer', 'C1', '--out', join(folder, 'C1.json'))).toMatchObject({ code: 0 });
  expect(await ecx('export', '--query', query, '--out', join(folder, 'all.jsonl'))).toMatchObject({ code: 0 });
  expect(await ecx('audit', 'head', '--out', heads)).toMatchObject({ code: 0 });
  expect(await ecx('erase', 'C1', '--yes')).toMatchObject({ code: 0 });
  expect(await ecx('audit', 'export', '--out', out)).toMatchObject({ code: 0 });

  const entries = (await readFile(out, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly acts: string[]; readonly operation: string | null });
  expect(entries).toMatchObject([
    { no: 1, kind: 'CHANGE', door: 'COMMAND_LINE', principal: 'command line', acts: ['import'], targets: ['customers'] },
    { no: 2, acts: ['key create'], targets: [keyId] },
    { no: 3, kind: 'READ', acts: ['export --customer'], customerIds: [expect.stringMatching(/^erased:/)] },
    { no: 4, kind: 'READ', fields: ['email'], customerIds: [expect.stringMatching(/^erased:/), 'C2'] },
    { no: 5, acts: ['erase'], customerIds: [expect.stringMatching(/^erased:/)] },
    { no: 6, kind: 'READ', acts: ['audit export'] },
  ]);
  expect(await readFile(out, 'utf8')).not.toMatch(/C1|Ada|example\.com/);

  expect(JSON.parse((await ecx('audit', 'verify', '--head', heads, '--json')).stdout)).toMatchObject({
    ok: true,
    entries: 6,
    faults: [],
  });
  const db = await testDatabase({ url });
  await sql`delete from audit_entries where entry_no > 3`.execute(db.kysely);
  await sql`update audit_head set entry_no = 3, hash = (select hash from audit_entries where entry_no = 3)`.execute(db.kysely);
  const cut = await ecx('audit', 'verify', '--head', heads, heads);
  expect(cut.code).toBe(1);
  expect(cut.stdout).toContain('compared with 2 kept heads');
  expect(cut.stdout).toMatch(/entry 4 the head of .* knows 4 entries, the log ends at 3/);
  await sql`update audit_entries set principal = 'somebody else' where entry_no = 2`.execute(db.kysely);
  const changed = await ecx('audit', 'verify', '--json');
  expect(changed.code).toBe(1);
  expect(JSON.parse(changed.stdout)).toMatchObject({ ok: false, faults: [{ entry: 2 }] });
});
