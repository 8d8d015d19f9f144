import { mayReach } from '../access/viewer.ts';
import { eraseCustomer } from '../ingest/erase.ts';
import type { Context } from './context.ts';
import { customerNotFound } from './errors.ts';
import type { ErasureReceipt } from './types.generated.ts';

/** @throws GraphQLError CUSTOMER_NOT_FOUND, the same for one that is unknown and one out of reach. */
export async function erase({ db, viewer, now, serving, seen }: Context, customerId: string): Promise<ErasureReceipt> {
  seen.isBeyondReach = !mayReach(viewer, customerId);
  if (seen.isBeyondReach) throw customerNotFound();
  const { principal, name } = viewer;
  const done = await eraseCustomer(db, customerId, { now, timeZone: serving.calendar.timeZone, principal, by: name });
  if (done === null) throw customerNotFound();
  seen.customers.add(customerId); // on record under its keyed hash: it is erased by now
  const { receipt, repeated } = done;
  const rows = Object.entries(receipt.rows).map(([table, count]) => ({ table, rows: count }));
  const totalRows = rows.reduce((total, each) => total + each.rows, 0);
  return { id: receipt.id, at: receipt.at, by: receipt.by, rows, totalRows, receiptHash: receipt.hash, repeated };
}
