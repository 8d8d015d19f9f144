import type { Catalogue } from './words.ts';

const en = {
  chosen: 'Chosen',
  choose: 'Choose {name}',
  sortHint: ', order by it',
  seeking: 'On the way to row {row, number} of {total, number} …',
  seekingBar: 'Part of the way that is done',
  waiting: 'The server is busy. The list goes on by itself …',
  keyNext: 'Next row',
  keyPrevious: 'Previous row',
  keyChoose: 'Choose the row',
  keyOpen: 'Open the row',
} as const;

const de: Partial<Record<keyof typeof en, string>> = {
  chosen: 'Ausgewählt',
  choose: '{name} auswählen',
  sortHint: ', danach ordnen',
  seeking: 'Unterwegs zu Zeile {row, number} von {total, number} …',
  seekingBar: 'Zurückgelegter Teil des Wegs',
  waiting: 'Der Server ist beschäftigt. Die Liste geht von selbst weiter …',
  keyNext: 'Nächste Zeile',
  keyPrevious: 'Vorige Zeile',
  keyChoose: 'Zeile auswählen',
  keyOpen: 'Zeile öffnen',
};

/** Words of tables. */
export const tableWords: Catalogue<typeof en> = { en, de };
