import type { Catalogue } from '../ui/words.ts';

const en = {
  since: 'Guest since {day}',
  usually: 'Usually {daypart}',
  BREAKFAST: 'at breakfast',
  LUNCH: 'at lunch',
  AFTERNOON: 'in the afternoon',
  DINNER: 'at dinner',
  LATE: 'late at night',
  noName: 'Guest {id}',
  tier: '{tier} member',
  none: 'No visit yet.',
  once: '{days, plural, =0 {One visit: today.} one {One visit, a day ago.} other {One visit, # days ago.}}',
  within:
    '{days, plural, =0 {Here today} one {Here a day ago} other {Here # days ago}}; comes about every {gap, plural, one {day} other {# days}}.',
  slipping: 'Slipping: {days} days without a visit; before, one about every {gap, plural, one {day} other {# days}}.',
  lost: 'Gone quiet: {days} days without a visit; before, one about every {gap, plural, one {day} other {# days}}.',
  health: 'Health',
  profile: 'Profile',
  views: 'Views of this guest',
  whatIf: 'What-if',
  report: 'Report',
  alerts: 'Alerts',
  place: '{at} of {total}',
  previous: 'Previous guest of the list',
  next: 'Next guest of the list',
  back: 'Back to the list',
  unknown: 'No guest {id}',
  unknownHint:
    'The guest may have been erased, or is outside of what your sign-in shows. Search by name above, or look through the list.',
  toList: 'All guests',
  loading: 'Guest',
} as const;

const de: Partial<Record<keyof typeof en, string>> = {
  since: 'Gast seit {day}',
  usually: 'Meist {daypart}',
  BREAKFAST: 'zum Frühstück',
  LUNCH: 'mittags',
  AFTERNOON: 'nachmittags',
  DINNER: 'abends',
  LATE: 'spät in der Nacht',
  noName: 'Gast {id}',
  none: 'Noch kein Besuch.',
  once: '{days, plural, =0 {Ein Besuch: heute.} one {Ein Besuch, vor einem Tag.} other {Ein Besuch, vor # Tagen.}}',
  within:
    '{days, plural, =0 {Heute hier} one {Vor einem Tag hier} other {Vor # Tagen hier}}; kommt etwa {gap, plural, one {jeden Tag} other {alle # Tage}}.',
  slipping: 'Bleibt weg: {days} Tage ohne Besuch; vorher einer etwa {gap, plural, one {jeden Tag} other {alle # Tage}}.',
  lost: 'Still geworden: {days} Tage ohne Besuch; vorher einer etwa {gap, plural, one {jeden Tag} other {alle # Tage}}.',
  health: 'Gesundheit',
  profile: 'Profil',
  views: 'Ansichten dieses Gastes',
  whatIf: 'Was wäre wenn',
  report: 'Bericht',
  alerts: 'Hinweise',
  place: '{at} von {total}',
  previous: 'Voriger Gast der Liste',
  next: 'Nächster Gast der Liste',
  back: 'Zurück zur Liste',
  unknown: 'Kein Gast {id}',
  toList: 'Alle Gäste',
};

/** Words around the two dashboards of a guest. */
export const guestWords: Catalogue<typeof en> = { en, de };
