import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { holdHead } from './audit-append.ts';
import { auditKeysOf } from './audit-chain.ts';
import { forgetNames } from './audit-names.ts';
import { removalMac } from './audit-verify.ts';

// Entries of several processes are not quite in the order of their times: what stands behind the first one that is kept is kept as well.
const firstKept = statement('audit/first kept', 'own', (kysely, until: Date) =>
  kysely
    .selectFrom('audit_entries')
    .where('at', '>=', until)
    .orderBy('entry_no')
    .limit(1)
    .select(sql<number>`entry_no::float8`.as('no')),
);

const hashAt = statement('audit/hash of last removed', 'own', (kysely, no: number) =>
  kysely.selectFrom('audit_entries').where('entry_no', '=', no).select('hash'),
);

const remove = statement('audit/forget', 'own', (kysely, no: number) =>
  kysely.deleteFrom('audit_entries').where('entry_no', '<=', no),
);

const begin = statement('audit/begin behind', 'own', (kysely, no: number, hash: Buffer, mac: Buffer) =>
  kysely.updateTable('audit_head').set({ removed_no: no, removed_hash: hash, removed_mac: mac }),
);

/** Removes entries from before an instant; the head keeps where the chain begins now, under a keyed hash. */
export async function forgetAudit(db: Db, until: Date): Promise<void> {
  await db.transaction(async (tx) => {
    const head = await holdHead(tx);
    const [kept] = await firstKept(tx, until);
    const no = kept === undefined ? head.no : kept.no - 1;
    const [last] = await hashAt(tx, no);
    if (last === undefined) return; // nothing is that old
    await remove(tx, no);
    await begin(tx, no, last.hash, removalMac(auditKeysOf(tx.sealer), no, last.hash));
  });
  await forgetNames(db);
}
