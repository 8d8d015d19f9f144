import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { mayDo, type Viewer } from '../access/viewer.ts';
import type { Db } from '../db/open.ts';
import { positionHeader } from '../graphql/position.ts';
import { type ImportTable, tableShapes } from '../ingest/columns.ts';
import { UnusableFile } from '../ingest/unusable.ts';
import { receiveUpload, TooManyUploads, UploadTooLarge } from '../ingest/uploads.ts';
import { openImport, readPieces } from '../store/import-pieces.ts';
import { readImport } from '../store/imports.ts';
import { refuseAsker } from './graphql.ts';
import type { BodyPatience } from './patience.ts';
import { type Refusal, refuse } from './problem.ts';
import { doorPoints, type Rates } from './rate.ts';

export interface ImportRoutes {
  readonly db: Db;
  /** The largest file, bytes. */
  readonly limitBytes: number;
  readonly rates: Rates;
  readonly patience: BodyPatience;
  /** What has to be sent back to see the upload wherever a query is read; null: it cannot be had. Absent: there is one place only. */
  readonly position?: (() => Promise<string | null>) | undefined;
  readonly clock: () => number;
}

/** A file of a slow line may take an hour. */
const longestUploadMs = 3_600_000;
const longestName = 200;
/** What a browser sends across sites without asking first. */
const simpleTypes = /^(text\/plain|multipart\/|application\/x-www-form-urlencoded|application\/json)/i;

type Upload = { readonly Params: { readonly table: string }; readonly Querystring: Readonly<Record<string, unknown>> };

/** `POST /imports/{table}` takes a file; `GET /imports/{id}/rejects.csv` gives the rows that its check or import refused. */
export async function importRoutes(app: FastifyInstance, options: ImportRoutes): Promise<void> {
  const viewers = new WeakMap<FastifyRequest, Viewer>();
  /** Settles who asks, before a byte of the body is read. @returns the reply that refuses; null: allowed. */
  const check = async (request: FastifyRequest, reply: FastifyReply, points: number): Promise<FastifyReply | null> => {
    const recognition = await options.rates.authenticator.recognise(request, options.clock());
    if (recognition.kind !== 'viewer') return refuseAsker(request, reply, recognition);
    const { viewer } = recognition;
    if (!mayDo(viewer, 'RECORD') || viewer.reach !== null) return refuse(request, reply, forbidden(viewer));
    viewers.set(request, viewer);
    const spent = await options.rates.spend(request, points);
    return spent === null ? null : refuse(request, reply, spent);
  };
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    scope.post<Upload>('/imports/:table', {
      handlerTimeout: longestUploadMs,
      onRequest: async (request, reply) =>
        (await check(request, reply, doorPoints.upload)) ?? refusedUpload(request, reply, options) ?? undefined,
      handler: async (request, reply) => await receive(request, reply, viewers.get(request), options),
    });
  });
  const patient = { handlerTimeout: longestUploadMs };
  app.get<{ Params: { readonly id: string } }>('/imports/:id/rejects.csv', patient, async (request, reply) => {
    const refused = await check(request, reply, doorPoints.file);
    return refused ?? (await sendRejects(options.db, request.params.id, request, reply));
  });
}

function forbidden({ role, reach }: Viewer): Refusal {
  const got = reach === null ? role : `a ${role} with a limited reach`;
  const message = `expected ADMIN or MANAGER over all customers, got ${got}; imports are not for others`;
  return { status: 403, code: 'FORBIDDEN', message };
}

function tableOf(text: string): ImportTable | undefined {
  return tableShapes.find(({ table }) => table === text.replaceAll('-', '_'))?.table;
}

