import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { adminTokenOf } from './db/admin-token.ts';
import { migrate } from './db/migrate.ts';
import { type Db, openDatabase } from './db/open.ts';
import { fillIfEmpty } from './demo/first-load.ts';
import { type AnswerCache, openAnswerCache } from './facts/answer-cache.ts';
import type { CurrentScoring } from './facts/scoring-rules.ts';
import type { AnsweredOperation } from './graphql/answered.ts';
import { openBudgets } from './graphql/budgets.ts';
import { followingKeys, openReach } from './graphql/key-reach.ts';
import { LiveHub } from './graphql/live/hub.ts';
import { openMeter } from './graphql/meter.ts';
import { openMonitor, readWatched } from './graphql/monitor.ts';
import { positionNow } from './graphql/reading.ts';
import { openGraphql } from './graphql/server.ts';
import { readTrustedDocuments } from './graphql/trusted-documents.ts';
import { openWebhookAnswers } from './graphql/webhook-answers.ts';
import { openBulkSource } from './http/bulk-source.ts';
import { pagesFolder } from './http/client-pages.ts';
import { closeHttp } from './http/close.ts';
import { assertPortFree, listen } from './http/listen.ts';
import { openMetrics } from './http/metrics.ts';
import { buildHttpServer, type Fault } from './http/server.ts';
import { openTls } from './http/tls.ts';
import { openTokens } from './http/tokens.ts';
import { openWhoIs } from './http/who-is.ts';
import { followErasures, forgetErased } from './ingest/erasure-file.ts';
import { holdTerms } from './ingest/terms.ts';
import type { BulkJobs } from './jobs/bulk-exports.ts';
import { openCurrentScoring } from './jobs/current-scoring.ts';
import { openRescoring } from './jobs/rescoring.ts';
import { openRunOptions } from './jobs/run-options.ts';
import { completeRun } from './jobs/runs.ts';
import { openScorers } from './jobs/scorers.ts';
import { calendarOf, scoringConfigOf } from './jobs/scoring.ts';
import { startWorker } from './jobs/worker.ts';
import { openOutbound } from './outbound/open.ts';
import type { Settings } from './settings.ts';
import { openAuditLog } from './store/audit-log.ts';
import { openShared } from './store/buckets.ts';
import { openUseLog } from './store/deprecated-uses.ts';
import { rowsRemembered } from './store/guests.ts';
import { assertMigrated, newestMigration, noteAddress } from './store/installation.ts';
import { openKeys } from './store/keys.ts';
import { openReading } from './store/replicas.ts';
import { openSessions } from './store/sessions.ts';

/** The longest a statement may run, milliseconds: for a request, and for work. */
const requestPatienceMs = 2_000;
const workPatienceMs = 60_000;
/** How long whoever records waits for the facts about the whole base: what is on record is answered with those that were there. */
const recordingPatienceMs = 2_000;
const requestConnections = 10;
const workConnections = 5;
const libraryConnections = 5;

/** Guests that the history of the past is written of at once: a tenth of a second of work, so that requests are answered in between. */
const besideRequests = 100;

/** How long the chunk and the jobs in hand may take to end at a stop, milliseconds. */
const jobsMs = 2_000;

const bytesPerMb = 1_048_576;

/** Shows how far a step is; `stop` ends the showing. */
export interface Progress {
  update(done: number, total: number): void;
  stop(): void;
}

export interface ServeOptions {
  readonly settings: Settings;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Takes a line for people. */
  readonly tell: (line: string) => void;
  readonly progress: (title: string) => Progress;
  /** Where a browser finds host and port. */
  readonly urlOf: (host: string, port: number, isTls: boolean) => string;
}

/** A running server. */
export interface Serving {
  readonly url: string;
  /** Single-use link that signs a browser in as administrator. */
  readonly signInUrl: string;
  /** The token of ECX_ADMIN_TOKEN when it was made by this very start; null: it was there before. */
  readonly newAdminToken: string | null;
}

export interface Start {
  /** @throws Error with one line that says what to do; everything opened so far is closed then. */
  readonly started: Promise<Serving>;
  /** Answers what is in flight, then closes everything; breaks off a start. `notice`: let balancers see `/readyz` first. */
  stop(options?: { readonly notice: boolean }): Promise<void>;
}

/** Composes settings → database → rooms → doors, and serves. */
export function startServing(options: ServeOptions): Start {
  const closers: ((notice: boolean) => Promise<unknown>)[] = [];
  let stopped: Promise<void> | null = null;
  const stop = (notice: boolean): Promise<void> => {
    stopped ??= (async () => {
      for (const close of closers.splice(0).reverse()) await close(notice);
    })();
    return stopped;
  };
  const started = serve(options, (close) => closers.push(close)).catch(async (error: unknown) => {
    await stop(false);
    throw error;
  });
  return { started, stop: ({ notice } = { notice: false }) => stop(notice) };
}

