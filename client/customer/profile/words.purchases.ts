import type { Catalogue } from '../../ui/words.ts';

const en = {
  title:
    '{total, select, NONE {No spend is on record.} other {Spent {total} so far{trend, select, UP {; lately clearly more} DOWN {; lately clearly less} STEADY {; lately about the same} other {}}.}}',
  monthsTitle: '{sum, select, NONE {Nothing was spent since {month}} other {{sum} since {month}}}',
  monthsCaption: 'Net spend a month, {currency}; the last one is still running.',
  monthsName: 'Net spend of each of the last 12 months',
  month: 'Month',
  total: 'So far',
  last12: 'Last 12 months',
  totalWhy: 'Sum of all visits: gross less discount less refund, without tax and tip.',
  last12Why: 'Net spend of the 365 days up to this instant. The bars are calendar months.',
  trend: 'Direction',
  trendUp: 'rising',
  trendDown: 'falling',
  trendSteady: 'about the same',
  trendWhy: 'Last 90 days against the 90 before. Rising or falling is said only beyond 9 in 10.',
  trendNote: '{recent} against {before} in the 90 days before',
  chanceOfRise: 'Chance that spending rose',
  percentile: 'Among guests',
  percentileText: 'ahead of {below} of 100 guests',
  percentileWhy: 'Guests who spent less in total, among those who came within the last year.',
  projected: 'Next year',
  projectedText: '{expected} on average',
  projectedNote: 'Between {lower} and {upper}, 8 times in 10; {days} days, discounted by 10% a year.',
  projectedWhy:
    'Expected visits times expected spend, from the models that were fitted on the guests of the house. Ring: the last 365 days.',
  orderTitle: '{median, select, NONE {No bill is on record} other {The usual bill is {median}}}',
  orderCaption:
    'One dot a visit with a known bill; line: the median of all. Mean {mean}{spread, select, NONE {} other {, spread {spread}}}{items, select, NONE {} other {, {items} items a visit}}.',
  orderName: 'Bills of {count} visits in 24 months',
  medianLine: 'median {median}',
  sensitivity:
    '{level, select, LOW {Pays the full price more than others} MEDIUM {Discounts matter as they do to others} HIGH {Discounts matter more than to most} other {Whether discounts matter is not known}}',
  sensitivityUnknown: 'Unknown: it takes 3 paid visits and at least 1 discount.',
  sensitivityWhy:
    'Discount as a share of gross, pulled to the house’s mean with the weight of 5 visits. High only if the lower end beats three quarters of the guests.',
  sensitivityNote: 'Discounts are {share} of what is ordered; {lower} to {upper}, 8 times in 10.',
  favouritesTitle:
    '{count, plural, =0 {No favourite is proven yet} one {{first} is the favourite} other {{first} comes first of # favourites}}',
  favouritesCaption:
    'Dot: share of the visits, newer ones weigh more. Line: at least that often, 9 times in 10. Tick: all guests.',
  item: 'Dish or drink',
  atLeast: 'At least',
  lastOrdered: 'last on {day}',
  spent: 'Spent',
  categoriesTitle: '{first, select, NONE {Nothing itemised} other {Most goes into {first}}}',
  categoriesCaption: 'Share of the itemised spend.',
  category: 'Category',
  trendHead: '90 days',
  rfmTitle:
    '{group, select, CHAMPION {Among the best guests: recent, frequent, worth much} LOYAL {A loyal guest: frequent and worth much} PROMISING {Promising: came recently, in the middle otherwise} NEW {New: came recently, seldom so far} AT_RISK {At risk: was frequent and worth much, long not seen} NEEDS_ATTENTION {Needs attention: getting rare} other {Lost: seldom, long not seen}}',
  rfmNone: 'No ranking: it takes 30 guests and a visit within 12 months.',
  rfm: 'Recency, frequency, money',
  recency: 'Recent',
  frequency: 'Frequent',
  monetary: 'Worth',
  rfmCaption: '1 to 5 against all guests of the last 12 months; 5 is the best fifth.',
  ofFive: '{value} of 5',
  rankLabel: '{name}: {value} of 5',
  recencyWhy:
    'All guests of the last 12 months in the order of their last visit, cut into fifths: 5 was here most lately, 1 longest ago. Equal guests share a rank.',
  frequencyWhy:
    'All guests of the last 12 months in the order of their visits within those months, cut into fifths: 5 came most often. Equal guests share a rank.',
  monetaryWhy:
    'All guests of the last 12 months in the order of their net spend within those months, cut into fifths: 5 spent most. Equal guests share a rank.',
  shareOf: '{name}: {share}',
  itemWhy:
    'Visits with it among the visits with an itemised bill; a visit of half a year ago counts half. It is called a favourite only if it is ordered clearly often.',
  visitsWithIt: 'Visits with it',
  lastTime: 'Last ordered',
  categoryWhy: 'Its part of all that was itemised on this guest’s bills.',
} as const;

