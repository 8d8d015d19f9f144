import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { Piece } from '../../server/db/bytes.ts';
import { startEmbedded } from '../../server/db/embedded.ts';
import { migrate } from '../../server/db/migrate.ts';
import { type Db, openDatabase } from '../../server/db/open.ts';
import { foundPiece, rowBytesOf, rowIn } from '../../server/jobs/found-bytes.ts';
import { GuestPart } from '../../server/store/block-bytes.ts';
import { blockCountFor, readBlocks, writeBlocks } from '../../server/store/guest-blocks.ts';
import { fillBare } from './bare-tables.ts';

export const guests = Number(process.env.CUSTOMERS ?? 100_000);
export const visitsPerGuest = 30;
const databaseName = 'ecx_bench_score';

/** A database of its own with made guests, and what a command needs to work on it. */
export interface Base {
  readonly db: Db;
  readonly environment: NodeJS.ProcessEnv;
  /** The server's first process; null: the server is not ours to look into. */
  readonly serverPid: number | null;
  close(): Promise<void>;
}

/** A database on the server of DATABASE_URL, else on an embedded one. */
export async function openBase(): Promise<Base> {
  const folder = await mkdtemp(join(tmpdir(), 'ecx-bench-score-'));
  const given = process.env.DATABASE_URL;
  const server = given === undefined ? await startEmbedded({ dataDir: folder, log: () => undefined }) : null;
  const url = new URL(given ?? 'postgres://localhost');
  if (server !== null) {
    const { user, password, host, port } = server.address;
    Object.assign(url, { username: user, password, hostname: host, port: String(port), pathname: `/${server.address.database}` });
  }
  const admin = new Client({ connectionString: url.href });
  await admin.connect();
  await admin.query(`drop database if exists ${databaseName}`);
  await admin.query(`create database ${databaseName}`);
  const { rows } = await admin.query<{ pid: number }>(`select split_part(pg_read_file('postmaster.pid'), e'\\n', 1)::int as pid`);
  url.pathname = `/${databaseName}`;
  const { DATABASE_URL: _other, NODE_OPTIONS: _options, ...inherited } = process.env;
  const environment = {
    ...inherited,
    DATABASE_URL: url.href,
    ECX_DATA_DIR: folder,
    ECX_ENCRYPTION_KEY: '5e'.repeat(32),
    ECX_DEMO: 'off',
    LOG_LEVEL: 'silent',
    // Only the runs that are asked for.
    HEALTH_SCORE_CALCULATION_INTERVAL: '31536000',
  };
  const db = await openDatabase({
    databaseUrl: url.href,
    dataDir: folder,
    encryptionKey: environment.ECX_ENCRYPTION_KEY,
    statementTimeoutMs: 0,
    maxConnections: 2,
    log: () => undefined,
  });
  await migrate(db, { log: () => undefined });
  // A run as young as this keeps the schedule quiet.
  await db.runOnce(
    'bench',
    `insert into scoring_runs (run_id, kind, as_of, config_version, requested_at, started_at, finished_at)
      values ('none', 'REQUESTED', now(), 1, now(), now(), now())`,
    [],
  );
  // The history before the first scoring counts as written: it would be worked on between the runs.
  const past = { runId: 'none', since: 0, until: 0, monday: null, nextBucket: 0 };
  await db.runOnce('bench', `insert into installation values ('past', $1, now())`, [JSON.stringify(past)]);
  return {
    db,
    environment,
    serverPid: server === null ? null : (rows[0]?.pid ?? null),
    async close() {
      await db.close();
      await admin.query(`drop database if exists ${databaseName} with (force)`);
      await admin.end();
      await server?.release();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * Guests with visits of two years in the order of time, as a till exports them: neighbours belong to different guests. Each guest has
 * a rhythm of 6 to 60 days from a first day on, so that some are new, some lost and most active.
 */
export async function makeVisits(db: Db): Promise<void> {
  await db.runOnce('bench', `insert into locations values ('L0', 'Main', null, 'CASUAL', now())`, []);
  await db.runOnce(
    'bench',
    `insert into customers (customer_id, name, created_at, recorded_at)
      select 'C' || g, 'Guest ' || g, now() - interval '730 days', now() - interval '730 days' from generate_series(1, $1::int) g`,
    [guests],
  );
  // Only who and when is put in order, 24 bytes a visit; what else there is to a visit follows from that.
  const visits = `insert into visits (customer_id, visit_id, visited_at, business_day, location_id, service_type, party_size, item_count,
        gross_minor, discount_minor, total_minor, recorded_at)
      select 'C' || g, 'V' || g || '-' || n, at, (at - interval '4 hours')::date, 'L0', 'DINE_IN', 1 + (g + n) % 5, 1 + n % 4,
        2000 + spend, spend % 300, 2000 + spend - spend % 300, at
      from (
        select g, n, date_trunc('day', now()) - make_interval(days => (hashtext('l' || g) & 63)
            + ((n - 1) * (4 + (hashtext('r' || g) & 15)) + (hashtext(n || 'j' || g) & 3)), mins => 60 + (hashtext(g || ':' || n) & 255)) as at
        from generate_series(1, $1::int) g, generate_series(1, $2::int) n
        order by at
      ) v, lateral (select hashtext(g || '/' || n) & 4095 as spend) s`;
  await fillBare(db, ['visits'], async (tx) => {
    await tx.runOnce('bench', visits, [guests, visitsPerGuest]);
  });
  await db.runOnce('bench', 'vacuum analyze', []);
}

/**
 * How far after now the runs stand that follow each other, and half of it marks between them: longer than a run takes, so that marked
 * guests are left to it by whoever scores them at once.
 */
export const aheadMs = Math.max(60_000, 2 * guests);

/**
 * A new visit of every fiftieth guest, in the last minutes, with the mark that recording it leaves.
 * @param behindMs how far after now the run before it stood.
 */
export async function addEvents(db: Db, name: string, behindMs = 0): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.runOnce(
      'bench',
      `insert into visits (customer_id, visit_id, visited_at, business_day, location_id, service_type, party_size, total_minor, recorded_at)
        select 'C' || g, $2 || g, now() - interval '2 minutes', (now() - interval '4 hours')::date, 'L0', 'DINE_IN', 2, 3000, now()
        from generate_series(1, $1::int, 50) g`,
      [guests, name],
    );
    await tx.runOnce(
      'bench',
      `insert into rescore_marks (customer_id, marked_at)
        select 'C' || g, now() + make_interval(secs => $2::float8 / 1000) from generate_series(1, $1::int, 50) g`,
      [guests, behindMs + aheadMs / 2],
    );
  });
}

