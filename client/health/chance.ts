import { chanceIn } from '../ui/words.common.ts';

/** The sentence of a chance of a return: its key and values. @param share 0 to 1. */
export function chanceSentence(share: number, days: number) {
  const { key, values } = chanceIn(share);
  return { key, values: { ...values, days } } as const;
}

const dayMs = 86_400_000;

/** The day so many days after an instant, as an instant. */
export function dayAfter(asOf: string, days: number): string {
  return new Date(Date.parse(asOf) + days * dayMs).toISOString();
}
