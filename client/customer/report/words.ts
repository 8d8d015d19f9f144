import type { Catalogue } from '../../ui/words.ts';

const en = {
  title: '{name}: guest report',
  noName: 'Guest {id}',
  back: 'Back to the guest',
  print: 'Print',
  withContact: 'With contact data',
  pages: 'Six to eight sheets of A4, light also where the screen is dark.',
  facts: 'As of {asOf} · scoring version {version} · id {id}',
  factsOnly: 'As of {asOf} · id {id}',
  footer: '{name} · as of {asOf} · scoring version {version}',
  confidential: 'Confidential: about one person, for this house only.',
  health: 'Health',
  healthTitle:
    '{level, select, NONE {There is too little to give a score yet.} other {{score} of 100: {levelName}{trend, select, UP {, better than {days} days ago} DOWN {, worse than {days} days ago} STEADY {, as {days} days ago} other {}}.}}',
  risksTitle: '{high, plural, =0 {No risk is high} one {One risk is high} other {# risks are high}}',
  risksCaption: 'Within {days} days.',
  risk: 'Risk',
  chance: 'Chance',
  level: 'Level',
  drivers: 'Raised most by',
  churnRisk: 'No visit',
  engagementRisk: 'No answer, no points',
  valueRisk: 'Spends clearly less',
  unknown: 'not known',
  nothing: 'nothing stands out',
} as const;

const de: Partial<Record<keyof typeof en, string>> = {
  title: '{name}: Gastbericht',
  noName: 'Gast {id}',
  back: 'Zurück zum Gast',
  print: 'Drucken',
  withContact: 'Mit Kontaktdaten',
  pages: 'Sechs bis acht Blätter A4, hell auch bei dunklem Bildschirm.',
  facts: 'Stand {asOf} · Bewertung Fassung {version} · Nr. {id}',
  factsOnly: 'Stand {asOf} · Nr. {id}',
  footer: '{name} · Stand {asOf} · Bewertung Fassung {version}',
  confidential: 'Vertraulich: über einen Menschen, nur für dieses Haus.',
  health: 'Gesundheit',
  healthTitle:
    '{level, select, NONE {Für eine Zahl ist noch zu wenig bekannt.} other {{score} von 100: {levelName}{trend, select, UP {, besser als vor {days} Tagen} DOWN {, schlechter als vor {days} Tagen} STEADY {, wie vor {days} Tagen} other {}}.}}',
  risksTitle: '{high, plural, =0 {Kein Risiko ist hoch} one {Ein Risiko ist hoch} other {# Risiken sind hoch}}',
  risksCaption: 'Innerhalb von {days} Tagen.',
  risk: 'Risiko',
  chance: 'Wahrscheinlichkeit',
  level: 'Stufe',
  drivers: 'Am meisten erhöht durch',
  churnRisk: 'Kein Besuch',
  engagementRisk: 'Keine Antwort, keine Punkte',
  valueRisk: 'Gibt deutlich weniger aus',
  unknown: 'nicht bekannt',
  nothing: 'nichts Auffälliges',
};

export const reportWords: Catalogue<typeof en> = { en, de };
