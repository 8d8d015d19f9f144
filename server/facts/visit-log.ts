/** Every guest's visits, packed for fitting. */
import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import type { Calendar } from '../engine/calendar.ts';
import type { VisitHistory } from '../engine/facts.ts';
import { guestHash, loggedDays, type VisitLog, visitLogWriter } from '../engine/predictions/visit-log.ts';
import { visits } from './visits.ts';
import { countCustomers, walkCustomers } from './walk.ts';

const chunk = 2_000;

export interface KnownVisits {
  readonly log: VisitLog;
  /** The guests of the log, in its order: that of the walk over all customers. */
  readonly customerIds: readonly string[];
  /** Visits of each guest whose spend is known, free ones included. */
  readonly visitsWithSpend: readonly number[];
}

/**
 * All visits at or before an instant, from one consistent view of the base; a guest without one is left out.
 * @param onProgress called with customers read and their number.
 */
export async function readVisitLog(
  db: Db,
  until: number,
  calendar: Calendar,
  onProgress?: (done: number, total: number) => void,
): Promise<KnownVisits> {
  return db.transaction(async (tx) => {
    await sql`set transaction isolation level repeatable read, read only`.execute(tx.kysely);
    const total = await countCustomers(tx);
    const writer = visitLogWriter();
    const customerIds: string[] = [];
    const visitsWithSpend: number[] = [];
    let done = 0;
    for await (const ids of walkCustomers(tx, chunk)) {
      const histories = await visits.read(tx, ids, until, calendar);
      for (const id of ids) {
        const history: VisitHistory = visits.at(histories.get(id), until);
        if (history.visits.length === 0) continue;
        writer.add({ hash: guestHash(id), days: loggedDays(history.visits) });
        customerIds.push(id);
        visitsWithSpend.push(history.visits.reduce((count, { netMinor }) => count + (netMinor === null ? 0 : 1), 0));
      }
      done += ids.length;
      onProgress?.(done, total);
    }
    return { log: writer.close(), customerIds, visitsWithSpend };
  });
}
