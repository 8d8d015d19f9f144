import type { Baseline, ModelCardQuery } from '../generated/graphql.ts';

export type Card = NonNullable<ModelCardQuery['modelCard']>;
export type Horizon = Card['backTest']['horizons'][number];
export type Origin = Card['backTest']['origins'][number];
export type Bin = Horizon['bins'][number];

/** z of an interval that holds 9 times in 10. */
const z90 = 1.645;

/** Where a share lies 9 times in 10, by Wilson: it stays within 0 and 1 and says something at 0 and 1 too. */
export function shareInterval(share: number, n: number, z = z90): { readonly lower: number; readonly upper: number } {
  if (n <= 0) return { lower: 0, upper: 1 };
  const middle = (share + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  return { lower: Math.max(0, Math.min(share, middle - half)), upper: Math.min(1, Math.max(share, middle + half)) };
}

/** The group whose chance was nearest to 7 in 10: what the verdict tells of. */
export function toldBin(bins: readonly Bin[]): Bin | null {
  const away = (bin: Bin) => Math.abs(bin.predicted - 0.7);
  return bins.reduce<Bin | null>((best, bin) => (best === null || away(bin) < away(best) ? bin : best), null);
}

/** Guests by tenths of the chance they were given. */
export function countsByTenth(bins: readonly Bin[]): readonly number[] {
  const counts = Array.from({ length: 10 }, () => 0);
  for (const { predicted, guests } of bins) {
    const tenth = Math.min(9, Math.max(0, Math.floor(predicted * 10)));
    counts[tenth] = (counts[tenth] ?? 0) + guests;
  }
  return counts;
}

/** The error of a way to predict over past days. */
export interface Judged {
  /** null: our own. */
  readonly rule: Baseline | null;
  /** Mean squared error over all days, weighted by guests; null: could not be judged. */
  readonly error: number | null;
  /** That of the best and of the worst day. */
  readonly best: number | null;
  readonly worst: number | null;
  /** Chance that a guest who returned stands before one who did not; null: could not be judged. */
  readonly ranking: number | null;
}

/** Ours and the simple rules over the days on which all of them can be judged, ours first; and how many days these are. */
export function judged(origins: readonly Origin[]): { readonly rows: readonly Judged[]; readonly days: number } {
  const fair = origins.filter(
    ({ champion, baselines }) =>
      champion.brier !== null && baselines.length > 0 && baselines.every(({ brier }) => brier !== null),
  );
  const rules = [...new Set(fair.flatMap(({ baselines }) => baselines.map(({ name }) => name)))];
  const row = (rule: Baseline | null): Judged => {
    const scores = fair.map((origin) => ({
      guests: origin.guests,
      score: rule === null ? origin.champion : origin.baselines.find(({ name }) => name === rule),
    }));
    const errors = scores.flatMap(({ score }) => score?.brier ?? []);
    return {
      rule,
      error: meanOf(scores.map(({ guests, score }) => ({ guests, value: score?.brier ?? null }))),
      best: errors.length === 0 ? null : Math.min(...errors),
      worst: errors.length === 0 ? null : Math.max(...errors),
      ranking: meanOf(scores.map(({ guests, score }) => ({ guests, value: score?.auc ?? null }))),
    };
  };
  return { rows: fair.length === 0 ? [] : [row(null), ...rules.map(row)], days: fair.length };
}

/** A mean weighted by guests over what is known; null: nothing is. */
function meanOf(parts: readonly { readonly guests: number; readonly value: number | null }[]): number | null {
  const known = parts.filter(({ value, guests }) => value !== null && guests > 0);
  const guests = known.reduce((sum, part) => sum + part.guests, 0);
  return guests === 0 ? null : known.reduce((sum, part) => sum + part.guests * (part.value ?? 0), 0) / guests;
}