/** Leaves rows as those of the day before: every number that moves with time is a little different. */
export async function ageScores(db: Db): Promise<void> {
  await db.runOnce(
    'bench',
    `update current_scores set exact_score = exact_score + 0.01, recency_factor = recency_factor + 0.01,
      churn_probability = churn_probability * 0.999, expected_visits_per_30_days = expected_visits_per_30_days * 0.999`,
    [],
  );
  await ageBlocks(db);
  await db.runOnce('bench', 'vacuum analyze', []);
}

/** The same of what the run before has left to the next one. */
async function ageBlocks(db: Db): Promise<void> {
  const blockCount = blockCountFor(guests);
  const stretch = 2 ** 32 / Math.min(blockCount, 64);
  for (let first = -(2 ** 31); first < 2 ** 31; first += stretch) {
    const blocks = await readBlocks(db, first, first + stretch - 1, blockCount);
    const aged = [...blocks].map(([firstBucket, before]) => ({
      firstBucket,
      before,
      parts: before.parts.map((part) => new GuestPart(part.id, part.version, part.facts, agedPiece(part.found))),
      versions: before.parts.map(({ version }) => version),
    }));
    await writeBlocks(db, aged, blockCount);
  }
}

const times = (value: number | null, factor: number) => (value === null ? null : value * factor);
const plus = (value: number | null, more: number) => (value === null ? null : value + more);

