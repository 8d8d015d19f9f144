/**
 * The canonical columns of every import file: what a file may hold, what it must hold, and where each column is kept.
 * One list serves files, the browser's uploads and the mutations.
 */

export type ImportTable =
  | 'locations'
  | 'menu_items'
  | 'campaigns'
  | 'customers'
  | 'visits'
  | 'visit_items'
  | 'loyalty_accounts'
  | 'loyalty_transactions'
  | 'campaign_sends'
  | 'feedback'
  | 'interventions';

/**
 * How a cell is read. `code` is upper-cased text, `money` a decimal amount in CURRENCY kept in minor units, `past` a time that must
 * not lie in the future, `time` any time, `zone` an IANA name, `contact`, `birthday` and `note` are kept sealed.
 */
export type ColumnKind =
  | 'id'
  | 'text'
  | 'code'
  | 'money'
  | 'past'
  | 'time'
  | 'whole'
  | 'decimal'
  | 'flag'
  | 'zone'
  | 'contact'
  | 'birthday'
  | 'note';

export interface ImportColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  /** A file without this column stops, a row without a value is refused. */
  readonly required?: true;
  /** Smallest and largest allowed number. */
  readonly min?: number;
  readonly max?: number;
  /** Most decimals of a `decimal`, as many as its table keeps. */
  readonly decimals?: number;
  /** The only codes that are allowed. */
  readonly oneOf?: readonly string[];
  /** Value of a new row that gives none. */
  readonly fallback?: string;
}

export interface TableShape {
  readonly table: ImportTable;
  /** Names of the columns that identify a row. */
  readonly key: readonly string[];
  /** Something that happened with a customer, who must be on record or is made. In a file it may name none: then it is anonymous. */
  readonly event: boolean;
  /** The column that says when it happened; null: the row has no time of its own. */
  readonly eventTime: string | null;
  /** The local day of the event is kept beside it. */
  readonly businessDay: boolean;
  readonly columns: readonly ImportColumn[];
}

const customerId: ImportColumn = { name: 'customer_id', kind: 'id', required: true };
const column = (name: string, kind: ColumnKind, more: Partial<ImportColumn> = {}): ImportColumn => ({ name, kind, ...more });
const required = { required: true } as const;
const texts = (...names: string[]): ImportColumn[] => names.map((name) => column(name, 'text'));
const amounts = (...names: string[]): ImportColumn[] => names.map((name) => column(name, 'money'));
const flags = (...names: string[]): ImportColumn[] => names.map((name) => column(name, 'flag'));
const maxWhole = 2_147_483_647; // what PostgreSQL's integer holds

