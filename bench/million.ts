import type { Figure } from './run.ts';

export const title = 'Scoring runs: 1,000,000 guests with 30 visits each, visits only, by ecx worker';

/** Takes some 20 minutes and 20 GB of disk. */
export async function run(print: (figure: Figure) => void): Promise<void> {
  process.env.CUSTOMERS = '1000000';
  const [{ openBase }, { runsOfVisits }] = [await import('./score/base.ts'), await import('./score.ts')];
  const base = await openBase();
  try {
    await runsOfVisits(print, base);
  } finally {
    await base.close();
  }
}