const de: Partial<Record<keyof typeof en, string>> = {
  title:
    '{total, select, NONE {Kein Umsatz bekannt.} other {Bisher {total} Umsatz{trend, select, UP {; zuletzt deutlich mehr} DOWN {; zuletzt deutlich weniger} STEADY {; zuletzt etwa gleich} other {}}.}}',
  monthsTitle: '{sum, select, NONE {Kein Umsatz seit {month}} other {{sum} seit {month}}}',
  monthsCaption: 'Nettoumsatz im Monat, {currency}; der letzte läuft noch.',
  month: 'Monat',
  total: 'Bisher',
  last12: 'Letzte 12 Monate',
  trend: 'Richtung',
  trendUp: 'steigend',
  trendDown: 'fallend',
  trendSteady: 'etwa gleich',
  trendNote: '{recent} gegenüber {before} in den 90 Tagen davor',
  percentile: 'Unter den Gästen',
  percentileText: 'vor {below} von 100 Gästen',
  projected: 'Nächstes Jahr',
  projectedText: 'im Mittel {expected}',
  projectedNote: 'Zwischen {lower} und {upper}, in 8 von 10 Fällen; {days} Tage, mit 10 % im Jahr abgezinst.',
  orderTitle: '{median, select, NONE {Keine Rechnung bekannt} other {Die übliche Rechnung beträgt {median}}}',
  orderCaption:
    'Ein Punkt je Besuch mit bekannter Rechnung; Linie: Median aller. Mittel {mean}{spread, select, NONE {} other {, Streuung {spread}}}{items, select, NONE {} other {, {items} Artikel je Besuch}}.',
  medianLine: 'Median {median}',
  sensitivity:
    '{level, select, LOW {Zahlt öfter als andere den vollen Preis} MEDIUM {Rabatte zählen wie bei anderen} HIGH {Rabatte zählen mehr als bei den meisten} other {Ob Rabatte zählen, ist nicht bekannt}}',
  sensitivityUnknown: 'Unbekannt: Es braucht 3 bezahlte Besuche und mindestens einen Rabatt.',
  sensitivityNote: 'Rabatte sind {share} des Bestellten; {lower} bis {upper}, in 8 von 10 Fällen.',
  favouritesTitle:
    '{count, plural, =0 {Noch kein Liebling belegt} one {{first} ist der Liebling} other {{first} steht vorn unter # Lieblingen}}',
  favouritesCaption:
    'Punkt: Anteil der Besuche, neuere zählen mehr. Linie: mindestens so oft, in 9 von 10 Fällen. Strich: alle Gäste.',
  item: 'Gericht oder Getränk',
  atLeast: 'Mindestens',
  lastOrdered: 'zuletzt am {day}',
  spent: 'Umsatz',
  categoriesTitle: '{first, select, NONE {Nichts aufgeschlüsselt} other {Am meisten für {first}}}',
  categoriesCaption: 'Anteil am aufgeschlüsselten Umsatz.',
  category: 'Kategorie',
  trendHead: '90 Tage',
  rfmTitle:
    '{group, select, CHAMPION {Unter den besten Gästen: kürzlich da, häufig, viel wert} LOYAL {Ein treuer Gast: häufig und viel wert} PROMISING {Vielversprechend: kürzlich da, sonst mittel} NEW {Neu: kürzlich da, bisher selten} AT_RISK {Gefährdet: war häufig da und viel wert, lange nicht gesehen} NEEDS_ATTENTION {Braucht Aufmerksamkeit: wird selten} other {Verloren: selten, lange nicht gesehen}}',
  rfm: 'Wann, wie oft, wie viel',
  recency: 'Kürzlich',
  frequency: 'Häufig',
  monetary: 'Wert',
  ofFive: '{value} von 5',
  rankLabel: '{name}: {value} von 5',
  recencyWhy:
    'Alle Gäste der letzten 12 Monate, nach ihrem letzten Besuch geordnet und in Fünftel geteilt: 5 war zuletzt da, 1 am längsten nicht. Gleiche teilen sich einen Rang.',
  frequencyWhy:
    'Alle Gäste der letzten 12 Monate, nach ihren Besuchen in dieser Zeit geordnet und in Fünftel geteilt: 5 kam am häufigsten. Gleiche teilen sich einen Rang.',
  monetaryWhy:
    'Alle Gäste der letzten 12 Monate, nach ihrem Nettoumsatz in dieser Zeit geordnet und in Fünftel geteilt: 5 gab am meisten aus. Gleiche teilen sich einen Rang.',
  shareOf: '{name}: {share}',
  itemWhy:
    'Besuche damit unter den Besuchen mit aufgeschlüsselter Rechnung; ein Besuch vor einem halben Jahr zählt halb. Liebling heißt es erst, wenn es deutlich oft bestellt wird.',
  visitsWithIt: 'Besuche damit',
  lastTime: 'Zuletzt bestellt',
  categoryWhy: 'Der Anteil an allem, was auf den Rechnungen dieses Gastes aufgeschlüsselt ist.',
  monthsName: 'Nettoumsatz der letzten 12 Monate, Monat für Monat',
  totalWhy: 'Summe aller Besuche: brutto weniger Rabatt weniger Erstattung, ohne Steuer und Trinkgeld.',
  last12Why: 'Nettoumsatz der 365 Tage bis zu diesem Zeitpunkt. Die Balken sind Kalendermonate.',
  trendWhy: 'Die letzten 90 Tage gegenüber den 90 davor. Steigend oder fallend heißt es erst ab 9 von 10.',
  chanceOfRise: 'Wahrscheinlichkeit, dass der Umsatz stieg',
  percentileWhy: 'Gäste, die insgesamt weniger ausgaben, unter denen, die im letzten Jahr kamen.',
  projectedWhy:
    'Erwartete Besuche mal erwarteter Umsatz, aus den an den Gästen des Hauses angepassten Modellen. Ring: die letzten 365 Tage.',
  orderName: 'Rechnungen von {count} Besuchen in 24 Monaten',
  sensitivityWhy:
    'Rabatt als Anteil des Bruttos, mit dem Gewicht von 5 Besuchen zum Mittel des Hauses gezogen. Hoch nur, wenn das untere Ende drei Viertel der Gäste übertrifft.',
  rfmNone: 'Kein Rang: Es braucht 30 Gäste und einen Besuch in 12 Monaten.',
  rfmCaption: '1 bis 5 gegenüber allen Gästen der letzten 12 Monate; 5 ist das beste Fünftel.',
};

export const purchaseWords: Catalogue<typeof en> = { en, de };
