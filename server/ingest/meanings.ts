import type { ColumnKind, ImportTable } from './columns.ts';

/** What each canonical column means, for people who map a file of theirs; `table.column` where it means something else there. */
const meanings: Readonly<Record<string, string>> = {
  customer_id: 'The id of the guest in your system; the same in every file.',
  name: 'Name for people.',
  email: 'E-mail address; kept sealed.',
  phone: 'Telephone number; kept sealed.',
  birth_date: 'Birth date such as 1980-02-29, from 1900 to today; empty where the year is not known; kept sealed.',
  segment: 'Your own group of guests, such as VIP.',
  city: 'City of the guest.',
  country: 'Country of the guest.',
  language: 'Language of the guest, such as de.',
  preferred_channel: 'How the guest wants to hear from you: EMAIL, SMS, PUSH.',
  life_stage: 'Stage of life, such as FAMILY.',
  dietary: 'Dietary needs; kept sealed.',
  created_at: 'When the guest came on record.',
  consent_email: 'Whether you may write e-mails: true or false.',
  consent_sms: 'Whether you may send text messages: true or false.',
  consent_push: 'Whether you may send push messages: true or false.',
  location_id: 'The id of the restaurant.',
  time_zone: 'IANA time zone of the restaurant, such as Europe/Berlin.',
  venue_type: 'Kind of restaurant, such as CASUAL.',
  menu_item_id: 'The id of the dish or drink.',
  category: 'Category of the menu, such as Desserts.',
  price: 'Price in the currency of the installation.',
  child_item: 'Whether it is for children: true or false.',
  visit_id: 'The id of the bill; without one it is derived from the row.',
  visited_at: 'When the guest came; without an offset it is local time.',
  service_type: 'DINE_IN, TAKEAWAY or DELIVERY.',
  seating: 'Where the guest sat, such as Terrace.',
  party_size: 'How many guests were at the table.',
  item_count: 'How many dishes and drinks were on the bill.',
  gross: 'The bill before discount, without tax and tip.',
  discount: 'What was taken off, as a positive amount.',
  total: 'What was paid, without tax and tip; empty: unknown.',
  refund: 'What was given back, as a positive amount.',
  channel: 'How it came about or was sent, such as EMAIL.',
  campaign_id: 'The id of the campaign.',
  'visit_items.visit_id': 'The id of the bill that the line belongs to.',
  line: 'The number of the line on its bill, from 1.',
  quantity: 'How many; empty: 1.',
  unit_price: 'Price of one.',
  tier: 'Tier in the loyalty programme, such as GOLD.',
  joined_at: 'When the guest joined the programme.',
  transaction_id: 'The id of the movement of points.',
  at: 'When it happened; without an offset it is local time.',
  kind: 'What kind it is, such as EARN or REDEEM.',
  'campaigns.kind': 'What kind of campaign it is, such as NEWSLETTER.',
  points: 'How many points.',
  starts_at: 'When the campaign starts.',
  ends_at: 'When the campaign ends.',
  cost: 'What it cost, in the currency of the installation.',
  sent_at: 'When it was sent.',
  delivered_at: 'When it was delivered.',
  opened_at: 'When the guest first opened it.',
  clicked_at: 'When the guest first clicked in it.',
  replied_at: 'When the guest replied.',
  'campaign_sends.visit_id': 'The id of the bill that came of it.',
  feedback_id: 'The id of the feedback.',
  source: 'Where the feedback came from, such as SURVEY.',
  nps: 'How likely the guest recommends you, 0 to 10.',
  rating: 'Stars, 1 to 5.',
  sentiment: 'Mood of the text, -1 to 1.',
  comment: 'What the guest wrote; kept sealed.',
  intervention_id: 'The id of what you did.',
  action: 'What you did, such as CALL.',
  arm: 'TREATMENT, or CONTROL for a guest left alone on purpose.',
};

/** @returns the empty text for a column that nothing is said of. */
export function meaningOf(table: ImportTable, column: string): string {
  return meanings[`${table}.${column}`] ?? meanings[column] ?? '';
}

/** How cells of each kind are mended. */
const remedies: Readonly<Record<ColumnKind, string>> = {
  id: 'Give the id as your system exports it, as text of at most 200 characters.',
  text: 'Shorten the text and leave out control characters.',
  code: 'Use one of the values that the reason names.',
  money: 'Write amounts such as 1234.50: a decimal point, no currency sign, no thousands separator, not below 0.',
  past: 'Write times as 2026-03-01 19:30 or with an offset as 2026-03-01T19:30:00+01:00, none in the future.',
  time: 'Write times as 2026-03-01 19:30 or with an offset as 2026-03-01T19:30:00+01:00.',
  whole: 'Write a whole number within the bounds that the reason names.',
  decimal: 'Write a number with a decimal point within the bounds that the reason names.',
  flag: 'Write true or false.',
  zone: 'Write an IANA time zone such as Europe/Berlin.',
  contact: 'Correct the value or leave the cell empty.',
  birthday: 'Write the day of birth as 1980-02-29, or leave the cell empty where the year is not known.',
  note: 'Shorten the text.',
};

const lineRemedy = 'Correct the line in the file, or in its download, and import it again.';

/** How rows that were refused for this are mended. @param kind null: the row as a whole is at fault. */
export function remedyOf(kind: ColumnKind | null, reason: string): string {
  if (reason.startsWith('expected a customer on record'))
    return 'Import the customers first, or let customers be made from events.';
  if (reason.includes('who was erased')) return 'Leave the row out: this person was erased and may not come back by an import.';
  if (reason.startsWith('expected a visit on record')) return 'Import the visits first.';
  if (reason.startsWith('expected one row for')) return 'Keep the right one of the rows with the same key.';
  if (reason.startsWith('expected a value in')) return 'Fill the cell: this column must have a value in every row.';
  return kind === null ? lineRemedy : remedies[kind];
}