/** In the order in which they are loaded: what others refer to comes first. */
export const tableShapes: readonly TableShape[] = [
  reference('locations', [
    column('location_id', 'id', required),
    column('name', 'text'),
    column('time_zone', 'zone'),
    column('venue_type', 'code'),
  ]),
  reference('menu_items', [
    column('menu_item_id', 'id', required),
    ...texts('name', 'category'),
    column('price', 'money'),
    column('child_item', 'flag'),
  ]),
  reference('campaigns', [
    column('campaign_id', 'id', required),
    column('name', 'text'),
    column('channel', 'code'),
    column('kind', 'code'),
    column('starts_at', 'time'),
    column('ends_at', 'time'),
    column('cost', 'money'),
  ]),
  {
    table: 'customers',
    key: ['customer_id'],
    event: false,
    eventTime: null,
    businessDay: false,
    columns: [
      customerId,
      column('name', 'text'),
      column('email', 'contact'),
      column('phone', 'contact'),
      column('birth_date', 'birthday'),
      ...texts('segment', 'city', 'country', 'language'),
      column('preferred_channel', 'code'),
      column('life_stage', 'code'),
      column('dietary', 'note'),
      column('created_at', 'past'),
      ...flags('consent_email', 'consent_sms', 'consent_push'),
    ],
  },
  event('visits', ['customer_id', 'visit_id'], 'visited_at', true, [
    column('visit_id', 'id'),
    column('visited_at', 'past', required),
    column('location_id', 'id'),
    column('service_type', 'code'),
    column('seating', 'text'),
    column('party_size', 'whole', { min: 1, max: maxWhole }),
    column('item_count', 'decimal', { min: 0, max: 999_999_999, decimals: 3 }),
    ...amounts('gross', 'discount', 'total', 'refund'),
    column('channel', 'code'),
    column('campaign_id', 'id'),
  ]),
  event('visit_items', ['customer_id', 'visit_id', 'line'], null, false, [
    column('visit_id', 'id', required),
    column('line', 'whole', { min: 1, max: maxWhole }),
    column('menu_item_id', 'id', required),
    column('quantity', 'decimal', { min: 0.001, max: 999_999_999, decimals: 3, fallback: '1' }),
    ...amounts('unit_price', 'discount'),
  ]),
  event('loyalty_accounts', ['customer_id'], 'joined_at', false, [column('tier', 'text'), column('joined_at', 'past')]),
  event('loyalty_transactions', ['customer_id', 'transaction_id'], 'at', true, [
    column('transaction_id', 'id', required),
    column('at', 'past', required),
    column('kind', 'code'),
    column('points', 'decimal', { min: -99_999_999_999, max: 99_999_999_999, decimals: 2 }),
    column('tier', 'text'),
  ]),
  event('campaign_sends', ['customer_id', 'campaign_id', 'channel', 'sent_at'], 'sent_at', false, [
    column('campaign_id', 'id', required),
    column('channel', 'code'),
    column('sent_at', 'past', required),
    ...['delivered_at', 'opened_at', 'clicked_at', 'replied_at'].map((name) => column(name, 'past')),
    column('visit_id', 'id'),
  ]),
  event('feedback', ['customer_id', 'feedback_id'], 'at', true, [
    column('feedback_id', 'id', required),
    column('at', 'past', required),
    column('source', 'code'),
    column('nps', 'whole', { min: 0, max: 10 }),
    column('rating', 'decimal', { min: 1, max: 5, decimals: 20 }),
    column('sentiment', 'decimal', { min: -1, max: 1, decimals: 20 }),
    column('comment', 'note'),
  ]),
  event('interventions', ['customer_id', 'intervention_id'], 'at', false, [
    column('intervention_id', 'id', required),
    column('action', 'code', { fallback: 'OTHER' }),
    column('at', 'past', required),
    column('arm', 'code', { oneOf: ['TREATMENT', 'CONTROL'], fallback: 'TREATMENT' }),
    column('cost', 'money'),
  ]),
];

const byTable = new Map(tableShapes.map((shape) => [shape.table, shape]));

export function shapeOf(table: ImportTable): TableShape {
  const shape = byTable.get(table);
  if (shape === undefined)
    throw new Error(`expected a table that can be imported, got ${table}; tables: ${[...byTable.keys()].join(', ')}`);
  return shape;
}

/** The name under which the database keeps a column. */
export function storedName(column: ImportColumn): string {
  if (column.kind === 'money') return `${column.name}_minor`;
  return isSealed(column) ? `${column.name}_sealed` : column.name;
}

/** Whether the database keeps a column unreadable without the customer's key. */
export function isSealed({ kind }: ImportColumn): boolean {
  return kind === 'contact' || kind === 'birthday' || kind === 'note';
}

function reference(table: ImportTable, columns: readonly ImportColumn[]): TableShape {
  return { table, key: columns.slice(0, 1).map(({ name }) => name), event: false, eventTime: null, businessDay: false, columns };
}

function event(
  table: ImportTable,
  key: readonly string[],
  eventTime: string | null,
  businessDay: boolean,
  columns: readonly ImportColumn[],
): TableShape {
  return { table, key, event: true, eventTime, businessDay, columns: [customerId, ...columns] };
}
