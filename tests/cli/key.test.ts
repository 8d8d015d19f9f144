import { expect, test } from 'vitest';
import { openUseLog } from '../../server/store/deprecated-uses.ts';
import { testDatabase } from '../support/database.ts';
import { openEcx } from './run.ts';

test('ecx key usage says which key still asks for deprecated names', { timeout: 120_000 }, async () => {
  const { url, ecx } = await openEcx();
  const made = await ecx('key', 'create', '--role', 'ANALYST', '--name', 'Weekly report', '--json');
  const { id } = JSON.parse(made.stdout) as { readonly id: string };
  expect((await ecx('key', 'usage')).stderr).toContain('Nobody asked for a deprecated name in the last 30 days.');
  const log = openUseLog(await testDatabase({ url }));
  log.note({ principal: `key:${id}`, client: 'till 4.2', fields: ['Customer.city'], now: Date.now() });
  await log.settled();
  const { uses } = JSON.parse((await ecx('key', 'usage', '--days', '2', '--json')).stdout) as {
    readonly uses: readonly object[];
  };
  expect(uses).toMatchObject([{ principal: `key:${id}`, keyName: 'Weekly report', client: 'till 4.2', operations: 1 }]);
  expect((await ecx('key', 'usage')).stdout).toMatch(
    /^Customer\.city {2}1 times, last on \d{4}-\d\d-\d\d {2}key:\w+, Weekly report, till 4\.2\n$/,
  );
  expect(await ecx('key', 'usage', '--days', '0')).toMatchObject({ code: 2 });
});

test('ecx key create grants contact data to partners only', { timeout: 120_000 }, async () => {
  const { ecx } = await openEcx();
  const create = (role: string) => ecx('key', 'create', '--role', role, '--customers', 'C1', '--scopes', 'contact', '--json');
  expect(JSON.parse((await create('PARTNER')).stdout)).toMatchObject({ role: 'PARTNER', customers: ['C1'], scopes: ['contact'] });
  const refused = await create('ANALYST');
  expect([refused.code, refused.stdout]).toEqual([2, '']);
  expect(refused.stderr).toContain('--scopes: expected the scope contact with the role PARTNER only, got ANALYST');
});
