import type { Catalogue } from '../../ui/words.ts';

const en = {
  title:
    '{level, select, COMPLETE {Nothing much is missing: {score} of 100.} EXCELLENT {Most is on record: {score} of 100.} GOOD {The main things are on record, gaps remain: {score} of 100.} other {Little is on record yet: {score} of 100.}}',
  BASIC: 'Basic',
  GOOD: 'Good',
  EXCELLENT: 'Excellent',
  COMPLETE: 'Complete',
  scoreLabel: 'Profile score {score} of 100',
  scoreWhy:
    'Four measures, weighted 40, 25, 15 and 20. What cannot be judged gives its weight to the others. “Correct” means well-formed: whether an address is really the guest’s cannot be seen from here.',
  attention: 'Below {threshold} of 100: worth asking for what is missing.',
  weakest:
    '{measure, select, completeness {Weakest: how much is filled, {value} of 100} accuracy {Weakest: well-formed values, {value} of 100} consistency {Weakest: no contradictions, {value} of 100} freshness {Weakest: freshness of the sources, {value} of 100} other {All four measures are full}}',
  completeness: 'Filled',
  accuracy: 'Well-formed',
  consistency: 'Without contradiction',
  freshness: 'Fresh',
  measureLabel: '{measure}: {value} of 100',
  completenessWhy:
    'What is filled, among the fields that apply to this guest, each by how much it helps. What is missing stands below, with what asking for it adds.',
  accuracyWhy: 'Filled values that are well-formed. Whether an address is really the guest’s cannot be seen from here.',
  consistencyWhy: 'Rules that hold among those that could be checked, such as no visit before the birth date.',
  freshnessWhy:
    'How new the newest event of each source in use is: full while it is younger than the limit, less the older it gets.',
  weight: '{weight}% of the score',
  notJudged: 'nothing to judge',
  brokenRules: 'Rules that are broken',
  noBrokenRules: 'No rule is broken.',
  missingTitle:
    '{count, plural, =0 {Nothing is missing} one {Asking for # field adds {gain} points} other {# fields are missing; asking for all adds {gain} points}}',
  missingName: 'What to ask for',
  gain: '{gain} points',
  gainHead: 'Points',
  unlocks: 'unlocks {what}',
  unlocksHead: 'Unlocks',
  field:
    '{field, select, email {E-mail address} phone {Phone number} birthDate {Birth date} consentEmail {Consent: e-mail} consentSms {Consent: text message} consentPush {Consent: app} preferredChannel {Preferred channel} language {Language} city {City} lifeStage {Stage of life} dietary {Dietary needs} other {{field}}}',
  freshTitle:
    '{old, plural, =0 {All sources in use are fresh} one {# source is older than it should be} other {# sources are older than they should be}}',
  freshCaption:
    'Newest event of each source of the house. Dashed line: {days, plural, one {# day} other {# days}}, beyond that a source is not fresh any more.',
  visitData: 'Visits',
  loyaltyData: 'Loyalty',
  campaignData: 'Campaigns',
  feedbackData: 'Feedback',
  never: 'never received',
  source: 'Source',
  newest: 'Newest',
  hour: '1 h',
  day: '1 day',
  week: '1 week',
  year: '1 year',
  measure: 'Measure',
  points: 'of 100',
} as const;

const de: Partial<Record<keyof typeof en, string>> = {
  title:
    '{level, select, COMPLETE {Es fehlt kaum etwas: {score} von 100.} EXCELLENT {Das meiste ist bekannt: {score} von 100.} GOOD {Das Wichtigste ist bekannt, Lücken bleiben: {score} von 100.} other {Noch ist wenig bekannt: {score} von 100.}}',
  BASIC: 'Grundlagen',
  GOOD: 'Gut',
  EXCELLENT: 'Sehr gut',
  COMPLETE: 'Vollständig',
  scoreLabel: 'Profil {score} von 100',
  scoreWhy:
    'Vier Maße, gewichtet mit 40, 25, 15 und 20. Was nicht zu beurteilen ist, gibt sein Gewicht den anderen. „Richtig“ heißt wohlgeformt: Ob eine Adresse wirklich dem Gast gehört, ist von hier nicht zu sehen.',
  attention: 'Unter {threshold} von 100: Nachfragen lohnt sich.',
  weakest:
    '{measure, select, completeness {Am schwächsten: Ausgefülltes, {value} von 100} accuracy {Am schwächsten: wohlgeformte Werte, {value} von 100} consistency {Am schwächsten: Widerspruchsfreiheit, {value} von 100} freshness {Am schwächsten: Frische der Quellen, {value} von 100} other {Alle vier Maße sind voll}}',
  completeness: 'Ausgefüllt',
  accuracy: 'Wohlgeformt',
  consistency: 'Ohne Widerspruch',
  freshness: 'Frisch',
  measureLabel: '{measure}: {value} von 100',
  completenessWhy:
    'Was ausgefüllt ist unter den Feldern, die für diesen Gast gelten, jedes danach, wie viel es hilft. Was fehlt, steht unten, mit dem, was Nachfragen bringt.',
  accuracyWhy: 'Ausgefüllte Werte, die wohlgeformt sind. Ob eine Adresse wirklich dem Gast gehört, ist von hier nicht zu sehen.',
  consistencyWhy: 'Regeln, die gelten, unter denen, die sich prüfen ließen, etwa kein Besuch vor dem Geburtsdatum.',
  freshnessWhy:
    'Wie neu das neueste Ereignis jeder genutzten Quelle ist: voll, solange es jünger ist als die Grenze, weniger, je älter es wird.',
  weight: '{weight} % der Zahl',
  notJudged: 'nichts zu beurteilen',
  brokenRules: 'Verletzte Regeln',
  noBrokenRules: 'Keine Regel ist verletzt.',
  missingTitle:
    '{count, plural, =0 {Es fehlt nichts} one {Nach # Feld zu fragen bringt {gain} Punkte} other {# Felder fehlen; alle zu erfragen bringt {gain} Punkte}}',
  missingName: 'Wonach zu fragen ist',
  gain: '{gain} Punkte',
  gainHead: 'Punkte',
  unlocks: 'ermöglicht: {what}',
  unlocksHead: 'Ermöglicht',
  field:
    '{field, select, email {E-Mail-Adresse} phone {Telefonnummer} birthDate {Geburtsdatum} consentEmail {Einwilligung: E-Mail} consentSms {Einwilligung: SMS} consentPush {Einwilligung: App} preferredChannel {Bevorzugter Kanal} language {Sprache} city {Stadt} lifeStage {Lebensphase} dietary {Ernährung} other {{field}}}',
  freshTitle:
    '{old, plural, =0 {Alle genutzten Quellen sind frisch} one {# Quelle ist älter, als sie sein sollte} other {# Quellen sind älter, als sie sein sollten}}',
  freshCaption:
    'Neuestes Ereignis jeder Quelle des Hauses. Gestrichelt: {days, plural, one {# Tag} other {# Tage}}, danach gilt eine Quelle nicht mehr als frisch.',
  visitData: 'Besuche',
  loyaltyData: 'Treueprogramm',
  campaignData: 'Kampagnen',
  feedbackData: 'Rückmeldungen',
  never: 'nie erhalten',
  source: 'Quelle',
  newest: 'Neuestes',
  hour: '1 Std.',
  day: '1 Tag',
  week: '1 Woche',
  year: '1 Jahr',
  measure: 'Maß',
  points: 'von 100',
};

export const completenessWords: Catalogue<typeof en> = { en, de };
