/** How grave: an error stops something now, a warning may, a note is good to know. */
export type Severity = 'OK' | 'NOTE' | 'WARNING' | 'ERROR';

/** What one look of `ecx doctor` found. */
export interface Finding {
  readonly check: string;
  readonly severity: Severity;
  readonly what: string;
  /** What to do; null: nothing. */
  readonly todo: string | null;
}

export const fine = (check: string, what: string): Finding => ({ check, severity: 'OK', what, todo: null });
export const note = (check: string, what: string, todo: string): Finding => ({ check, severity: 'NOTE', what, todo });
export const warning = (check: string, what: string, todo: string): Finding => ({ check, severity: 'WARNING', what, todo });
export const fault = (check: string, what: string, todo: string): Finding => ({ check, severity: 'ERROR', what, todo });

export const [minuteMs, hourMs, dayMs] = [60_000, 3_600_000, 86_400_000];

/** A span in words that people compare at a glance. */
export function span(ms: number): string {
  if (ms < 2 * minuteMs) return `${Math.round(ms / 1000)} s`;
  if (ms < 2 * hourMs) return `${Math.round(ms / minuteMs)} min`;
  return ms < 2 * dayMs ? `${Math.round(ms / hourMs)} h` : `${Math.round(ms / dayMs)} days`;
}

export const gigabytes = (bytes: number): string =>
  bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
