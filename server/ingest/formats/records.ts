import type { Db } from '../../db/open.ts';
import type { IngestContext, SourceRecord } from '../report.ts';
import { minorDigitsOf } from '../values.ts';
import type { FileGuests } from './guests.ts';
import { knownGuests, type Move, moveToGuests, visitsOfSystems } from './known.ts';
import { placeOf, type SheetMapping, scopesOf, type TableMapping, valuesOf } from './mapping.ts';
import type { OnFault, Reading } from './reading.ts';
import type { Scope, Surroundings } from './scope.ts';
import type { Tally } from './tally.ts';

/** Everything that the rows of a table are made from. */
export interface Source {
  readonly db: Db;
  readonly context: IngestContext;
  readonly around: Surroundings;
  readonly reading: Reading;
  readonly mapping: SheetMapping;
  readonly guests: FileGuests;
  readonly tally: Tally;
}

const batchRecords = 1_000;

/** Tables of things that many rows name: what is said of one is put together first, the newest last. */
const things: readonly string[] = ['locations', 'menu_items', 'campaigns', 'customers', 'loyalty_accounts'];

/**
 * The rows of one table, as the import takes them, with the lines of the file that they come from.
 * @param isMain lines that are no rows are refused with the rows of this table, and groups are counted with it.
 */
export async function* recordsOf(source: Source, table: TableMapping, isMain: boolean): AsyncGenerator<readonly SourceRecord[]> {
  const faults: SourceRecord[] = [];
  const onFault: OnFault = ({ line, file, reason }) => {
    if (isMain) faults.push({ line, values: {}, fault: reason, origin: source.around.fileNames[file] ?? '' });
  };
  const taken = () => faults.splice(0);
  const made = things.includes(table.table) ? thingsOf(source, table, onFault, isMain) : eventsOf(source, table, onFault, isMain);
  for await (const batch of made) yield [...taken(), ...batch];
  yield taken();
}

