import type { Catalogue } from '../../ui/words.ts';

const en = {
  title:
    '{first, select, NONE {No action would be worth its cost at the moment.} other {{worth, select, NONE {First: {first}.} other {First: {first}, worth about {worth} after cost.}}}}',
  actions: 'What to do next',
  offers: 'Offers that fit',
  care: 'Occasions to care',
  risks: 'What may go wrong',
  noActions: 'Nothing in the catalogue fits this guest now.',
  noOffers: 'No offer is expected to pay: the guest is likely to come anyway, or cannot be reached.',
  noCare: 'No complaint, praise or occasion that calls for something.',
  noRisks: 'No risk that is worth a worry.',
  worthNone: 'value not known',
  afterCost: 'after cost',
  cost: 'costs {cost}',
  free: 'costs nothing',
  discount: '{share} off the bill',
  confidence: '{confidence, select, HIGH {confidence: high} MEDIUM {confidence: medium} other {confidence: low}}',
  channel: '{channel, select, EMAIL {by e-mail} SMS {by text message} PUSH {in the app} other {at the next visit}}',
  goal: '{goal, select, RETENTION {to come again} RECOVERY {to repair} ENGAGEMENT {to take part} UPSELL {to spend more gladly} other {to know enough}}',
  worthWhy:
    '{unit, select, RETURN {Among guests who notice it, {uplift} come who would not have come otherwise; {reach} notice it.} other {Guests who notice it spend {uplift} more at the next visit; {reach} are expected to come.}}',
  source: 'Where the effect comes from',
  riskKind:
    '{kind, select, CHURN {May not come back} ENGAGEMENT {May stop taking part} VALUE {May spend less} BAD_EXPERIENCE {A bad experience} UNREACHABLE {Cannot be reached} other {{kind}}}',
  mitigation: 'What helps',
  likes: 'What the guest may like',
  noLikes: 'Nothing new on the menu goes clearly with what this guest orders.',
  likeTimes: '{times} times as often as by chance',
  likeText: 'Of the bills with {own}, which this guest orders, {share} also have it.',
  likeLabel: '{item} goes with {own}: {times} times as often as by chance',
  likeWhy:
    'How often {item} and {own} stand on one bill, against how often they would if neither had to do with the other; all bills of the last year. What the guest had in the last 180 days is left out.',
  likeLower: 'At least, in 99 of 100 cases',
  likeSupport: 'Bills with both',
  likeShare: 'Of the bills with {own}',
  likeMore: 'also goes with {items}',
} as const;

const de: Partial<Record<keyof typeof en, string>> = {
  title:
    '{first, select, NONE {Im Augenblick ist keine Maßnahme ihre Kosten wert.} other {{worth, select, NONE {Zuerst: {first}.} other {Zuerst: {first}; bringt nach Kosten rund {worth}.}}}}',
  actions: 'Was als Nächstes zu tun ist',
  offers: 'Passende Angebote',
  care: 'Anlässe, sich zu kümmern',
  risks: 'Was schiefgehen kann',
  noActions: 'Im Katalog passt jetzt nichts zu diesem Gast.',
  noOffers: 'Kein Angebot dürfte sich lohnen: Der Gast kommt wohl ohnehin oder ist nicht erreichbar.',
  noCare: 'Keine Beschwerde, kein Lob, kein Anlass.',
  noRisks: 'Kein Risiko, das Sorge verdient.',
  worthNone: 'Wert nicht bekannt',
  afterCost: 'nach Kosten',
  cost: 'kostet {cost}',
  free: 'kostet nichts',
  discount: '{share} Nachlass',
  confidence: '{confidence, select, HIGH {Sicherheit: hoch} MEDIUM {Sicherheit: mittel} other {Sicherheit: gering}}',
  channel: '{channel, select, EMAIL {per E-Mail} SMS {per SMS} PUSH {in der App} other {beim nächsten Besuch}}',
  goal: '{goal, select, RETENTION {Wiederkommen} RECOVERY {Wiedergutmachen} ENGAGEMENT {Mitmachen} UPSELL {lieber mehr ausgeben} other {genug wissen}}',
  source: 'Woher die Wirkung stammt',
  riskKind:
    '{kind, select, CHURN {Kommt vielleicht nicht wieder} ENGAGEMENT {Macht vielleicht nicht mehr mit} VALUE {Gibt vielleicht weniger aus} BAD_EXPERIENCE {Ein schlechtes Erlebnis} UNREACHABLE {Nicht erreichbar} other {{kind}}}',
  mitigation: 'Was hilft',
  likes: 'Was dem Gast gefallen könnte',
  noLikes: 'Nichts Neues auf der Karte passt deutlich zu dem, was dieser Gast bestellt.',
  likeTimes: '{times}-mal so oft wie durch Zufall',
  likeText: 'Von den Rechnungen mit {own}, das dieser Gast bestellt, haben {share} es auch.',
  likeLabel: '{item} passt zu {own}: {times}-mal so oft wie durch Zufall',
  likeWhy:
    'Wie oft {item} und {own} auf einer Rechnung stehen, verglichen damit, wie oft es wäre, hätten sie nichts miteinander zu tun; alle Rechnungen des letzten Jahres. Was der Gast in den letzten 180 Tagen hatte, bleibt weg.',
  likeLower: 'Mindestens, in 99 von 100 Fällen',
  likeSupport: 'Rechnungen mit beidem',
  likeShare: 'Von den Rechnungen mit {own}',
  likeMore: 'passt auch zu {items}',
  worthWhy:
    '{unit, select, RETURN {Von den Gästen, die es bemerken, kommen {uplift}, die sonst nicht gekommen wären; {reach} bemerken es.} other {Gäste, die es bemerken, geben beim nächsten Besuch {uplift} mehr aus; {reach} kommen voraussichtlich.}}',
};

export const insightWords: Catalogue<typeof en> = { en, de };
