import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { forgetDeprecatedUses } from './deprecated-uses.ts';
import { expireKeys } from './idempotency.ts';
import { expireLive } from './live-events.ts';
import { expireSessions } from './sessions.ts';
import { expireDeliveries } from './webhook-deliveries.ts';

/** How long runs are kept, milliseconds: 90 days. */
const runLifeMs = 90 * 86_400_000;

const forgetRuns = statement('retention/runs', 'own', (kysely, until: Date) =>
  kysely.deleteFrom('scoring_runs').where('requested_at', '<', until).returning('run_id'),
);

const forgetRanges = statement('retention/ranges', 'own', (kysely) =>
  kysely
    .deleteFrom('scoring_ranges as r')
    .where((eb) => eb.not(eb.exists(eb.selectFrom('scoring_runs as u').whereRef('u.run_id', '=', 'r.run_id')))),
);

/** Removes what nobody can use any more: answers of old idempotency keys, expired sessions and sign-in links, live events, what was sent, old runs. */
export async function forgetOld(db: Db, now: number): Promise<void> {
  await expireKeys(db, now);
  await expireSessions(db, now);
  await expireLive(db, now);
  await forgetDeprecatedUses(db, now);
  await expireDeliveries(db, now);
  await db.transaction(async (tx) => {
    await forgetRuns(tx, new Date(now - runLifeMs));
    await forgetRanges(tx);
  });
}
