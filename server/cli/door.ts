import type { Db } from '../db/open.ts';
import { followingKeys } from '../graphql/key-reach.ts';
import { type GraphqlDoor, openGraphql } from '../graphql/server.ts';
import { openBulkSource } from '../http/bulk-source.ts';
import { openWhoIs } from '../http/who-is.ts';
import type { BulkJobs } from '../jobs/bulk-exports.ts';
import { openCurrentScoring } from '../jobs/current-scoring.ts';
import { calendarOf, scoringConfigOf } from '../jobs/scoring.ts';
import type { Settings } from '../settings.ts';
import { openKeys } from '../store/keys.ts';
import { openSessions } from '../store/sessions.ts';
import { auditLogOf } from './audit-log.ts';
import { tell } from './database.ts';

/** The API without a server: for queries only, and nothing is remembered between two of them. */
export async function openDoor(db: Db, settings: Settings): Promise<GraphqlDoor> {
  const calendar = calendarOf(settings);
  const patient = { db, worker: db, calendar, clock: Date.now, patienceMs: Number.POSITIVE_INFINITY };
  return await openGraphql({
    db,
    settings,
    calendar,
    scoring: openCurrentScoring(scoringConfigOf(settings), patient),
    answers: null,
    audit: auditLogOf(db),
    rescore: async () => null,
    rescoreAll: async () => false,
    onFault: ({ error }) => tell(`a query met a fault: ${error instanceof Error ? error.message : String(error)}`),
  });
}

/** Exports in the background, done by this process for whoever asked a server. */
export async function openBulkJobs(db: Db, settings: Settings): Promise<BulkJobs> {
  const [door, keys] = [await openDoor(db, settings), followingKeys(openKeys(db), db)];
  const whoIs = openWhoIs({ keys, sessions: openSessions(db) });
  return {
    source: openBulkSource({ door, whoIs, clock: Date.now }),
    limitBytes: settings.ECX_EXPORT_MAX_MB * 1_048_576,
  };
}
