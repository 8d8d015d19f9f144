import { describe, expect, test } from 'vitest';
import { cdnowGuests } from '../support/shared-data.ts';
import { importCdnow, openEcx } from './run.ts';

const isThere = cdnowGuests() !== null;

interface Fitted {
  readonly model: string;
  readonly parameters: Readonly<Record<string, number>>;
  readonly logLikelihood: number;
}

describe('ecx fit', () => {
  test('of too few guests says what is missing, on one line of JSON', async () => {
    const { ecx } = await openEcx();
    const [json, plain] = [await ecx('fit', '--json'), await ecx('fit')];
    expect([json.code, plain.code]).toEqual([0, 0]);
    expect(json.stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(JSON.parse(json.stdout)).toMatchObject({
      tier: 'INSUFFICIENT',
      insufficientData: { reason: 'TOO_FEW_GUESTS', have: 0 },
      base: [],
      spend: null,
      chosen: [],
      backTest: { origins: [], horizons: [] },
    });
    expect(plain.stdout).toMatch(/^Nothing is predicted yet: /);
  });
  test('ends with 2 on bad usage, before anything is read', async () => {
    const { ecx } = await openEcx();
    const runs = await Promise.all([
      ecx('fit', '--as-of', 'yesterday'),
      ecx('fit', '--as-of', '2999-01-01'),
      ecx('fit', '--fast'),
    ]);
    expect(runs.map(({ code }) => code)).toEqual([2, 2, 2]);
    expect(runs[0]?.stderr).toContain('expected a date such as 2026-03-31');
    expect(runs[0]?.stderr).toContain('(ecx fit --help shows how)');
  });
  test('explains itself', async () => {
    const { ecx } = await openEcx();
    const { code, stdout } = await ecx('fit', '--help');
    expect(code).toBe(0);
    expect(stdout).toContain('ecx fit --as-of 2026-03-31');
  });
});

describe.skipIf(!isThere)('ecx fit on the CDNOW sample', () => {
  test('finds the golden numbers as of the usual cut, knowing nothing of what came later', async () => {
    const { ecx } = await openEcx();
    expect((await importCdnow(ecx)).code).toBe(0);
    const { code, stdout } = await ecx('fit', '--as-of', '1997-09-30', '--json');
    expect(code).toBe(0);
    const card = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
    expect(card).toMatchObject({ knownUntil: '1997-09-30', tier: 'FITTED', trust: 'HIGH', customers: 2_357, repeaters: 946 });
    const golden: Readonly<Record<string, readonly [number, Readonly<Record<string, number>>]>> = {
      BG_NBD: [-9_582.43, { r: 0.2426, alpha: 4.4137, a: 0.7929, b: 2.426 }],
      MBG_NBD: [-9_582.13, { r: 0.52479, alpha: 6.18306, a: 0.89135, b: 1.61391 }],
      PARETO_NBD: [-9_594.97, { r: 0.5533, alpha: 10.5776, s: 0.6062, beta: 11.668 }],
    };
    for (const [model, [logLikelihood, parameters]] of Object.entries(golden)) {
      const found: Fitted = card.base.find((each: Fitted) => each.model === model);
      expect(Math.abs(found.logLikelihood - logLikelihood)).toBeLessThan(0.05);
      expect(Object.keys(found.parameters)).toEqual(Object.keys(parameters));
      for (const [name, value] of Object.entries(parameters)) expect((found.parameters[name] ?? 0) / value).toBeCloseTo(1, 2);
    }
    const { p, q, v, customers } = card.spend;
    expect([p / 6.2496, q / 3.7442, v / 15.4435].map((ratio) => Math.abs(ratio - 1) < 0.01)).toEqual([true, true, true]);
    expect(customers).toBe(946);
    expect(card.chosen.map(({ horizonDays }: { horizonDays: number }) => horizonDays)).toContain(card.horizonDays);
    expect(card.backTest.origins.length).toBeGreaterThanOrEqual(3);
    const page = await ecx('fit', '--as-of', '1997-09-30');
    expect(page.stdout).toMatch(/BG_NBD +r 0\.24/);
    expect(page.stdout).toContain('USD, from 946 guests');
  });
});