type Others = Awaited<ReturnType<typeof othersOf>>;
type Closing = (close: (notice: boolean) => Promise<unknown>) => void;

async function serve(options: ServeOptions, closing: Closing): Promise<Serving> {
  const { settings, clock, urlOf } = options;
  await assertPortFree(settings.HOST, settings.PORT);
  const tls = await openTls(settings, options);
  closing(async () => tls?.stop());
  const db = await open(options, requestPatienceMs, requestConnections);
  closing(() => db.close());
  const worker = await open(options, workPatienceMs, workConnections);
  closing(() => inTime(worker.close()));
  await prepare(worker, options);
  const newest = await newestMigration(worker);
  const calendar = calendarOf(settings);
  const scoring = openCurrentScoring(scoringConfigOf(settings), { db, worker, calendar, clock });
  const current = openRunOptions(worker, settings, clock, { scoring });
  await fillIfEmpty(worker, firstLoad(options), async (onProgress) => {
    if (settings.FEATURE_HEALTH_SCORING) await completeRun(worker, { kind: 'START', asOf: clock() }, await current(), onProgress);
  });
  const hasty = openRunOptions(worker, settings, clock, { scoring, patienceMs: recordingPatienceMs });
  const watching = openWatching(worker, scoring, options, await othersOf(db, worker, options, closing));
  closing(() => inTime(watching.settled()));
  const faults: { log: (fault: Fault) => void } = { log: () => undefined };
  const live = new LiveHub({ db, clock, onFault: (error) => faults.log({ requestId: 'live', error }) });
  const outbound = openOutbound(db, clock, settings.WEBHOOK_ALLOW_PRIVATE);
  const door = await openGraphql({
    live,
    outbound,
    documents: await readTrustedDocuments(join(pagesFolder(), 'pages/documents.json')),
    db,
    patientDb: worker,
    settings,
    calendar,
    scoring,
    ...watching,
    answers: openAnswers(worker, options, closing),
    ...openRescoring(worker, hasty, { scoring: settings.FEATURE_HEALTH_SCORING, batches: settings.FEATURE_BATCH_PROCESSING }),
    onFault: (fault) => faults.log(fault),
  });
  closing(() => door.apollo.stop());
  const answers = openWebhookAnswers({ db, kept: door.kept, clock });
  const deliverer = outbound.start({ db: worker, answers, onFault: (error) => faults.log({ requestId: 'webhooks', error }) });
  closing(() => inTime(deliverer.stop()));
  const [sessions, keys] = [openSessions(db), followingKeys(openKeys(db), db)];
  const source = openBulkSource({ door, whoIs: openWhoIs({ keys, sessions }), clock });
  const bulk = { source, limitBytes: settings.ECX_EXPORT_MAX_MB * bytesPerMb };
  if (settings.ECX_WORKER === 'on')
    await startJobs(options, worker, { bulk, scoring }, (error) => faults.log({ requestId: 'jobs', error }), closing);
  const adminToken = await adminTokenOf({ given: settings.ECX_ADMIN_TOKEN, dataDir: settings.ECX_DATA_DIR });
  const http = await buildHttpServer({
    door,
    live,
    sessions,
    keys,
    adminToken: adminToken.token,
    checkReady: () => assertMigrated(db, newest),
    tls,
    ...doorOptions(options, watching, db),
  });
  faults.log = http.logFault;
  watching.calls.log = http.logCall;
  closing((notice) => closeHttp(http, notice));
  const url = urlOf(settings.HOST, await listen(http, settings), tls !== null);
  await noteAddress(db, url, clock());
  const token = await sessions.createSignIn('ADMIN', clock());
  return { url, signInUrl: `${url}/sign-in?token=${token}`, newAdminToken: adminToken.isNew ? adminToken.token : null };
}

function databaseOf(settings: Settings, statementTimeoutMs: number) {
  return {
    databaseUrl: settings.DATABASE_URL,
    databaseCaFile: settings.DATABASE_CA_FILE,
    dataDir: settings.ECX_DATA_DIR,
    encryptionKey: settings.ECX_ENCRYPTION_KEY,
    statementTimeoutMs,
  };
}

function open({ settings, tell }: ServeOptions, statementTimeoutMs: number, maxConnections: number): Promise<Db> {
  return openDatabase({ ...databaseOf(settings, statementTimeoutMs), maxConnections, log: tell });
}

/** The database as this program needs it: its tables, the terms of the installation, and nobody in it who was erased. */
async function prepare(db: Db, { settings, clock, tell }: ServeOptions): Promise<void> {
  await migrate(db, { log: tell });
  await holdTerms(db, settings, clock(), tell);
  await followErasures(db, settings.ECX_DATA_DIR, { now: clock(), timeZone: settings.TIME_ZONE, log: tell });
}

