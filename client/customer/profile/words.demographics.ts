import type { Catalogue } from '../../ui/words.ts';

const en = {
  title:
    '{stage, select, STUDENT {Studies} PROFESSIONAL {Works} FAMILY {Comes with a family} RETIREE {Retired} other {Stage of life not known}}{age, select, UNDETERMINED {; age not known} AGE_18_24 {, 18 to 24} AGE_25_34 {, 25 to 34} AGE_35_44 {, 35 to 44} AGE_45_54 {, 45 to 54} AGE_55_64 {, 55 to 64} other {, 65 or older}}{city, select, NONE {} other {, {city}}}.',
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
  segment: 'Group in the CRM or by recency, frequency, money',
  since: 'On record since',
  language: 'Language',
  companyTitle:
    '{main, select, SOLO {Mostly comes alone} COUPLE {Mostly comes as two} GROUP {Mostly comes in a group} other {How many come is not known}}',
  companyName: 'Share of visits alone, as two and in a group',
  solo: 'Alone',
  couple: 'As two',
  group: 'Three and more',
  occasionsTitle:
    '{count, plural, =0 {No unusually large party} one {# unusually large party} other {# unusually large parties}}',
  occasion: '{people} people',
  channelTitle:
    '{channel, select, NONE {No channel may be used, or none answers} other {{basis, select, STATED {Asked for {name}} other {Answers best by {name}}}}}',
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
    '{stage, select, STUDENT {Studiert} PROFESSIONAL {Berufstätig} FAMILY {Kommt mit Familie} RETIREE {Im Ruhestand} other {Lebensphase nicht bekannt}}{age, select, UNDETERMINED {; Alter nicht bekannt} AGE_18_24 {, 18 bis 24} AGE_25_34 {, 25 bis 34} AGE_35_44 {, 35 bis 44} AGE_45_54 {, 45 bis 54} AGE_55_64 {, 55 bis 64} other {, 65 oder älter}}{city, select, NONE {} other {, {city}}}.',
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
  since: 'Bekannt seit',
  language: 'Sprache',
  companyTitle:
    '{main, select, SOLO {Kommt meist allein} COUPLE {Kommt meist zu zweit} GROUP {Kommt meist in Gruppen} other {Personenzahl nicht bekannt}}',
  solo: 'Allein',
  couple: 'Zu zweit',
  group: 'Drei und mehr',
  occasionsTitle:
    '{count, plural, =0 {Keine ungewöhnlich große Runde} one {# ungewöhnlich große Runde} other {# ungewöhnlich große Runden}}',
  occasion: '{people} Personen',
  channelTitle:
    '{channel, select, NONE {Kein Kanal darf genutzt werden oder keiner antwortet} other {{basis, select, STATED {Wünscht {name}} other {Antwortet am besten über {name}}}}}',
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
  email: 'E-Mail',
  phone: 'Telefon',
  birthDate: 'Geburtsdatum',
  dietary: 'Ernährung',
  reveal: 'Zeigen',
  dietaryNote: 'Nur für den Service am Tisch.',
  feedbackTitle: 'Letzte Worte des Gastes',
  noComment: 'Keine Worte bekannt.',
};

export const demographicWords: Catalogue<typeof en> = { en, de };
