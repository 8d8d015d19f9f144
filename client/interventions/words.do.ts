import type { Catalogue } from '../ui/words.ts';

const en = {
  plan: 'Plan action',
  do: 'Do',
  doOf: 'Do: {title}',
  doHint: 'Puts it on record and says whether to do it, or to hold this guest back for comparison.',
  pastReason: 'The past can be read, not changed.',
  proceed: 'On record. Go ahead and do it.',
  holdBack:
    'On record as held back: please leave this guest alone. Some guests, drawn by a fixed rule, get nothing, so that the effect of the action can be told.',
  past: 'What was done before',
  pastNone: 'Nothing is on record for this guest yet.',
  TREATMENT: 'done',
  CONTROL: 'held back for comparison',
  pastOutcome:
    '{complete, select, true {{n, plural, =0 {no visit} one {# visit} other {# visits}} in the 30 days after} other {so far {n, plural, =0 {no visit} one {# visit} other {# visits}}}}',
  pastMore: 'The newest {n} of {all}.',
} as const;

const de: Partial<Record<keyof typeof en, string>> = {
  plan: 'Maßnahme planen',
  do: 'Tun',
  doOf: 'Tun: {title}',
  doHint: 'Hält es fest und sagt, ob es zu tun ist oder ob dieser Gast zum Vergleich ausgelassen wird.',
  pastReason: 'Die Vergangenheit kann man lesen, nicht ändern.',
  proceed: 'Festgehalten. Bitte jetzt tun.',
  holdBack:
    'Als ausgelassen festgehalten: Bitte lassen Sie diesen Gast in Ruhe. Einige Gäste, nach fester Regel gezogen, bekommen nichts, damit sich die Wirkung zeigt.',
  past: 'Was schon getan wurde',
  pastNone: 'Für diesen Gast ist noch nichts festgehalten.',
  TREATMENT: 'getan',
  CONTROL: 'zum Vergleich ausgelassen',
  pastOutcome:
    '{complete, select, true {{n, plural, =0 {kein Besuch} one {# Besuch} other {# Besuche}} in den 30 Tagen danach} other {bisher {n, plural, =0 {kein Besuch} one {# Besuch} other {# Besuche}}}}',
  pastMore: 'Die neuesten {n} von {all}.',
};

/** Words of doing and planning, also on pages of others. */
export const doWords: Catalogue<typeof en> = { en, de };
