/** How far the history of the time before the first scoring is: it is written once in the life of an installation. */
import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { note, notesOf } from './installation.ts';
import { runIdOf } from './runs.ts';

/** Instants are milliseconds since 1970. */
export interface Past {
  /** On record among the scoring runs. */
  readonly runId: string;
  /** The first event of all, and the first record of all: the history between them is missing. */
  readonly since: number;
  readonly until: number;
  /** The Monday in hand; null: all is written. */
  readonly monday: number | null;
  /** All guests before this hash have their record of that Monday. */
  readonly nextBucket: number;
}

/** What a part of it came to. */
export interface PastCounts {
  readonly customers: number;
  readonly scored: number;
  readonly written: number;
}

const noteName = 'past';

/** What notes of former versions hold in place of `nextBucket`: the hash and the id of the last guest, who is done again. */
interface Former {
  readonly afterBucket?: number;
  readonly afterId?: string;
}

/** Null: it has not begun. */
export async function readPast(db: Db): Promise<Past | null> {
  const note = JSON.parse((await notesOf(db, [noteName])).get(noteName) ?? 'null') as (Past & Former) | null;
  if (note === null) return null;
  const { afterBucket, afterId: _named, ...past } = note;
  return { ...past, nextBucket: past.nextBucket ?? afterBucket ?? fromTheFirst.nextBucket };
}

const span = statement('population_past_span', 'population', (kysely) =>
  kysely.selectNoFrom([
    sql<number | null>`(select extract(epoch from min(visited_at)) * 1000 from visits)::float8`.as('since'),
    sql<number | null>`(select extract(epoch from min(scored_at)) * 1000 from score_history)::float8`.as('until'),
  ]),
);

/** From the first event to the first record; null: there are none yet. */
export async function pastSpan(db: Db): Promise<Pick<Past, 'since' | 'until'> | null> {
  const { since, until } = (await span(db))[0] ?? { since: null, until: null };
  return since === null || until === null ? null : { since, until };
}

const anyScore = statement('population_any_score', 'population', (kysely) =>
  kysely.selectFrom('current_scores').limit(1).select('customer_id'),
);

/** Whether anybody was ever scored. */
export async function isAnybodyScored(db: Db): Promise<boolean> {
  return (await anyScore(db)).length > 0;
}

const begin = statement('past/begin', 'own', (kysely, id: string, newest: Date, configVersion: number, now: Date) =>
  kysely
    .insertInto('scoring_runs')
    .values({ run_id: id, kind: 'BACKFILL', as_of: newest, config_version: configVersion, requested_at: now, started_at: now })
    .onConflict((conflict) => conflict.column('run_id').doNothing()),
);

const advance = statement(
  'past/advance',
  'own',
  (kysely, id: string, expected: number, customers: number, scored: number, written: number) =>
    kysely
      .updateTable('scoring_runs')
      .set({
        expected: sql<number>`greatest(${expected}::int, coalesce(guests, 0) + ${customers}::int)`,
        guests: sql<number>`coalesce(guests, 0) + ${customers}::int`,
        scored: sql<number>`coalesce(scored, 0) + ${scored}::int`,
        insufficient: sql<number>`coalesce(insufficient, 0) + ${customers}::int - ${scored}::int`,
        changed: sql<number>`coalesce(changed, 0) + ${written}::int`,
      })
      .where('run_id', '=', id),
);

const finish = statement('past/finish', 'own', (kysely, id: string, now: Date) =>
  kysely.updateTable('scoring_runs').set({ finished_at: now }).where('run_id', '=', id).where('finished_at', 'is', null),
);

/** Puts it on record as a run. @param newest the Monday it begins with. `expected`: guests times Mondays. */
export async function beginPast(
  db: Db,
  span: Pick<Past, 'since' | 'until'>,
  run: { readonly newest: number; readonly expected: number; readonly configVersion: number; readonly now: number },
): Promise<Past> {
  const runId = runIdOf('BACKFILL', run.newest);
  const past = { runId, ...span, monday: run.newest, ...fromTheFirst };
  await db.transaction(async (tx) => {
    await begin(tx, runId, new Date(run.newest), run.configVersion, new Date(run.now));
    await advance(tx, runId, run.expected, 0, 0, 0);
    await note(tx, noteName, JSON.stringify(past), run.now);
  });
  return past;
}

/** Before all guests. */
export const fromTheFirst = { nextBucket: -2_147_483_648 } as const;

/** Notes, in the transaction that writes the records, how far it is. */
export async function advancePast(tx: Db, past: Past, expected: number, counts: PastCounts, now: number): Promise<void> {
  await advance(tx, past.runId, expected, counts.customers, counts.scored, counts.written);
  await notePast(tx, past, now);
}

/** Notes where it goes on; with no Monday left it has ended. */
export async function notePast(db: Db, past: Past, now: number): Promise<void> {
  await note(db, noteName, JSON.stringify(past), now);
  if (past.monday === null) await finish(db, past.runId, new Date(now));
}
