import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Db } from '../db/open.ts';
import { seesAll } from '../graphql/bulk/exports.ts';
import { type BulkRecord, readBulkExport } from '../store/bulk-exports.ts';
import { type OpenBulk, openBulk, readBulkFile } from '../store/bulk-pieces.ts';
import { bulkTypes } from './bulk-text.ts';
import { type ByteRange, byteRangeOf } from './byte-range.ts';
import { refuseAsker } from './graphql.ts';
import { type Refusal, refuse } from './problem.ts';
import { doorPoints, type Rates } from './rate.ts';

interface BulkRoutes {
  readonly db: Db;
  readonly rates: Rates;
  readonly clock: () => number;
}

/** A file of a slow line may take an hour, milliseconds. */
const longestDownloadMs = 3_600_000;
/** When to look again at an export that is not finished, seconds. */
const lookAgainAfter = 5;

type Wanted = { readonly Params: { readonly id: string } };

/** `GET /exports/jobs/{id}`: the file of an export in the background, whole or in parts. Its ETag is its checksum. */
export function bulkExportRoutes(app: FastifyInstance, { db, rates, clock }: BulkRoutes): void {
  // Compressed bytes would have other ranges and another checksum.
  const route = { handlerTimeout: longestDownloadMs, exposeHeadRoute: false, compress: false } as const;
  app.get<Wanted>('/exports/jobs/:id', route, async (request, reply) => {
    const recognition = await rates.authenticator.recognise(request, clock());
    if (recognition.kind !== 'viewer') return refuseAsker(request, reply, recognition);
    const spent = await rates.spend(request, doorPoints.file);
    if (spent !== null) return refuse(request, reply, spent);
    const { viewer } = recognition;
    const { id } = request.params;
    const record = /^[\w-]{1,64}$/.test(id) ? await readBulkExport(db, id) : null;
    if (record === null || !(seesAll(viewer) || record.principal === viewer.principal)) return refuse(request, reply, missing);
    const isOver = record.state === 'DONE' && record.expiresAt !== null && record.expiresAt <= clock();
    const open = record.state === 'DONE' && !isOver ? openBulk(db, record) : null;
    if (open === null) return refuse(request, reply, isOver ? refusals.EXPIRED : refusalOf(record));
    return send(db, request, reply, record, open);
  });
}

const missing: Refusal = {
  status: 404,
  code: 'NOT_FOUND',
  message: 'expected the id of an export of yours, got another one; bulkExports lists them',
};

const refusals = {
  EXPIRED: {
    status: 410,
    code: 'GONE',
    message: 'expected an export of the last 24 hours, its file is forgotten since; ask for it again with requestBulkExport',
  },
  CANCELLED: {
    status: 410,
    code: 'GONE',
    message: 'expected an export that is kept, it was cancelled; ask for it again with requestBulkExport',
  },
} as const satisfies Readonly<Record<string, Refusal>>;

function refusalOf({ state, problem }: BulkRecord): Refusal {
  if (state === 'EXPIRED' || state === 'CANCELLED') return refusals[state];
  if (state === 'FAILED') {
    const message = `expected a finished export, it ended early: ${problem ?? 'for no reason on record'}`;
    return { status: 409, code: 'CONFLICT', message };
  }
  const message = `expected a finished export, it is ${state}; look again in ${lookAgainAfter} seconds`;
  return { status: 409, code: 'CONFLICT', message, retryAfter: lookAgainAfter };
}

function send(db: Db, request: FastifyRequest, reply: FastifyReply, record: BulkRecord, open: OpenBulk): FastifyReply {
  const { bytes: size, checksum, format } = record;
  const tag = `"${checksum ?? ''}"`;
  const { type, ending } = bulkTypes[format];
  reply.header('etag', tag).header('accept-ranges', 'bytes');
  if (request.headers['if-none-match'] === tag) return reply.code(304).send();
  const isSame = (request.headers['if-range'] ?? tag) === tag;
  const range = isSame ? byteRangeOf(request.headers.range, size) : null;
  if (range === 'UNSATISFIABLE') {
    const message = `expected a range within the ${size} bytes of the file, got another; leave Range out for the whole file`;
    const headers = { 'content-range': `bytes */${size}` };
    return refuse(request, reply, { status: 416, code: 'RANGE_NOT_SATISFIABLE', message, headers });
  }
  const { from, to }: ByteRange = range ?? { from: 0, to: size };
  if (range !== null) reply.code(206).header('content-range', `bytes ${from}-${to - 1}/${size}`);
  return reply
    .type(type)
    .header('content-length', String(to - from))
    .header('content-disposition', `attachment; filename="customers-${record.id}.${ending}"`)
    .send(Readable.from(readBulkFile(db, open, from, to), { objectMode: false }));
}
