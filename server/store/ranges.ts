import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import type { ScoringRangeRow } from '../db/run-tables.ts';
import { statement } from '../db/statement.ts';
import { silenceMs } from './workers.ts';

/** Most parts of a run, and guests that are worth a part of their own. */
const mostRanges = 64;
const guestsPerRange = 500;
const buckets = 2 ** 32;
const firstBucket = -(2 ** 31);
const mostBucket = 2 ** 31 - 1; // of the column: who has this hash is done again when a run is broken off behind it

/** The part of a run that somebody works on: customer ids whose hash is in it. */
export interface Range {
  readonly runId: string;
  readonly asOf: number;
  /** Guests that there were when the run began. */
  readonly expected: number;
  readonly firstBucket: number;
  readonly lastBucket: number;
  /** All guests before this hash are done. */
  readonly nextBucket: number;
}

/** A range that was taken over by somebody else: what was not committed is theirs to do. */
export class RangeLost extends Error {
  override readonly name = 'RangeLost';
}

const begin = statement('ranges/begin', 'own', (kysely, id: string, now: Date, expected: number) =>
  kysely
    .updateTable('scoring_runs')
    .set({ started_at: now, expected })
    .where('run_id', '=', id)
    .where('started_at', 'is', null)
    .returning('run_id'),
);

const columns = ['run_id', 'first_bucket', 'last_bucket', 'after_bucket', 'after_key', 'guests', 'scored', 'changed'] as const;

const insert = statement('ranges/insert', 'own', (kysely, ranges: string) =>
  kysely
    .insertInto('scoring_ranges')
    .columns(columns)
    .expression(
      kysely
        .selectFrom(sql<ScoringRangeRow>`jsonb_populate_recordset(null::scoring_ranges, ${ranges}::jsonb)`.as('r'))
        .select(columns.map((column) => `r.${column}` as const)),
    ),
);

/** Nobody waits for the disk: what a crash of the server takes back, all behind a moment, is done again, with how far the ranges are. */
const unhurried = sql<string>`set_config('synchronous_commit', 'off', true)`.as('commit');

// Found once and for all before the update: joined as a subquery, some plans look for it again for each range, and find the next one each
// time, so that one hand would own them all.
const claim = statement('ranges/claim', 'own', (kysely, workerId: string, silence: number) =>
  kysely
    .with(
      (as) => as('free').materialized(),
      (query) =>
        query
          .selectFrom('scoring_ranges as o')
          .innerJoin('scoring_runs as u', 'u.run_id', 'o.run_id')
          .where('o.finished_at', 'is', null)
          .where(
            sql<boolean>`(o.owner is null or o.owner = ${workerId} or not exists (select from job_workers w where w.worker_id = o.owner
              and w.heartbeat_at >= clock_timestamp() - make_interval(secs => ${silence} / 1000.0)))`,
          )
          .orderBy('u.as_of')
          .orderBy('o.first_bucket')
          .limit(1)
          .forUpdate('o')
          .skipLocked()
          .select([
            'o.run_id',
            'o.first_bucket',
            sql<number>`(extract(epoch from u.as_of) * 1000)::float8`.as('asOf'),
            sql<number>`coalesce(u.expected, 0)`.as('expected'),
          ]),
    )
    .updateTable('scoring_ranges as r')
    .set({ owner: workerId })
    .from('free')
    .whereRef('r.run_id', '=', 'free.run_id')
    .whereRef('r.first_bucket', '=', 'free.first_bucket')
    .returning([
      'r.run_id as runId',
      'free.asOf',
      'free.expected',
      'r.first_bucket as firstBucket',
      'r.last_bucket as lastBucket',
      'r.after_bucket as nextBucket',
      unhurried,
    ]),
);

const advance = statement(
  'ranges/advance',
  'own',
  (
    kysely,
    runId: string,
    first: number,
    workerId: string,
    nextBucket: number,
    customers: number,
    scored: number,
    changed: number,
  ) =>
    kysely
      .updateTable('scoring_ranges')
      .set({
        after_bucket: nextBucket,
        after_key: '',
        guests: sql<number>`guests + ${customers}::int`,
        scored: sql<number>`scored + ${scored}::int`,
        changed: sql<number>`changed + ${changed}::int`,
      })
      .where('run_id', '=', runId)
      .where('first_bucket', '=', first)
      .where('owner', '=', workerId)
      .where('finished_at', 'is', null)
      .returning(['run_id', unhurried]),
);