/** What the first start loads. */
function firstLoad({ settings, clock, tell, progress }: ServeOptions) {
  const isWanted = settings.ECX_DEMO !== 'off';
  return { isWanted, currency: settings.CURRENCY, calendar: calendarOf(settings), now: clock(), tell, progress };
}

/** The other servers that this one works with: read replicas, and where points are shared. */
async function othersOf(primary: Db, patientPrimary: Db, { settings, clock, tell }: ServeOptions, closing: Closing) {
  const { DATABASE_REPLICA_URL: addresses, DATABASE_CA_FILE: caFile, REDIS_URL } = settings;
  const timeouts = { request: requestPatienceMs, patient: workPatienceMs };
  const bounds = { timeouts, maxConnections: requestConnections };
  const replicas = await openReading({ addresses, caFile, primary, patientPrimary, ...bounds, clock, log: tell });
  closing(async () => replicas?.close());
  const shared = openShared(REDIS_URL, tell);
  closing(async () => shared?.close());
  return { replicas, shared };
}

/** What is remembered between requests, forgotten when anybody is erased. */
function openAnswers(db: Db, { settings, tell }: ServeOptions, closing: Closing): AnswerCache | null {
  const answers = openAnswerCache(settings.ENHANCED_PROFILE_CACHE_TTL);
  const erasures = forgetErased(db, settings.ECX_DATA_DIR, [answers, rowsRemembered], tell);
  closing(() => inTime(erasures.stop()));
  return answers;
}

/** What operators watch: the same figures at /metrics and in the API. */
function openWatching(db: Db, scoring: CurrentScoring, { settings, clock }: ServeOptions, others: Others) {
  const { replicas, shared } = others;
  const monitor = openMonitor({ db, scoring, calendar: calendarOf(settings) });
  const meter = openMeter(clock());
  const [uses, audit] = [openUseLog(db), openAuditLog(db)];
  const metrics = openMetrics(
    () => monitor.base(clock()),
    clock,
    () => readWatched(monitor, clock(), settings),
    audit.counts,
    replicas,
  );
  const calls: { log: (answered: AnsweredOperation) => void } = { log: () => undefined };
  const onAnswered = (answered: AnsweredOperation): void => {
    metrics.observe(answered);
    meter.observe(answered);
    if (settings.DEBUG_INCLUDE_API_CALLS) calls.log(answered);
  };
  const budgets = openBudgets(settings.RATE_LIMIT_POINTS_PER_MINUTE, clock, shared);
  const settled = async () => void (await Promise.all([uses.settled(), audit.stop()]));
  return { replicas, monitor, meter, metrics, budgets, onAnswered, calls, onDeprecated: uses.note, audit, settled };
}

/** What the doors over HTTP take from the settings. */
function doorOptions({ settings, clock }: ServeOptions, watching: ReturnType<typeof openWatching>, db: Db) {
  const { replicas, metrics, budgets, audit } = watching;
  const position = replicas === undefined ? undefined : () => positionNow({ replicas });
  const imports = { db, limitBytes: settings.ECX_IMPORT_MAX_MB * bytesPerMb, position };
  const { JWT_ISSUER: issuer, JWT_AUDIENCE: audience, JWT_JWKS_URL: jwksUrl } = settings;
  const isComplete = issuer !== undefined && audience !== undefined && jwksUrl !== undefined;
  const tokens = isComplete ? openTokens({ issuer, audience, jwksUrl, reachOf: openReach(db) }) : null;
  return {
    logLevel: settings.LOG_LEVEL,
    trustProxy: settings.TRUST_PROXY,
    tokens,
    replicas,
    metrics,
    budgets,
    audit,
    imports,
    clock,
  };
}

/** What takes longer is left as if the process had died: another worker, or the next start, takes its work over. */
function inTime(ending: Promise<void>): Promise<unknown> {
  return Promise.race([ending, sleep(jobsMs, undefined, { ref: false })]);
}

/** Does the jobs beside the server; they stop before the connections are closed. */
async function startJobs(
  options: ServeOptions,
  db: Db,
  { bulk, scoring }: { readonly bulk: BulkJobs; readonly scoring: CurrentScoring },
  onFault: (error: unknown) => void,
  closing: Closing,
): Promise<void> {
  const { settings, clock } = options;
  const libraryDb = await open(options, workPatienceMs, libraryConnections);
  closing(() => inTime(libraryDb.close()));
  const current = openRunOptions(db, settings, clock, { scoring, guestsPerChunk: besideRequests });
  const count = settings.ECX_SCORING_THREADS ?? Math.max(1, availableParallelism() - 1); // one processor answers
  const scorers = openScorers({ count }, { database: databaseOf(settings, workPatienceMs), settings }, clock, onFault);
  const worker = startWorker({ db, libraryDb, settings, current, clock, bulk, scorers, onFault });
  closing(() => inTime(worker.stop()));
}
