import type { Catalogue } from '../../ui/words.ts';

const en = {
  title:
    '{level, select, WEAK {A weak relation: {score} of 100} DEVELOPING {A relation that is developing: {score} of 100} STRONG {A strong relation: {score} of 100} EXCEPTIONAL {An exceptional relation: {score} of 100} other {How strong the relation is cannot be said yet}}{trend, select, UP {, growing.} DOWN {, fading.} STEADY {, steady.} other {.}}',
  WEAK: 'Weak',
  DEVELOPING: 'Developing',
  STRONG: 'Strong',
  EXCEPTIONAL: 'Exceptional',
  scoreWhy:
    'The sum of the points of the six factors. It describes what there is: it is not tested against returns and predicts nothing.',
  coverage: '{percent} of the weight is known',
  factorsTitle: '{first, select, NONE {No factor is known yet} other {Most points come from: {name}}}',
  factorsCaption: 'Each factor from 0 to 100; points are its part of the sum. An arrow needs {least} points in the trend’s days.',
  TENURE: 'Time as a guest',
  EXPECTED_VISITS: 'Expected visits',
  REGULARITY: 'Regularity',
  REACHABILITY: 'Can be reached',
  LOYALTY: 'Loyalty programme',
  FEEDBACK: 'What the guest says',
  points: '{points, plural, one {# point} other {# points}}',
  factorNote: 'weight {weight}',
  factor: 'Factor',
  score: 'Score',
  weight: 'Weight',
  pointsHead: 'Points',
  trend: '{days} days',
  factorWhy:
    '{name, select, TENURE {How long the guest has been coming, on a logarithmic scale; full after five years, and silence adds nothing.} EXPECTED_VISITS {Where the expected visit rate stands among all guests.} REGULARITY {How regular the visits are, while the guest keeps coming.} REACHABILITY {Channels with consent and an address: one gives 57, two 86, three 100.} LOYALTY {Part in the loyalty programme, as in the health score.} other {What the guest says, newer words weighing more, as in the health score.}}',
  withoutSpread: 'all guests have the same value',
  milestonesTitle: '{count, plural, =0 {No milestone yet} one {# milestone} other {# milestones; the latest: {latest}}}',
  milestonesName: 'Milestones on a line of dates',
  milestonesCaption: 'What came after a milestone need not have come because of it.',
  metricsTitle: 'What the guest did',
  visitFrequency: 'Visit days per 30 days',
  campaignResponse: 'Answers to campaigns',
  campaignNote:
    '{deliveries, plural, =0 {nothing delivered in 180 days} one {# message in 180 days} other {# messages in 180 days}}',
  loyaltyParticipation: 'Visits with points',
  feedbackCount: 'Feedback given',
  lastInteraction: 'Last contact',
  what: 'What',
  impact: 'What came of it',
} as const;

const de: Partial<Record<keyof typeof en, string>> = {
  title:
    '{level, select, WEAK {Eine schwache Beziehung: {score} von 100} DEVELOPING {Eine wachsende Beziehung: {score} von 100} STRONG {Eine starke Beziehung: {score} von 100} EXCEPTIONAL {Eine sehr starke Beziehung: {score} von 100} other {Wie stark die Beziehung ist, lässt sich noch nicht sagen}}{trend, select, UP {, zunehmend.} DOWN {, abnehmend.} STEADY {, stabil.} other {.}}',
  WEAK: 'Schwach',
  DEVELOPING: 'Im Aufbau',
  STRONG: 'Stark',
  EXCEPTIONAL: 'Sehr stark',
  coverage: '{percent} des Gewichts sind bekannt',
  factorsTitle: '{first, select, NONE {Noch ist kein Faktor bekannt} other {Die meisten Punkte gibt: {name}}}',
  TENURE: 'Zeit als Gast',
  EXPECTED_VISITS: 'Erwartete Besuche',
  REGULARITY: 'Regelmäßigkeit',
  REACHABILITY: 'Erreichbarkeit',
  LOYALTY: 'Treueprogramm',
  FEEDBACK: 'Was der Gast sagt',
  points: '{points, plural, one {# Punkt} other {# Punkte}}',
  factorNote: 'Gewicht {weight}',
  factor: 'Faktor',
  score: 'Wert',
  weight: 'Gewicht',
  pointsHead: 'Punkte',
  trend: '{days} Tage',
  milestonesTitle: '{count, plural, =0 {Noch kein Meilenstein} one {# Meilenstein} other {# Meilensteine; der letzte: {latest}}}',
  milestonesCaption: 'Was nach einem Meilenstein kam, muss nicht seinetwegen gekommen sein.',
  metricsTitle: 'Was der Gast getan hat',
  visitFrequency: 'Besuchstage in 30 Tagen',
  campaignResponse: 'Antworten auf Kampagnen',
  campaignNote:
    '{deliveries, plural, =0 {in 180 Tagen nichts zugestellt} one {# Nachricht in 180 Tagen} other {# Nachrichten in 180 Tagen}}',
  loyaltyParticipation: 'Besuche mit Punkten',
  feedbackCount: 'Rückmeldungen',
  lastInteraction: 'Letzter Kontakt',
  what: 'Was',
  impact: 'Was daraus wurde',
  scoreWhy:
    'Die Summe der Punkte der sechs Faktoren. Sie beschreibt, was ist: Sie ist nicht an Wiederkehr geprüft und sagt nichts vorher.',
  factorsCaption: 'Jeder Faktor von 0 bis 100; die Punkte sind sein Teil der Summe. Ein Pfeil braucht {least} Punkte.',
  factorWhy:
    '{name, select, TENURE {Wie lange der Gast schon kommt, logarithmisch; voll nach fünf Jahren, Stille zählt nicht.} EXPECTED_VISITS {Wo die erwartete Besuchshäufigkeit unter allen Gästen steht.} REGULARITY {Wie regelmäßig die Besuche sind, solange der Gast kommt.} REACHABILITY {Kanäle mit Einwilligung und Adresse: einer gibt 57, zwei 86, drei 100.} LOYALTY {Teilnahme am Treueprogramm, wie in der Gesundheit.} other {Was der Gast sagt; Neueres zählt mehr, wie in der Gesundheit.}}',
  withoutSpread: 'alle Gäste haben denselben Wert',
  milestonesName: 'Meilensteine auf einer Linie',
};

export const relationshipWords: Catalogue<typeof en> = { en, de };
