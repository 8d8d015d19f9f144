import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { constants as zlib } from 'node:zlib';
import compress from '@fastify/compress';
import {
  type FastifyError,
  type FastifyHttpOptions,
  type FastifyInstance,
  type FastifyRequest,
  fastify,
  LogController,
  type RawServerDefault,
} from 'fastify';
import type { Replicas } from '../db/replicas.ts';
import type { AnsweredOperation } from '../graphql/answered.ts';
import type { Budgets } from '../graphql/budgets.ts';
import type { LiveHub } from '../graphql/live/hub.ts';
import type { GraphqlDoor } from '../graphql/server.ts';
import type { AuditLog } from '../store/audit-log.ts';
import type { Keys } from '../store/keys.ts';
import type { Sessions } from '../store/sessions.ts';
import { decorateRequests } from './asked.ts';
import { assistantRoute } from './assistants/route.ts';
import { openAuthenticator } from './authenticate.ts';
import { bulkExportRoutes } from './bulk-exports.ts';
import { clientPages, opensPage, pagesFolder, partOf } from './client-pages.ts';
import { docsRoutes } from './docs/docs.ts';
import { exportRoutes } from './exports.ts';
import { graphqlRoute } from './graphql.ts';
import { openGuessLimit } from './guess-limit.ts';
import { type ImportRoutes, importRoutes } from './imports.ts';
import { liveSocket } from './live-socket.ts';
import { callLogger, type LogStream, loggerOptions, toStandardError } from './logging.ts';
import { type Metrics, metricsRoute } from './metrics.ts';
import { openRecorder } from './on-record.ts';
import { limitAnswers, limitBodies } from './patience.ts';
import { refusePositions } from './position.ts';
import { probeRoutes } from './probes.ts';
import { graphqlPath, refusalOf, refuse } from './problem.ts';
import { type IsProxy, proxiesOf } from './proxies.ts';
import { openRates } from './rate.ts';
import { restApi } from './rest/rest.ts';
import { bareHeaders, protectingHeaders } from './security-headers.ts';
import { signInRoutes } from './sign-in.ts';
import type { Tls } from './tls.ts';
import type { Tokens } from './tokens.ts';

/** The largest body, bytes; what a compressed body inflates to counts. */
const bodyLimitBytes = 256 * 1024;

/** Ids in an address may be as long as the address: whether there is such a guest, the database knows. */
const longestId = 16 * 1024;

const limits = {
  headersMs: 5_000,
  /** Until the doors are ready, milliseconds: a busy machine may take longer than fastify's 10 seconds. */
  startMs: 60_000,
  /** The body of a request, which is at most 256 kB; files that are uploaded have longer. */
  bodyMs: 14_000,
  answerMs: 30_000,
  checkEveryMs: 1_000,
} as const;

export interface HttpOptions {
  readonly door: GraphqlDoor;
  readonly sessions: Sessions;
  readonly keys: Keys;
  /** ECX_ADMIN_TOKEN. */
  readonly adminToken: string;
  /** Tokens of JWT_ISSUER; absent: none is accepted. */
  readonly tokens?: Tokens | null;
  /** What each caller may still spend; the same that GraphQL takes prices from. */
  readonly budgets: Budgets;
  /** TRUST_PROXY; absent: nobody's word on a caller's address counts. */
  readonly trustProxy?: string | undefined;
  /** Resolves when the database answers and is migrated. @throws otherwise. */
  readonly checkReady: () => Promise<void>;
  /** Read replicas, for `/readyz` to tell of; absent: there are none. */
  readonly replicas?: Pick<Replicas, 'states'> | undefined;
  readonly logLevel: string;
  readonly metrics: Metrics;
  /** Where sign-ins and refusals are kept; absent: nowhere. */
  readonly audit?: Pick<AuditLog, 'note'>;
  /** Where uploaded files go, and where the files of exports come from; absent: none are taken or given. */
  readonly imports?: Pick<ImportRoutes, 'db' | 'limitBytes' | 'position'>;
  /** Who tells what happens; stopped before the connections are. */
  readonly live?: LiveHub;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Its certificate; absent: this server speaks HTTP, and who ends TLS stands in front of it. */
  readonly tls?: Tls | null;
  /** Where log lines go; absent: standard error. */
  readonly logStream?: LogStream;
  /** Folder of the built pages; absent: the project's. */
  readonly pages?: string;
}

