import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, inject, test } from 'vitest';
import { calibrationError, logLoss, reliabilityBins, totalBias } from '../../server/engine/predictions/metrics.ts';
import { cdnowCut, cdnowGuests } from '../support/shared-data.ts';
import { importCdnow, openEcx } from './run.ts';

const folder = mkdtempSync(join(inject('runFolder'), 'predict-'));
const guests = cdnowGuests();
const columns =
  'customer_id,x,t_x,T,p_alive,p_return,expected_visits,expected_visits_lower,expected_visits_upper,expected_spend_per_visit,expected_value';

type Row = Readonly<Record<string, string>>;

describe('ecx predict', () => {
  test('with too few guests fails and says what it has and needs', async () => {
    const { ecx } = await openEcx();
    const { code, stdout, stderr } = await ecx('predict', '--as-of', '2026-03-31', '--horizon-days', '90');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/expected 15 or more, got 0; import more visits/);
  });
  test('ends with 2 on bad usage', async () => {
    const { ecx } = await openEcx();
    const runs = await Promise.all([
      ecx('predict', '--horizon-days', '90'),
      ecx('predict', '--as-of', '2026-03-31'),
      ecx('predict', '--as-of', 'soon', '--horizon-days', '90'),
      ecx('predict', '--as-of', '2026-03-31', '--horizon-days', '0'),
      ecx('predict', '--as-of', '2026-03-31', '--horizon-days', '1.5'),
      ecx('predict', '--as-of', '2026-03-31', '--horizon-days', '90', '--json'),
      ecx('predict', '--as-of', '2026-03-31', '--horizon-days', '731'),
    ]);
    expect(runs.map(({ code }) => code)).toEqual([2, 2, 2, 2, 2, 2, 2]);
    expect(runs.at(-1)?.stderr).toContain('from 1 to 730, got "731"');
  });
  test('writes the same rows to a file as to standard output, ids quoted, unknown spend empty, later visits unseen', async () => {
    const { ecx } = await openEcx();
    const visits = Array.from({ length: 60 }, (_, guest) =>
      ['2026-01', '2026-02', '2026-03', '2026-05'].flatMap((month, visit) =>
        visit > 0 && guest % 3 === visit - 1
          ? []
          : [`"G,${guest}",${month}-${String(1 + ((guest * 7 + visit) % 27)).padStart(2, '0')}`],
      ),
    );
    const file = join(folder, 'visits.csv');
    writeFileSync(file, `customer_id,visited_at\n${visits.flat().join('\n')}\nLATE,2026-04-01\n`);
    expect((await ecx('import', '--visits', file, '--create-customers')).code).toBe(0);
    const asked = ['predict', '--as-of', '2026-03-31', '--horizon-days', '30'] as const;
    const printed = await ecx(...asked);
    expect(printed.code).toBe(0);
    expect(printed.stdout.split('\n')[0]).toBe(columns);
    const rows: Row[] = parse(printed.stdout, { columns: true });
    expect(rows).toHaveLength(60);
    expect(rows.map((row) => row.customer_id)).toContain('G,7');
    expect(new Set(rows.map((row) => row.expected_value))).toEqual(new Set(['']));
    const out = join(folder, 'predictions.csv');
    expect((await ecx(...asked, '--out', out)).stdout).toBe('');
    expect(readFileSync(out, 'utf8')).toBe(printed.stdout);
    const told = await ecx(...asked, '--out', out, '--json');
    expect(told.stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(JSON.parse(told.stdout)).toMatchObject({ customers: 60, out, seconds: expect.any(Number) });
    const nowhere = await ecx(...asked, '--out', join(folder, 'missing', 'file.csv'));
    expect(nowhere.code).toBe(1);
    expect(nowhere.stderr).toContain('name another file');
  });
});

describe.skipIf(guests === null)('ecx predict on the CDNOW sample', () => {
  test('tells who came back in the 39 weeks after the cut, and how often in total', async () => {
    const { ecx } = await openEcx();
    expect((await importCdnow(ecx)).code).toBe(0);
    const { code, stdout } = await ecx('predict', '--as-of', '1997-09-30', '--horizon-days', '273');
    expect(code).toBe(0);
    const rows: Row[] = parse(stdout, { columns: true });
    const known = new Map((guests ?? []).map(({ id, days }) => [id, days]));
    expect(rows).toHaveLength(2_357);
    const real = rows.map((row) => (known.get(row.customer_id ?? '') ?? []).filter(({ day }) => day > cdnowCut).length);
    const number = (name: string) => rows.map((row) => Number(row[name]));
    const returned = real.map((count) => Math.min(1, count));
    expect(returned.filter((value) => value === 1)).toHaveLength(684);
    expect(logLoss(number('p_return'), returned)).toBeLessThanOrEqual(0.495);
    expect(Math.abs(totalBias(number('expected_visits'), real) ?? 1)).toBeLessThanOrEqual(0.08);
    expect(calibrationError(reliabilityBins(number('p_return'), returned))).toBeLessThanOrEqual(0.04);
    expect(number('x').filter((x) => x === 0)).toHaveLength(1_411);
    expect(Math.max(...number('T'))).toBeCloseTo(272 / 7, 10);
    for (const [name, low, high] of [
      ['p_alive', 0, 1] as const,
      ['p_return', 0, 1] as const,
      ['expected_value', 0, 20_000] as const,
    ])
      expect(number(name).every((value) => value >= low && value <= high)).toBe(true);
    const [lower, upper] = [number('expected_visits_lower'), number('expected_visits_upper')];
    const inside = real.filter((count, index) => count >= (lower[index] ?? 0) && count <= (upper[index] ?? 0)).length;
    expect(inside / real.length).toBeGreaterThan(0.75);
    const chances = number('p_return');
    expect(number('expected_visits').every((visits, index) => visits >= (chances[index] ?? 1))).toBe(true);
  });
});
