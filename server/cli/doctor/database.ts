import { readdir } from 'node:fs/promises';
import { migrationsFolder } from '../../db/migrate.ts';
import type { Db } from '../../db/open.ts';
import { readSources } from '../../facts/sources.ts';
import type { Settings } from '../../settings.ts';
import { countWorkers, type DatabaseState, readDatabaseState, readLastScoring } from '../../store/diagnosis.ts';
import { hasCustomers, lastBackup, newestMigration } from '../../store/installation.ts';
import { type KeyRecord, openKeys } from '../../store/keys.ts';
import { type JobQueue, readJobQueue, readRunTimes } from '../../store/monitoring-figures.ts';
import { dayMs, type Finding, fault, fine, gigabytes, hourMs, minuteMs, note, span, warning } from './finding.ts';

const slowMs = 250;
/** Tokens of an issuer are believed within 30 seconds; what is beyond a second of a well-kept clock is worth a word. */
const skew = { notedMs: 2_000, graveMs: 30_000 };
const soonMs = 14 * dayMs;
const forgottenMs = 90 * dayMs;
const backupMs = 7 * dayMs;
const waitingMs = 15 * minuteMs;

/** @param clock milliseconds since 1970. */
export async function databaseFindings(db: Db, settings: Settings, clock: () => number): Promise<Finding[]> {
  const askedAt = clock();
  const state = await readDatabaseState(db);
  const answeredAt = clock();
  const found = [answer(state, answeredAt - askedAt), clockFinding(state.at - (askedAt + answeredAt) / 2)];
  const files = (await readdir(migrationsFolder())).filter((name) => name.endsWith('.sql')).sort();
  const migrations = migrationFinding(await newestMigration(db).catch(() => null), files);
  found.push(migrations);
  if (migrations.severity !== 'OK') return found; // what follows asks tables of today
  const now = answeredAt;
  found.push(...keyFindings(await openKeys(db).list(), now));
  if (!(await hasCustomers(db)))
    return [
      ...found,
      note('data', 'there is no guest yet', 'load your own with "ecx import --help", or the demo with "ecx demo"'),
    ];
  found.push(freshness(await readSources(db, [now]), now, settings.DATA_FRESHNESS_THRESHOLD));
  if (settings.FEATURE_HEALTH_SCORING) found.push(await scoring(db, settings, now));
  found.push(...jobFindings(await readJobQueue(db, now), await countWorkers(db), now));
  found.push(backupFinding(await lastBackup(db), now));
  return found;
}

function answer({ version, bytes, isStandby }: DatabaseState, ms: number): Finding {
  const what = `PostgreSQL ${version}, ${gigabytes(bytes)}, answers in ${ms} ms`;
  if (isStandby) return fault('database', `${what}, but is a standby that takes no writes`, 'give DATABASE_URL of the primary');
  return ms > slowMs ? warning('database', what, 'look for load there, or for a long way between us') : fine('database', what);
}

/** @param ms how far the database's clock is before ours. */
export function clockFinding(ms: number): Finding {
  const off = Math.abs(ms);
  if (off < skew.notedMs) return fine('clock', 'this machine and the database agree');
  const what = `the database's clock is ${span(off)} ${ms > 0 ? 'before' : 'behind'} ours`;
  const todo = 'let both machines follow a time server (chrony, systemd-timesyncd)';
  return off >= skew.graveMs ? fault('clock', what, todo) : warning('clock', what, todo);
}

/** @param applied the newest of the database; null: none. @param files of this program, in their order. */
export function migrationFinding(applied: string | null, files: readonly string[]): Finding {
  const newest = files.at(-1) ?? '';
  if (applied === newest) return fine('migrations', `up to date (${newest})`);
  if (applied !== null && applied > newest)
    return fault(
      'migrations',
      `the database is newer than this program (${applied})`,
      'run the version that made it, or a newer one',
    );
  const missing = files.filter((name) => applied === null || name > applied).length;
  return warning(
    'migrations',
    `${missing} to apply, the last is ${newest}`,
    'make a backup, then run "ecx migrate" (a start does it, too)',
  );
}