/** A fault of the program, with the id that the caller was told. */
export interface Fault {
  readonly requestId: string;
  readonly error: unknown;
}

export interface HttpServer {
  readonly app: FastifyInstance;
  /** From now on `/readyz` answers 503 and connections are closed after their answer; requests are still served. */
  drain(): void;
  /** Logs a fault without any value of customers. */
  readonly logFault: (fault: Fault) => void;
  /** Logs an answered operation: its name, cost and duration. */
  readonly logCall: (answered: AnsweredOperation) => void;
}

/** All doors over HTTP, not listening yet. */
export async function buildHttpServer(options: HttpOptions): Promise<HttpServer> {
  const state = { draining: false };
  const [isProxy, guesses] = [proxiesOf(options.trustProxy), openGuessLimit()];
  const app = createApp(options, isProxy);
  decorateRequests(app);
  const isDebugging = options.logLevel === 'debug' || options.logLevel === 'trace';
  const protecting = await protectingHeaders(options.tls != null);
  await app.register(compress, compressionRules);
  app.removeContentTypeParser('text/plain'); // a form of another site can send it
  // Hooks call `done`: a promise for each of them is what a small answer costs.
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(protecting).header('x-request-id', request.id).header('cache-control', 'no-store');
    if (hasUsableHost(request)) return done();
    const message = 'expected a Host header with a name and a port, got something else; check the address';
    refuse(request, reply, { status: 400, code: 'BAD_REQUEST', message });
  });
  app.addHook('onSend', (_request, reply, _payload, done) => {
    // An idle connection would hold up the stop, and a question that is sent on it just then would be lost.
    if (state.draining) reply.header('connection', 'close');
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    if (isDebugging) request.log.debug({ req: request, res: reply, ms: Math.round(reply.elapsedTime) }, 'answered');
    done();
  });
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const refusal = refusalOf(error);
    if (refusal.status >= 500) request.log.error({ err: error }, 'a request failed');
    return refuse(request, reply, refusal);
  });
  refusePositions(app);
  const methods = knownMethods(app);
  const patience = limitBodies(app, limits.bodyMs);
  const { sessions, clock } = options;
  const record = openRecorder(app, options.audit, clock);
  const recognising = openAuthenticator({ ...options, tokens: options.tokens ?? null, guesses });
  const rates = openRates(app, record.recognising(recognising), options.budgets);
  const { authenticator } = rates;
  probeRoutes(app, { checkReady: options.checkReady, replicas: options.replicas, isDraining: () => state.draining });
  graphqlRoute(app, options.door, { authenticator, answering: limitAnswers(app, limits.answerMs), clock });
  const endSockets = liveSocket(app, options.door, { authenticator, clock, isProxy });
  app.addHook('preClose', async () => {
    await options.live?.stop(); // what listeners are working on is sent first
    await endSockets();
  });
  exportRoutes(app, options.door, { authenticator, clock });
  assistantRoute(app, options.door, { rates, clock });
  restApi(app, options.door, { authenticator, clock });
  docsRoutes(app);
  metricsRoute(app, options.metrics, { authenticator, clock });
  if (options.imports !== undefined) {
    await importRoutes(app, { ...options.imports, rates, patience, clock });
    bulkExportRoutes(app, { db: options.imports.db, rates, clock });
  }
  signInRoutes(app, { sessions, authenticator, guesses, record, clock });
  const pages = await clientPages(app, { authenticator, clock, folder: options.pages ?? pagesFolder() });
  answerUnknown(app, methods, pages);
  return {
    app,
    drain: () => {
      state.draining = true;
    },
    logCall: callLogger(app.log.level ?? 'info', options.logStream ?? toStandardError(), clock),
    logFault: ({ requestId, error }) => app.log.error({ reqId: requestId, err: error }, 'a request met a fault'),
  };
}