/** The groups of the file that are not left out, with their guests. */
async function* scopes(source: Source, table: TableMapping, onFault: OnFault, isMain: boolean): AsyncGenerator<readonly Scope[]> {
  const { reading, mapping, guests, tally, around } = source;
  let batch: Scope[] = [];
  for await (const groups of reading.groups(onFault)) {
    for (const group of groups) {
      if ((group.rows.get(around.sheet.id) ?? []).length === 0) {
        if (isMain) tally.strays += 1;
        continue;
      }
      if (mapping.isDropped(group)) {
        if (isMain) tally.left += 1;
        continue;
      }
      if (table.table !== 'visits' && !mapping.isSale(group)) continue;
      batch.push(...scopesOf(group, guests.of(group), table, around.sheet));
    }
    if (batch.length < batchRecords) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}

function recordOf(scope: Scope, table: TableMapping, { around }: Source): SourceRecord {
  const { line, file } = placeOf(scope);
  return { line, origin: around.fileNames[file] ?? '', ...valuesOf(scope, table) };
}

async function* eventsOf(
  source: Source,
  table: TableMapping,
  onFault: OnFault,
  isMain: boolean,
): AsyncGenerator<readonly SourceRecord[]> {
  for await (const batch of scopes(source, table, onFault, isMain)) {
    const records = batch.map((scope) => recordOf(scope, table, source));
    if (table.table === 'visits') yield await visitRecords(source, batch, records);
    else if (table.table === 'visit_items') yield await lineRecords(source, records);
    else yield records;
  }
}

type OnRecord = Awaited<ReturnType<typeof visitsOfSystems>>[number];

async function onRecord({ db }: Source, records: readonly SourceRecord[]): Promise<ReadonlyMap<string, OnRecord>> {
  const ids = [...new Set(records.map(({ values }) => values.visit_id ?? ''))].filter((id) => id !== '');
  const visits = new Map<string, OnRecord>();
  for (const visit of ids.length === 0 ? [] : await visitsOfSystems(db, ids))
    if (!visits.has(visit.visitId)) visits.set(visit.visitId, visit);
  return visits;
}

/** Refunds of earlier sales find them; visits on record under another guest move to the one that the file names now. */
async function visitRecords(source: Source, batch: readonly Scope[], records: readonly SourceRecord[]): Promise<SourceRecord[]> {
  const { mapping, tally } = source;
  const known = await onRecord(source, records);
  const moves: Move[] = [];
  const made = records.map((record, index) => {
    const scope = batch[index];
    if (record.fault !== undefined || scope === undefined) return record;
    const visit = known.get(record.values.visit_id ?? '');
    if (!mapping.isSale(scope.group)) return patched(record, visit, source);
    const guest = record.values.customer_id ?? '';
    tally.count(guest, record.values);
    if (visit === undefined || visit.customerId === guest) return record;
    // A guest whom this file does not name stays with the visit.
    if (guest === '') return { ...record, values: { ...record.values, customer_id: visit.customerId } };
    moves.push({ visitId: visit.visitId, from: visit.customerId, to: guest, visitedAt: visit.visitedAt });
    return record;
  });
  if (moves.length > 0) await moveToGuests(source.db, source.context, moves);
  tally.moved += moves.length;
  return made;
}

/** A refund alone: it is added to its sale, of which nothing else is said. */
function patched(record: SourceRecord, visit: OnRecord | undefined, { around, context }: Source): SourceRecord {
  const refund = record.values.refund ?? '';
  if (visit === undefined)
    return {
      ...record,
      fault:
        'expected the sale of this refund in the file or on record, got a refund without its sale: import the file with the sale first (a sale without a guest is not kept)',
    };
  const major = (minor: string | null) =>
    minor === null ? '' : (Number(minor) / 10 ** minorDigitsOf(context.currency)).toFixed(around.minorDigits);
  const before = major(visit.refund);
  if (before !== '' && Number(before) !== 0 && Number(before) !== Number(refund))
    return {
      ...record,
      fault: `expected all refunds of a sale in one file, got ${refund} though ${before} is on record: export from the day of the sale to the last refund in one file`,
    };
  const values = {
    visit_id: visit.visitId,
    customer_id: visit.customerId,
    visited_at: visit.visitedAt.toISOString(),
    total: major(visit.total),
    refund,
  };
  return { ...record, values };
}

/** A line belongs to whoever its visit is on record for. */
async function lineRecords(source: Source, records: readonly SourceRecord[]): Promise<SourceRecord[]> {
  const known = await onRecord(source, records);
  return records.map((record) => {
    const visit = known.get(record.values.visit_id ?? '');
    return visit === undefined ? record : { ...record, values: { ...record.values, customer_id: visit.customerId } };
  });
}

interface Said {
  readonly record: SourceRecord;
  readonly cells: Map<string, { readonly rank: string; readonly text: string }>;
}

/** Grows with the distinct guests or dishes of a file, not with its rows. */
async function* thingsOf(
  source: Source,
  table: TableMapping,
  onFault: OnFault,
  isMain: boolean,
): AsyncGenerator<readonly SourceRecord[]> {
  const key = table.columns[0]?.[0] ?? '';
  const when = source.mapping.tables
    .find(({ table: name }) => name === 'visits')
    ?.columns.find(([name]) => name === 'visited_at')?.[1];
  const said = new Map<string, Said>();
  const refused: SourceRecord[] = [];
  for await (const batch of scopes(source, table, onFault, isMain)) {
    for (const scope of batch) {
      const record = recordOf(scope, table, source);
      const id = record.values[key] ?? '';
      if (record.fault !== undefined) refused.push(record);
      if (record.fault !== undefined || id === '') continue;
      const rank = when === undefined ? '' : rankOf(scope, when);
      say(said, id, record, rank);
    }
    if (refused.length >= batchRecords) yield refused.splice(0);
  }
  yield refused;
  let records: SourceRecord[] = [];
  for (const { record, cells } of said.values()) {
    const values = Object.fromEntries([...cells].map(([name, { text }]) => [name, text]));
    records.push({ ...record, values });
    if (records.length < batchRecords) continue;
    yield table.block.fill === true ? await filling(source, records) : records;
    records = [];
  }
  yield table.block.fill === true ? await filling(source, records) : records;
}

function rankOf(scope: Scope, when: (scope: Scope) => string): string {
  try {
    return when({ ...scope, row: null });
  } catch {
    return ''; // the visit is refused and says why
  }
}

/** The newest word on each column, and of equally new ones the last in the alphabet: whatever the order of the rows. */
function say(said: Map<string, Said>, id: string, record: SourceRecord, rank: string): void {
  let before = said.get(id);
  if (before === undefined) {
    before = { record: { line: record.line, origin: record.origin ?? '', values: {} }, cells: new Map() };
    said.set(id, before);
  }
  for (const [name, text] of Object.entries(record.values)) {
    if (text === '') continue;
    const kept = before.cells.get(name);
    if (kept === undefined || rank > kept.rank || (rank === kept.rank && text > kept.text))
      before.cells.set(name, { rank, text });
  }
}

/** Receipts say little about guests: who is on record keeps everything, but for an address or number that was missing. */
async function filling({ db }: Source, records: readonly SourceRecord[]): Promise<SourceRecord[]> {
  const known = new Map(
    (
      await knownGuests(
        db,
        records.map(({ values }) => values.customer_id ?? ''),
      )
    ).map((guest) => [guest.customerId, guest]),
  );
  return records.map((record) => {
    const { customer_id = '', email = '', phone = '' } = record.values;
    const guest = known.get(customer_id);
    if (guest === undefined) return record;
    return { ...record, values: { customer_id, ...(guest.hasEmail ? {} : { email }), ...(guest.hasPhone ? {} : { phone }) } };
  });
}