/** Keys that end soon, see nobody, never end with every right, or are not used. */
export function keyFindings(keys: readonly KeyRecord[], now: number): Finding[] {
  const valid = keys.filter(
    ({ revokedAt, expiresAt }) => revokedAt === null && (expiresAt === null || expiresAt.getTime() > now),
  );
  const ending = valid.filter(({ expiresAt }) => expiresAt !== null && expiresAt.getTime() - now < soonMs);
  const blind = valid.filter(
    ({ role, reach, reachSegments, reachLocations }) =>
      role === 'PARTNER' && (reach?.length ?? 0) === 0 && reachSegments === null && reachLocations === null,
  );
  const endless = valid.filter(({ role, expiresAt }) => role === 'ADMIN' && expiresAt === null);
  const forgotten = valid.filter(({ lastUsedAt, createdAt }) => now - (lastUsedAt ?? createdAt).getTime() > forgottenMs);
  const named = (some: readonly KeyRecord[]) => some.map(({ id, name }) => `${name} (${id})`).join(', ');
  const found: Finding[] = [];
  if (ending.length > 0)
    found.push(
      warning('keys', `end within ${span(soonMs)}: ${named(ending)}`, 'make new ones with "ecx key create" and hand them over'),
    );
  if (blind.length > 0)
    found.push(
      warning('keys', `see nobody: ${named(blind)}`, 'make new ones with --customers, --segments or --locations, revoke these'),
    );
  if (endless.length > 0)
    found.push(warning('keys', `have every right for ever: ${named(endless)}`, 'make new ones with --expires, revoke these'));
  if (forgotten.length > 0)
    found.push(note('keys', `not used for ${span(forgottenMs)}: ${named(forgotten)}`, 'revoke them with "ecx key revoke"'));
  return found.length > 0 ? found : [fine('keys', valid.length === 1 ? '1 valid key' : `${valid.length} valid keys`)];
}

/** @param newest of each source, milliseconds since 1970; null: it has no event. */
export function freshness(newest: object, now: number, thresholdSeconds: number): Finding {
  const sources = Object.entries(newest as Readonly<Record<string, number | null>>);
  const known = sources.flatMap(([name, at]) => (at === null ? [] : [{ name, age: now - at }]));
  if (known.length === 0) return warning('freshness', 'no source has any event', 'import visits: ecx import --help');
  const stale = known.filter(({ age }) => age > thresholdSeconds * 1000);
  const limit = span(thresholdSeconds * 1000);
  if (stale.length === 0) return fine('freshness', `every source that has events has one within ${limit}`);
  const what = stale.map(({ name, age }) => `${name} for ${span(age)}`).join(', ');
  return warning(
    'freshness',
    `nothing new from ${what} (allowed: ${limit})`,
    'look at what brings these files, or raise DATA_FRESHNESS_THRESHOLD',
  );
}

async function scoring(db: Db, { HEALTH_SCORE_CALCULATION_INTERVAL }: Settings, now: number): Promise<Finding> {
  const runs = await readRunTimes(db, now - forgottenMs, 500);
  const { guests, newestAt } = await readLastScoring(db);
  const finished = Math.max(...runs.map(({ finishedAt }) => finishedAt ?? Number.NEGATIVE_INFINITY), Number.NEGATIVE_INFINITY);
  return scoringFinding(
    { guests, finishedAt: Number.isFinite(finished) ? finished : newestAt },
    now,
    HEALTH_SCORE_CALCULATION_INTERVAL * 1000,
  );
}

/** @param last the end of the last scoring of everybody, milliseconds since 1970; null: there was none. */
export function scoringFinding(
  last: { readonly guests: number; readonly finishedAt: number | null },
  now: number,
  everyMs: number,
): Finding {
  const todo = 'start a server or "ecx worker", or run "ecx score"';
  if (last.guests === 0 || last.finishedAt === null) return warning('scores', 'nobody was scored yet', todo);
  const age = Math.max(0, now - last.finishedAt);
  const what = `${last.guests} guests have scores, the last run ended ${span(age)} ago`;
  return age > 2 * everyMs + hourMs ? warning('scores', `${what} (due every ${span(everyMs)})`, todo) : fine('scores', what);
}

/** @param queue null: no worker was ever started. @param workers that gave a sign of life just now. */
export function jobFindings(queue: JobQueue | null, workers: number, now: number): Finding[] {
  if (queue === null || workers === 0)
    return [
      note('jobs', 'no worker runs now: nothing is done in the background', 'start "ecx serve" (ECX_WORKER=on) or "ecx worker"'),
    ];
  const found: Finding[] = [];
  if (queue.failed > 0)
    found.push(
      warning(
        'jobs',
        `${queue.failed} failed at every try`,
        'the log of servers and workers says why; what is due is asked for again',
      ),
    );
  if (queue.waitingSince !== null && now - queue.waitingSince > waitingMs)
    found.push(
      warning(
        'jobs',
        `${queue.waiting} wait, the first for ${span(now - queue.waitingSince)}`,
        'start more workers, or see what holds them up',
      ),
    );
  return found.length > 0 ? found : [fine('jobs', 'done by workers that are alive, nothing held up')];
}

/** @param last milliseconds since 1970; null: none was told of. */
export function backupFinding(last: number | null, now: number): Finding {
  const todo = 'run "ecx backup FILE" every day, or "ecx backup --note" after one of your own';
  if (last === null) return warning('backup', 'none is known', todo);
  const age = Math.max(0, now - last);
  return age > backupMs
    ? warning('backup', `the last is ${span(age)} old`, todo)
    : fine('backup', `the last is ${span(age)} old`);
}