type Pages = Awaited<ReturnType<typeof clientPages>>;

/** Addresses and methods that nothing else answers. */
function answerUnknown(app: FastifyInstance, methods: ReadonlyMap<string, Set<string>>, pages: Pages): void {
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '';
    const allowed = methods.get(path);
    if (allowed === undefined) {
      const isOfPrograms = !pages.isAmong(path) && [...methods.keys()].some((url) => partOf(url) === partOf(path));
      if (opensPage(request) && !isOfPrograms) return pages.nowhere(request, reply);
      const message = 'expected an address of this server, got another one; the API is at /graphql, the page at /graphiql';
      return refuse(request, reply, { status: 404, code: 'NOT_FOUND', message });
    }
    const message = `expected ${[...allowed].join(' or ')}, got ${request.method}; use one of them`;
    const headers = { allow: [...allowed].join(', ') };
    return refuse(request, reply, { status: 405, code: 'METHOD_NOT_ALLOWED', message, headers });
  });
}

function createApp(
  { logLevel, logStream, tls }: Pick<HttpOptions, 'logLevel' | 'logStream' | 'tls'>,
  isProxy: IsProxy,
): FastifyInstance {
  const timing = { headersTimeout: limits.headersMs, connectionsCheckingInterval: limits.checkEveryMs, maxHeaderSize: 16 * 1024 };
  const options: FastifyHttpOptions<RawServerDefault> = {
    logger: loggerOptions(logLevel, logStream ?? toStandardError()),
    logController: new LogController({ disableRequestLogging: true }),
    frameworkErrors: (error, request, reply) =>
      refuse(request, reply.headers({ ...bareHeaders(tls != null), 'x-request-id': request.id }), refusalOf(error)),
    pluginTimeout: limits.startMs,
    bodyLimit: bodyLimitBytes,
    trustProxy: isProxy,
    requestTimeout: 0, // patience.ts
    routerOptions: { maxParamLength: longestId },
    return503OnClosing: false, // what still comes in while stopping is answered
    genReqId: requestIdOf,
    http: timing,
  };
  if (tls == null) return fastify(options);
  const { cert, key } = tls.certificate;
  const secure = { ...options, http: null, https: { ...timing, cert, key, handshakeTimeout: limits.headersMs } };
  const app = fastify(secure as FastifyHttpOptions<RawServerDefault>);
  tls.follow(app);
  return app;
}

/** The caller's own id when it is harmless to log, else a new one. */
function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && /^[\w-]{8,64}$/.test(given) ? given : randomUUID();
}

/** Addresses are built from the Host header further in; a broken one must not get there. */
function hasUsableHost({ headers }: FastifyRequest): boolean {
  return headers.host === undefined || /^(\[[\da-f:.]+\]|[\w.-]+)(:\d{1,5})?$/i.test(headers.host);
}

/** Which methods each fixed address takes, for the answer 405. What does not say how long its answers may take gets the usual time. */
function knownMethods(app: FastifyInstance): ReadonlyMap<string, Set<string>> {
  const methods = new Map<string, Set<string>>();
  app.addHook('onRoute', (route) => {
    const { url, method } = route;
    if (url !== graphqlPath) route.handlerTimeout ??= limits.answerMs; // which limits itself
    const known = methods.get(url) ?? new Set<string>();
    for (const name of [method].flat()) known.add(name);
    methods.set(url, known);
  });
  return methods;
}

const compressionRules = {
  threshold: 1024,
  encodings: ['br' as const, 'gzip' as const],
  requestEncodings: ['gzip' as const, 'deflate' as const, 'br' as const],
  brotliOptions: { params: { [zlib.BROTLI_PARAM_QUALITY]: 4 } }, // the default of 11 takes longer than the query
};
