import type { Db } from '../db/open.ts';
import type { Calendar } from '../engine/calendar.ts';

/** What was read, by customer. */
export type Found<Raw> = Pick<ReadonlyMap<string, Raw>, 'get'>;

/** One question about many customers, answered by one statement. */
export interface FactSource<Raw, Fact> {
  /**
   * Everything at or before `until` (milliseconds since 1970) about the customers. A customer without rows is absent.
   * @throws DatabaseUnavailable
   */
  readonly read: (db: Db, customerIds: readonly string[], until: number, calendar: Calendar) => Promise<Found<Raw>>;
  /** What of it was known at an instant: the same as if nothing later had ever been recorded. */
  readonly at: (raw: Raw | undefined, asOf: number) => Fact;
}

/** Rows by customer, in their order. */
export function byCustomer<Row extends { customer_id: string }, Value>(
  rows: readonly Row[],
  value: (row: Row) => Value,
): Map<string, Value[]> {
  const groups = new Map<string, Value[]>();
  for (const row of rows) {
    const group = groups.get(row.customer_id);
    if (group === undefined) groups.set(row.customer_id, [value(row)]);
    else group.push(value(row));
  }
  return groups;
}

/** The first part of a list in order of `at`; the list itself when nothing is later. */
export function upTo<Event extends { readonly at: number }>(events: readonly Event[], asOf: number): readonly Event[] {
  return events.every((event) => event.at <= asOf) ? events : events.filter((event) => event.at <= asOf);
}
