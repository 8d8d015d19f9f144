import type { Catalogue } from '../../ui/words.ts';

const en = {
  title:
    '{stage, select, STUDENT {Student} PROFESSIONAL {Working} FAMILY {Comes with a family} RETIREE {Retired} other {Stage of life not known}}{age, select, UNDETERMINED {; age not known} AGE_18_24 {, 18 to 24} AGE_25_34 {, 25 to 34} AGE_35_44 {, 35 to 44} AGE_45_54 {, 45 to 54} AGE_55_64 {, 55 to 64} other {, 65 or older}}{city, select, NONE {} other {, from {city}}}.',
  personTitle: 'Who the guest is',
  age: 'Age',
  ageGroup:
    '{age, select, AGE_18_24 {18 to 24} AGE_25_34 {25 to 34} AGE_35_44 {35 to 44} AGE_45_54 {45 to 54} AGE_55_64 {55 to 64} AGE_65_PLUS {65 and older} other {not known}}',
  ageNote: 'from the birth date on record',
  stage: 'Stage of life',
  stageValue: '{stage, select, STUDENT {Student} PROFESSIONAL {Working} FAMILY {Family} RETIREE {Retired} other {not known}}',
  stageWhy:
    'A guess from the visits: dishes for children, larger parties, times and tariffs; never from name, religion or health. Below 6 in 10 it is not said.',
  sure: 'sure to {percent}',
  city: 'City',
  segment: 'Group',
  group:
    '{group, select, CHAMPION {Champion} LOYAL {Loyal} PROMISING {Promising} NEW {New} AT_RISK {At risk} NEEDS_ATTENTION {Needs attention} LOST {Lost} other {{group}}}',
  since: 'On record since',
  language: 'Language',
  companyTitle:
    '{main, select, SOLO {Mostly comes alone} COUPLE {Mostly comes as two} GROUP {Mostly comes in a group} MIXED {Comes alone, as two and in groups} other {How many come is not known}}',
  companyCaption: 'Alone {solo}, as two {couple}, three and more {group}; {count, plural, one {# visit} other {# visits}}.',
  occasionsTitle:
    '{count, plural, =0 {No unusually large party} one {# unusually large party} other {# unusually large parties}}',
  occasionsHint: 'A visit of five and more, half as many again as usual, would stand here.',
  occasion: '{people} people',
  channelTitle:
    '{channel, select, NONE {No channel may be used} UNKNOWN {May be written to; which channel works best is not known yet} other {{basis, select, STATED {Asked for {name}} other {Answers best by {name}}}}}',
  channelCaption:
    'Dot: answers per message of the last 180 days, opens count a fifth. Line: 8 times in 10. Hollow: may not be used.',
  channel: '{channel, select, EMAIL {E-mail} SMS {Text message} PUSH {App} other {{channel}}}',
  channelHead: 'Channel',
  consentHead: 'Consent',
  consent: '{consent, select, true {allowed} false {refused} other {never asked}}',
  channelNote:
    '{usable, select, true {allowed} other {{consent, select, true {allowed, no address} false {refused} other {never asked}}}} · {deliveries, plural, =0 {nothing delivered} one {# delivered} other {# delivered}}',
  answers: 'Answers',
  rate: 'Answers per message',
  interval: '8 times in 10',
  hour: 'Best hour',
  hourValue: 'around {hour}:00',
  hourNote: 'from {answers, plural, one {# answer} other {# answers}}',
  contactTitle: 'Contact',
  whoSaw: 'Who saw this guest?',
  email: 'E-mail',
  phone: 'Phone',
  birthDate: 'Birth date',
  dietary: 'Dietary needs',
  reveal: 'Show',
  dietaryNote: 'For service at the table only.',
  feedbackTitle: 'Latest words of the guest',
  noComment: 'No words are on record.',
  score: '{nps, select, NONE {{rating, select, NONE {} other {{rating} of 5 stars}}} other {{nps} of 10}}',
} as const;

