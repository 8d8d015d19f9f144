import type { ImportTable } from '../generated/graphql.ts';

/** What files can hold, in the order in which they are imported: what others refer to comes first. */
export const importTables = [
  'LOCATIONS',
  'MENU_ITEMS',
  'CAMPAIGNS',
  'CUSTOMERS',
  'VISITS',
  'VISIT_ITEMS',
  'LOYALTY_ACCOUNTS',
  'LOYALTY_TRANSACTIONS',
  'CAMPAIGN_SENDS',
  'FEEDBACK',
  'INTERVENTIONS',
] as const satisfies readonly ImportTable[];

const beforeCustomers: readonly ImportTable[] = ['LOCATIONS', 'MENU_ITEMS', 'CAMPAIGNS', 'CUSTOMERS'];

/** Whether rows of a table name customers, who must be on record or be made. */
export function namesCustomers(table: ImportTable): boolean {
  return !beforeCustomers.includes(table);
}

/** Usual names of files, the more special ones first. */
const namePatterns: readonly (readonly [RegExp, ImportTable])[] = [
  [/loyalty.*(transact|point|movement)|points/, 'LOYALTY_TRANSACTIONS'],
  [/loyalty|member/, 'LOYALTY_ACCOUNTS'],
  [/(campaign|mail|newsletter|message).*(send|sent|deliver|recipient)|^sends?\b/, 'CAMPAIGN_SENDS'],
  [/campaign/, 'CAMPAIGNS'],
  [/menu|dish|product|catalog/, 'MENU_ITEMS'],
  [/(visit|order|check|bill|line).*(item|line)|^items?\b|items$/, 'VISIT_ITEMS'],
  [/feedback|review|survey|rating/, 'FEEDBACK'],
  [/intervention|action/, 'INTERVENTIONS'],
  [/customer|guest|contact|client|kunde|gaeste|gäste/, 'CUSTOMERS'],
  [/visit|order|check|sale|receipt|transaction|bill|besuch|umsatz/, 'VISITS'],
  [/location|store|branch|restaurant|filiale/, 'LOCATIONS'],
];

/** Columns that give a table away, folded; the more special tables first. */
const headerPatterns: readonly (readonly [RegExp, ImportTable])[] = [
  [/(nps|rating|stars|sentiment|review|comment)/, 'FEEDBACK'],
  [/(senton|sentat|openedat|clickedat|deliveredat|sentdate)/, 'CAMPAIGN_SENDS'],
  [/(menuitemid|unitprice|lineitem|quantity|qty)/, 'VISIT_ITEMS'],
  [/(points)/, 'LOYALTY_TRANSACTIONS'],
  [/(interventionid|treatment)/, 'INTERVENTIONS'],
  [/(visitid|visitedat|visitdate|orderid|partysize|receipt|grosssales|checknumber)/, 'VISITS'],
  [/(joinedat|membersince|joindate)/, 'LOYALTY_ACCOUNTS'],
  [/(email|phone|birth|firstname|lastname)/, 'CUSTOMERS'],
  [/(timezone|venuetype)/, 'LOCATIONS'],
  [/(campaignid|startsat)/, 'CAMPAIGNS'],
  [/(category|price)/, 'MENU_ITEMS'],
];

/**
 * What a file most likely holds, by its name, else by its first line.
 * @param header its first line; empty: not known, as for compressed files.
 * @returns VISITS where nothing tells.
 */
export function guessTable(fileName: string, header: string): ImportTable {
  const name = fileName
    .toLowerCase()
    .replace(/\.(csv|tsv|txt|gz)\b/g, '')
    .replaceAll(/[\s_.-]+/g, ' ')
    .trim();
  const byName = namePatterns.find(([pattern]) => pattern.test(name));
  if (byName !== undefined) return byName[1];
  const columns = header
    .toLowerCase()
    .split(/[,;\t|]/)
    .map((column) => column.replaceAll(/[^\p{L}\p{N}]/gu, ''));
  const byHeader = headerPatterns.find(([pattern]) => columns.some((column) => pattern.test(column)));
  return byHeader?.[1] ?? 'VISITS';
}
