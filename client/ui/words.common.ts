import type { Catalogue } from './words.ts';

const en = {
  loadingLong: 'Still working. Large weeks are computed once, then they are at hand.',
  retry: 'Try again',
  failed: 'Could not load this. Try again, or reload the page.',
  unavailable: 'The database does not answer at the moment. Try again in a few seconds.',
  computing: 'The figures of this week are being computed. This page asks again by itself.',
  forbidden: 'Your role does not show this.',
  disabled: 'This part is switched off.',
  limited: 'Too many requests. This page asks again in {seconds, plural, one {# second} other {# seconds}}.',
  offline: 'You are offline. What was loaded stays readable; changes wait until you are back.',
  notEnough: 'Not enough data yet',
  haveOfNeed: '{have} of {need}',
  readyBy: 'Probably enough by {day}.',
  table: 'Table',
  chart: 'Chart',
  tableOf: 'Show “{title}” as a table',
  chartOf: 'Show “{title}” as a chart',
  why: 'Why?',
  whyOf: '{value}. Why?',
  close: 'Close',
  cancel: 'Cancel',
  pin: 'Keep open',
  unpin: 'Let it close',
  asOf: 'As of {time}',
  method: 'Method',
  methodIs: 'Method: {method}',
  versionIs: 'settings version {version}',
  inputs: 'What went in',
  events: 'Events that mattered',
  openExplorer: 'Open in Explorer',
  POOR: 'Poor',
  FAIR: 'Fair',
  GOOD: 'Good',
  EXCELLENT: 'Excellent',
  NONE: 'Too new',
  LOW: 'Low',
  MEDIUM: 'Medium',
  HIGH: 'High',
  CRITICAL: 'Critical',
  UP: 'up',
  DOWN: 'down',
  STEADY: 'steady',
  trend: '{change} in {days} days',
  trendBetter: '{direction}, better',
  trendWorse: '{direction}, worse',
  chance: 'about {tenths} in 10',
  chanceRare: 'fewer than 1 in 100',
  chanceSure: 'more than 99 in 100',
  chanceFew: 'about {hundredths} in 100',
  intervalWords: 'Between {lower} and {upper}, 8 times in 10',
  confidenceLOW: 'a hint',
  confidenceMEDIUM: 'good for groups',
  confidenceHIGH: 'good for this guest',
  noPoints: 'Nothing to show yet.',
} as const;

const de: Partial<Record<keyof typeof en, string>> = {
  retry: 'Erneut versuchen',
  POOR: 'Schwach',
  FAIR: 'Mittel',
  GOOD: 'Gut',
  EXCELLENT: 'Sehr gut',
  NONE: 'Zu neu',
  LOW: 'Gering',
  MEDIUM: 'Mittel',
  HIGH: 'Hoch',
  CRITICAL: 'Dringend',
  why: 'Warum?',
  methodIs: 'Verfahren: {method}',
  versionIs: 'Einstellungen Fassung {version}',
  asOf: 'Stand {time}',
  inputs: 'Was einging',
  events: 'Worauf es ankam',
  openExplorer: 'Im Explorer öffnen',
  whyOf: '{value}. Warum?',
  close: 'Schließen',
  cancel: 'Abbrechen',
  table: 'Tabelle',
  chart: 'Diagramm',
  notEnough: 'Noch zu wenig Daten',
  haveOfNeed: '{have} von {need}',
  readyBy: 'Voraussichtlich genug ab {day}.',
  chance: 'etwa {tenths} von 10',
  chanceRare: 'weniger als 1 von 100',
  chanceSure: 'mehr als 99 von 100',
  chanceFew: 'etwa {hundredths} von 100',
  intervalWords: 'Zwischen {lower} und {upper}, in 8 von 10 Fällen',
};

/** Words that every room uses. */
export const common: Catalogue<typeof en> = { en, de };

/** The words of a probability of 0 to 1: "about 3 in 10", "fewer than 1 in 100". */
export function chanceIn(share: number): {
  readonly key: 'chance' | 'chanceRare' | 'chanceSure' | 'chanceFew';
  readonly values: Record<string, number>;
} {
  if (share < 0.01) return { key: 'chanceRare', values: {} };
  if (share > 0.99) return { key: 'chanceSure', values: {} };
  if (share < 0.05 || share > 0.95) return { key: 'chanceFew', values: { hundredths: Math.round(share * 100) } };
  return { key: 'chance', values: { tenths: Math.min(9, Math.max(1, Math.round(share * 10))) } };
}