const de: Partial<Record<keyof typeof en, string>> = {
  title:
    '{stage, select, STUDENT {Studiert} PROFESSIONAL {Berufstätig} FAMILY {Kommt mit Familie} RETIREE {Im Ruhestand} other {Lebensphase nicht bekannt}}{age, select, UNDETERMINED {; Alter nicht bekannt} AGE_18_24 {, 18 bis 24} AGE_25_34 {, 25 bis 34} AGE_35_44 {, 35 bis 44} AGE_45_54 {, 45 bis 54} AGE_55_64 {, 55 bis 64} other {, 65 oder älter}}{city, select, NONE {} other {, aus {city}}}.',
  personTitle: 'Wer der Gast ist',
  age: 'Alter',
  ageGroup:
    '{age, select, AGE_18_24 {18 bis 24} AGE_25_34 {25 bis 34} AGE_35_44 {35 bis 44} AGE_45_54 {45 bis 54} AGE_55_64 {55 bis 64} AGE_65_PLUS {65 und älter} other {nicht bekannt}}',
  ageNote: 'aus dem Geburtsdatum',
  stage: 'Lebensphase',
  stageValue:
    '{stage, select, STUDENT {Studium} PROFESSIONAL {Beruf} FAMILY {Familie} RETIREE {Ruhestand} other {nicht bekannt}}',
  sure: 'zu {percent} sicher',
  city: 'Stadt',
  segment: 'Gruppe',
  group:
    '{group, select, CHAMPION {Spitzengast} LOYAL {Treu} PROMISING {Vielversprechend} NEW {Neu} AT_RISK {Gefährdet} NEEDS_ATTENTION {Braucht Aufmerksamkeit} LOST {Verloren} other {{group}}}',
  since: 'Bekannt seit',
  language: 'Sprache',
  companyTitle:
    '{main, select, SOLO {Kommt meist allein} COUPLE {Kommt meist zu zweit} GROUP {Kommt meist in Gruppen} MIXED {Kommt allein, zu zweit und in Gruppen} other {Personenzahl nicht bekannt}}',
  companyCaption: 'Allein {solo}, zu zweit {couple}, drei und mehr {group}; {count, plural, one {# Besuch} other {# Besuche}}.',
  occasionsTitle:
    '{count, plural, =0 {Keine ungewöhnlich große Runde} one {# ungewöhnlich große Runde} other {# ungewöhnlich große Runden}}',
  occasionsHint: 'Ein Besuch mit fünf und mehr, anderthalbmal so vielen wie sonst, stünde hier.',
  occasion: '{people} Personen',
  channelTitle:
    '{channel, select, NONE {Kein Kanal darf genutzt werden} UNKNOWN {Darf angeschrieben werden; welcher Kanal am besten wirkt, ist noch nicht bekannt} other {{basis, select, STATED {Wünscht {name}} other {Antwortet am besten über {name}}}}}',
  channel: '{channel, select, EMAIL {E-Mail} SMS {SMS} PUSH {App} other {{channel}}}',
  channelHead: 'Kanal',
  consentHead: 'Einwilligung',
  consent: '{consent, select, true {erlaubt} false {abgelehnt} other {nie gefragt}}',
  answers: 'Antworten',
  rate: 'Antworten je Nachricht',
  interval: 'In 8 von 10 Fällen',
  hour: 'Beste Stunde',
  hourValue: 'gegen {hour} Uhr',
  hourNote: 'aus {answers, plural, one {# Antwort} other {# Antworten}}',
  contactTitle: 'Kontakt',
  whoSaw: 'Wer hat diesen Gast gesehen?',
  email: 'E-Mail',
  phone: 'Telefon',
  birthDate: 'Geburtsdatum',
  dietary: 'Ernährung',
  reveal: 'Zeigen',
  dietaryNote: 'Nur für den Service am Tisch.',
  feedbackTitle: 'Letzte Worte des Gastes',
  noComment: 'Keine Worte bekannt.',
  stageWhy:
    'Eine Schätzung aus den Besuchen: Kindergerichte, größere Runden, Uhrzeiten und Tarife; nie aus Name, Religion oder Gesundheit. Unter 6 von 10 wird nichts gesagt.',
  channelCaption:
    'Punkt: Antworten je Nachricht der letzten 180 Tage, Öffnen zählt ein Fünftel. Linie: in 8 von 10 Fällen. Hohl: darf nicht genutzt werden.',
  channelNote:
    '{usable, select, true {erlaubt} other {{consent, select, true {erlaubt, keine Adresse} false {abgelehnt} other {nie gefragt}}}} · {deliveries, plural, =0 {nichts zugestellt} one {# zugestellt} other {# zugestellt}}',
  score: '{nps, select, NONE {{rating, select, NONE {} other {{rating} von 5 Sternen}}} other {{nps} von 10}}',
};

export const demographicWords: Catalogue<typeof en> = { en, de };