function agedPiece(found: Piece): Piece {
  const row = rowIn(found);
  const aged = {
    ...row,
    exact_score: plus(row.exact_score, 0.01),
    recency_factor: plus(row.recency_factor, 0.01),
    churn_probability: times(row.churn_probability, 0.999),
    expected_visits_per_30_days: times(row.expected_visits_per_30_days, 0.999),
  };
  return foundPiece(rowBytesOf(aged), found);
}

/** Loyalty, feedback, campaigns and items of every guest, so that every component and signal has something to look at. */
export async function makeTheRest(db: Db): Promise<void> {
  const texts = [
    `insert into menu_items select 'M' || m, 'Dish ' || m, 'Category ' || m % 4, 900, false, now() from generate_series(1, 40) m`,
    `insert into campaigns select 'K' || k, 'Campaign ' || k, 'EMAIL', 'NEWSLETTER', now() - k * interval '60 days', null, null, now()
      from generate_series(1, 6) k`,
    `insert into visit_items (customer_id, visit_id, line, menu_item_id, quantity, unit_price_minor, recorded_at)
      select customer_id, visit_id, l, 'M' || 1 + (hashtext(visit_id || l) & 31), 1, 900, visited_at
      from visits, generate_series(1, 2) l where visited_at > now() - interval '120 days' order by visited_at`,
    `insert into loyalty_accounts select customer_id, 'GOLD', now() - interval '700 days', now() from customers`,
    `insert into loyalty_transactions (customer_id, transaction_id, at, business_day, kind, points, recorded_at)
      select customer_id, 'T' || visit_id, visited_at, business_day,
        case when hashtext(visit_id) & 7 = 0 then 'REDEEM' else 'EARN' end, 20, visited_at
      from visits where hashtext(visit_id) & 1 = 0 order by visited_at`,
    `insert into feedback (customer_id, feedback_id, at, business_day, source, nps, recorded_at)
      select customer_id, 'F' || visit_id, visited_at, business_day, 'SURVEY', 10 - (hashtext(visit_id) & 7), visited_at
      from visits where hashtext('f' || visit_id) & 7 = 0 order by visited_at`,
    `insert into campaign_sends (customer_id, campaign_id, channel, sent_at, delivered_at, opened_at, recorded_at)
      select customer_id, 'K' || k, 'EMAIL', at, at, case when hashtext(customer_id || k) & 1 = 0 then at + interval '3 hours' end, at
      from customers, lateral (select k, now() - k * interval '60 days' as at from generate_series(1, 6) k) s order by at`,
  ];
  await fillBare(db, ['visit_items', 'loyalty_accounts', 'loyalty_transactions', 'feedback', 'campaign_sends'], async (tx) => {
    for (const text of texts) await tx.runOnce('bench', text, []);
  });
  await db.runOnce('bench', 'vacuum analyze', []);
}

/** The least that any scoring from raw visits has to do, milliseconds. */
export interface BareScans {
  /** Over the table of the visits, as they were recorded: in the order of time. */
  readonly table: number;
  /** Over the index that holds what is read of visits by guest, which importing them has paid for. */
  readonly index: number;
}

const aggregates = `select count(g) from (
  select customer_id, count(*), count(total_minor), min(visited_at), max(visited_at), sum(total_minor), avg(total_minor),
    sum(discount_minor), sum(refund_minor), max(party_size)
  from visits group by customer_id) g`;

/** The best of three. */
async function scan(db: Db, settings: readonly string[]): Promise<number> {
  const took: number[] = [];
  for (let turn = 0; turn < 3; turn += 1) {
    await db.transaction(async (tx) => {
      for (const setting of settings) await tx.runOnce('bench', `set local ${setting}`, []);
      const since = performance.now();
      await tx.runOnce('bench', aggregates, []);
      took.push(performance.now() - since);
    });
  }
  return Math.min(...took);
}

export async function bareScans(db: Db): Promise<BareScans> {
  const table = await scan(db, ['enable_indexonlyscan = off', 'enable_indexscan = off', 'enable_bitmapscan = off']);
  return { table, index: await scan(db, []) };
}
