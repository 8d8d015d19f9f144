import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';

const keptMs = 24 * 3_600_000;

/** The same key was used for another request within 24 hours. */
export class KeyReused extends Error {
  override readonly name = 'KeyReused';
}

/** JSON with the keys of objects in order, so that equal requests have equal text. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, canonical(item)]));
}

/** What a repeated request is recognised by: its operation and parameters. */
export function requestHash(operation: string, parameters: unknown): Buffer {
  return createHash('sha256')
    .update(JSON.stringify([operation, canonical(parameters)]))
    .digest();
}

interface Kept {
  readonly requestHash: Buffer;
  readonly response: unknown;
}

const claimKey = statement(
  'idempotency/claim',
  'own',
  (kysely, principal: string, key: string, hash: Buffer, now: Date, expired: Date) =>
    kysely
      .insertInto('idempotency_keys')
      .values({ principal, idempotency_key: key, request_hash: hash, response: 'null', created_at: now })
      .onConflict((conflict) =>
        conflict
          .columns(['principal', 'idempotency_key'])
          .doUpdateSet({
            request_hash: (eb) => eb.ref('excluded.request_hash'),
            response: (eb) => eb.ref('excluded.response'),
            created_at: (eb) => eb.ref('excluded.created_at'),
          })
          .where(sql<boolean>`idempotency_keys.created_at <= ${expired}`),
      )
      .returning('principal'),
);

const keptAnswer = statement('idempotency/answer', 'own', (kysely, principal: string, key: string) =>
  kysely
    .selectFrom('idempotency_keys')
    .where('principal', '=', principal)
    .where('idempotency_key', '=', key)
    .select(['request_hash as requestHash', 'response']),
);

const keepAnswer = statement('idempotency/keep', 'own', (kysely, principal: string, key: string, response: string) =>
  kysely
    .updateTable('idempotency_keys')
    .set({ response: sql<string>`${response}::jsonb` })
    .where('principal', '=', principal)
    .where('idempotency_key', '=', key)
    .returning('principal'),
);

/**
 * Does `work` once per key: within 24 hours a repetition answers the first answer and does nothing. Work and answer are committed
 * together, so that a crash leaves neither; a repetition that comes while the first still runs waits for it.
 *
 * @returns the answer, and whether it is a repeated one.
 * @throws KeyReused when the key came with other parameters before.
 */
export async function once<Answer>(
  db: Db,
  request: { readonly principal: string; readonly key: string; readonly hash: Buffer; readonly now: number },
  work: (tx: Db) => Promise<Answer>,
): Promise<{ readonly answer: Answer; readonly repeated: boolean }> {
  const { principal, key, hash, now } = request;
  return await db.transaction(async (tx) => {
    const claimed = await claimKey(tx, principal, key, hash, new Date(now), new Date(now - keptMs));
    if (claimed.length === 0) return { answer: kept<Answer>(await keptAnswer(tx, principal, key), hash), repeated: true };
    const answer = await work(tx);
    await keepAnswer(tx, principal, key, JSON.stringify(answer));
    return { answer, repeated: false };
  });
}

function kept<Answer>(rows: readonly Kept[], hash: Buffer): Answer {
  const [row] = rows;
  if (row === undefined || !row.requestHash.equals(hash)) {
    throw new KeyReused('expected the same request as the first with this key, got another one; send a new key with it');
  }
  return row.response as Answer;
}

const removeExpired = statement('idempotency/expire', 'own', (kysely, expired: Date) =>
  kysely.deleteFrom('idempotency_keys').where('created_at', '<=', expired).returning('principal'),
);

/** Removes the answers that nobody can ask for any more. @returns how many. */
export async function expireKeys(db: Db, now: number): Promise<number> {
  return (await removeExpired(db, new Date(now - keptMs))).length;
}