const finishRange = statement('ranges/finish', 'own', (kysely, runId: string, first: number, workerId: string, now: Date) =>
  kysely
    .updateTable('scoring_ranges')
    .set({ finished_at: now, owner: null })
    .where('run_id', '=', runId)
    .where('first_bucket', '=', first)
    .where('owner', '=', workerId)
    .where('finished_at', 'is', null)
    .returning(['run_id', unhurried]),
);

const lockRun = statement('ranges/lockRun', 'own', (kysely, runId: string) =>
  kysely.selectFrom('scoring_runs').where('run_id', '=', runId).forUpdate().select('run_id'),
);

const finishRun = statement('ranges/finishRun', 'own', (kysely, runId: string, now: Date) =>
  kysely
    .updateTable('scoring_runs as u')
    .set({
      finished_at: now,
      guests: sql<number>`done.guests`,
      scored: sql<number>`done.scored`,
      insufficient: sql<number>`done.guests - done.scored`,
      changed: sql<number>`done.changed`,
    })
    .from((query) =>
      query
        .selectFrom('scoring_ranges')
        .where('run_id', '=', runId)
        .select([
          sql<number>`sum(guests)::int`.as('guests'),
          sql<number>`sum(scored)::int`.as('scored'),
          sql<number>`sum(changed)::int`.as('changed'),
          sql<boolean>`bool_and(finished_at is not null)`.as('all_done'),
        ])
        .as('done'),
    )
    .where('u.run_id', '=', runId)
    .where('u.finished_at', 'is', null)
    .where('done.all_done', '=', true)
    .returning('u.run_id'),
);

const forgetRanges = statement('ranges/forget', 'own', (kysely, runId: string) =>
  kysely.deleteFrom('scoring_ranges').where('run_id', '=', runId),
);

const release = statement('ranges/release', 'own', (kysely, workerId: string) =>
  kysely.updateTable('scoring_ranges').set({ owner: null }).where('owner', '=', workerId).where('finished_at', 'is', null),
);

/** Splits a queued run into ranges of about equally many guests; one that has begun is left alone. */
export async function beginRun(db: Db, runId: string, expected: number, now: number): Promise<void> {
  const wanted = Math.max(2, Math.min(mostRanges, Math.floor(expected / guestsPerRange)));
  const count = 2 ** Math.floor(Math.log2(wanted));
  const width = buckets / count;
  const ranges = Array.from({ length: count }, (_unused, index) => {
    const first = firstBucket + index * width;
    const none = { after_bucket: first, after_key: '', guests: 0, scored: 0, changed: 0 };
    return { run_id: runId, first_bucket: first, last_bucket: first + width - 1, ...none };
  });
  await db.transaction(async (tx) => {
    if ((await begin(tx, runId, new Date(now), expected)).length > 0) await insert(tx, JSON.stringify(ranges));
  });
}

/** Takes a range that nobody works on: of the oldest run, first those in front. Null: there is none. */
export async function claimRange(db: Db, workerId: string): Promise<Range | null> {
  return (await claim(db, workerId, silenceMs))[0] ?? null;
}

/** Notes in the transaction that writes a chunk how far the range is. @throws RangeLost when somebody else has taken it over. */
export async function advanceRange(
  tx: Db,
  range: Range,
  workerId: string,
  done: {
    readonly nextBucket: number;
    readonly customers: number;
    readonly scored: number;
    readonly changed: number;
  },
): Promise<void> {
  const { customers, scored, changed } = done;
  const nextBucket = Math.min(done.nextBucket, mostBucket);
  const kept = await advance(tx, range.runId, range.firstBucket, workerId, nextBucket, customers, scored, changed);
  if (kept.length === 0) throw new RangeLost(`the range ${range.firstBucket} of ${range.runId} was taken over by another worker`);
}

/** Ends a range, and with the last one its run. @returns whether the run has finished with it. */
export async function finishOf(db: Db, range: Range, workerId: string, now: number): Promise<boolean> {
  return await db.transaction(async (tx) => {
    await lockRun(tx, range.runId); // two last ranges at once: the second one sees the first
    await finishRange(tx, range.runId, range.firstBucket, workerId, new Date(now));
    if ((await finishRun(tx, range.runId, new Date(now))).length === 0) return false;
    await forgetRanges(tx, range.runId);
    return true;
  });
}

/** Lets go of what a worker that stops has not finished. */
export async function releaseRanges(db: Db, workerId: string): Promise<void> {
  await release(db, workerId);
}
