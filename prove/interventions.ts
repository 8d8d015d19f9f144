/** Simulated experiments with a known lift: how often the 90 % intervals of the report hold the truth. */
import type { Figure } from '../bench/run.ts';
import { coverage } from '../tests/engine/interventions/coverage.ts';

export const title = 'Intervals of the return on interventions: 90 ± 3 % hold the truth';

const rounds = 2_000;
const designs = [
  { name: 'few guests', guests: 250, controlShare: 0.2, uplift: 0.3, billSpread: 0.4 },
  { name: 'few guests, skewed bills', guests: 400, controlShare: 0.15, uplift: 0.3, billSpread: 1 },
  { name: 'small control', guests: 1_000, controlShare: 0.1, uplift: 0.15, billSpread: 0.6 },
  { name: 'no effect', guests: 1_000, controlShare: 0.2, uplift: 0, billSpread: 0.6 },
  { name: 'many guests, skewed bills', guests: 2_000, controlShare: 0.2, uplift: 0.15, billSpread: 1 },
];

export async function run(print: (figure: Figure) => void): Promise<void> {
  const wrong: string[] = [];
  for (const { name, ...design } of designs) {
    const { covered, varianceReduced } = coverage(`prove ${name}`, design, rounds);
    for (const [figure, share] of Object.entries(covered)) {
      print({ figure: `${name}: ${figure}`, value: Math.round(1000 * share) / 10, unit: '% covered' });
      if (Math.abs(share - 0.9) > 0.03) wrong.push(`${name}: ${figure} ${(100 * share).toFixed(1)} %`);
    }
    print({ figure: `${name}: variance taken away`, value: Math.round(100 * varianceReduced), unit: '%' });
  }
  if (wrong.length > 0) throw new Error(`expected 87 to 93 % of the intervals to hold the truth, got ${wrong.join(', ')}`);
}
