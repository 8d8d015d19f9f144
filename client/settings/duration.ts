/** A length of time in the unit that reads best. */
export interface Duration {
  readonly value: number;
  readonly unit: 'millisecond' | 'second' | 'minute' | 'hour' | 'day';
}

const steps = [
  { unit: 'day', seconds: 86_400 },
  { unit: 'hour', seconds: 3_600 },
  { unit: 'minute', seconds: 60 },
  { unit: 'second', seconds: 1 },
] as const;

/** From two of a unit on in that unit, below a second in milliseconds. */
export function durationOf(seconds: number): Duration {
  if (seconds < 0.01) return { value: Math.round(seconds * 10_000) / 10, unit: 'millisecond' };
  if (seconds < 1) return { value: Math.round(seconds * 1_000), unit: 'millisecond' };
  const step = steps.find((candidate) => seconds >= 2 * candidate.seconds) ?? { unit: 'second' as const, seconds: 1 };
  return { value: Math.round((seconds / step.seconds) * 10) / 10, unit: step.unit };
}

/** "340 ms", "2.1 min". @param seconds null: not known. */
export function durationText(seconds: number | null, locale: string): string {
  if (seconds === null) return '–';
  const { value, unit } = durationOf(seconds);
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 }).format(value);
}
