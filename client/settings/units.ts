/** How a setting is written in a field. */
export interface Shown {
  /** Multiplies the stored value. */
  readonly factor: number;
  /** The unit's key in the words; the server's own unit where there is none. */
  readonly unit: 'percent' | 'days' | null;
  /** Step of the field. */
  readonly step: number;
}

const daySeconds = 86_400;

/** Shares and probabilities are written as percent, seconds as days, all else as it is. */
export function shownAs({ unit, whole }: { readonly unit: string; readonly whole: boolean }): Shown {
  if (unit === 'probability' || unit === 'share') return { factor: 100, unit: 'percent', step: 1 };
  if (unit === 'seconds') return { factor: 1 / daySeconds, unit: 'days', step: 1 };
  return { factor: 1, unit: null, step: whole ? 1 : 0.5 };
}

/** A stored value as a field shows it, with at most two decimals. */
export function toField(value: number, { factor }: Shown): number {
  return Math.round(value * factor * 100) / 100;
}

/** What was typed, as it is stored. @param whole no decimals are stored. */
export function fromField(typed: number, { factor }: Shown, whole: boolean): number {
  const value = typed / factor;
  return whole ? Math.round(value) : Math.round(value * 1e6) / 1e6;
}
