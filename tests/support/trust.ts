import { appendFileSync } from 'node:fs';

/** Whether everything is tried, which takes minutes (`npm run prove -- trust`), instead of a part of it at every place. */
export const isWhole = process.env.ECX_TRUST === 'whole';

/** A figure of the proof; the tests alone keep none. */
export function note(figure: string, value: number, unit: string): void {
  const file = process.env.ECX_TRUST_FIGURES;
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ figure, value, unit })}\n`);
}