/** What is wrong with an upload before its body comes; null: nothing. */
function refusedUpload(
  request: FastifyRequest<Upload>,
  reply: FastifyReply,
  { limitBytes, patience }: ImportRoutes,
): FastifyReply | null {
  const { headers, params } = request;
  const type = headers['content-type'] ?? '';
  if (headers.authorization === undefined && (headers['apollo-require-preflight'] ?? '') === '') {
    const message =
      'expected the header apollo-require-preflight: true beside the session, got none; other sites cannot send it, so it must be there';
    return refuse(request, reply, { status: 400, code: 'BAD_REQUEST', message });
  }
  if (tableOf(params.table) === undefined) {
    const tables = tableShapes.map(({ table }) => table).join(', ');
    return refuse(request, reply, { status: 404, code: 'NOT_FOUND', message: `expected one of ${tables}, got another table` });
  }
  if (type === '' || simpleTypes.test(type)) {
    const message = 'expected the file as body with content-type text/csv or application/gzip, got another; send the file itself';
    return refuse(request, reply, { status: 415, code: 'UNSUPPORTED_MEDIA_TYPE', message });
  }
  if (Number(headers['content-length'] ?? 0) > limitBytes) return refuse(request, reply, tooLarge(limitBytes));
  patience.extend(request.raw, longestUploadMs);
  return null;
}

async function receive(
  request: FastifyRequest<Upload>,
  reply: FastifyReply,
  viewer: Viewer | undefined,
  { db, limitBytes, position, clock }: ImportRoutes,
): Promise<FastifyReply> {
  const table = tableOf(request.params.table);
  if (viewer === undefined || table === undefined) throw new Error('an upload came past the check of who asks');
  const { fileName } = request.query;
  const given = typeof fileName === 'string' ? fileName.replace(/\p{C}/gu, '').trim().slice(0, longestName) : '';
  try {
    const id = await receiveUpload(db, {
      table,
      fileName: given || `${table}.csv`,
      bytes: request.body instanceof Readable ? request.body : Readable.from([]),
      limitBytes,
      principal: viewer.principal,
      name: viewer.name,
      now: clock(),
    });
    const told = (await position?.()) ?? null;
    if (told !== null) reply.header(positionHeader, told);
    // The job is a GraphQL object of this id: importJob(id: …).
    return reply.code(202).header('location', `/imports/${id}`).send({ id });
  } catch (error) {
    const refusal = refusalOfUpload(error, limitBytes);
    if (refusal === null) throw error;
    return refuse(request, reply, refusal);
  }
}

function refusalOfUpload(error: unknown, limitBytes: number): Refusal | null {
  if (error instanceof Error && 'code' in error && error.code === 'ECONNRESET') {
    const message = 'expected the whole file, the connection broke off; send it again'; // mostly nobody is there to hear it
    return { status: 400, code: 'BAD_REQUEST', message };
  }
  if (error instanceof UploadTooLarge) return tooLarge(limitBytes);
  if (error instanceof UnusableFile) return { status: 400, code: 'BAD_USER_INPUT', message: error.message };
  if (!(error instanceof TooManyUploads)) return null;
  return { status: 409, code: 'CONFLICT', message: `${error.message}, got one more; import or discard some first` };
}

function tooLarge(limitBytes: number): Refusal {
  const message = `expected a file of at most ${Math.round(limitBytes / 1_048_576)} MB, got more; compress it with gzip, split it, or use "ecx import"`;
  return { status: 413, code: 'PAYLOAD_TOO_LARGE', message, headers: { connection: 'close' } };
}

async function sendRejects(db: Db, id: string, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const job = /^[\w-]{1,64}$/.test(id) ? await readImport(db, id) : null;
  const open = job === null ? null : openImport(db, job);
  if (job === null || open === null) {
    const message =
      'expected the id of an upload of the last 24 hours, got another; the refused rows of older ones are forgotten';
    return refuse(request, reply, { status: 404, code: 'NOT_FOUND', message });
  }
  if (job.outcome === null) {
    const message = 'expected an upload that was checked, got one that was not; check it first, with checkImport';
    return refuse(request, reply, { status: 409, code: 'CONFLICT', message });
  }
  return reply
    .type('text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${job.table}-rejects.csv"`)
    .send(Readable.from(readPieces(db, open, 'REJECTS', job.attempt), { objectMode: false }));
}
