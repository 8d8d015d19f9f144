/** What doors without a document put on record: tokens that are not valid, signing in and out, files that come and go, refusals. */
import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sessionViewer } from '../access/principal.ts';
import type { Viewer } from '../access/viewer.ts';
import type { AuditDoor, AuditKind, AuditNote } from '../store/audit-chain.ts';
import type { AuditLog } from '../store/audit-log.ts';
import { askedBy } from './asked.ts';
import type { Authenticator } from './authenticate.ts';

/** Where nobody was recognised. */
const stranger = 'stranger';

export interface Recorder {
  /** Remembers who was recognised, and puts each token that is not valid on record, once a request. */
  readonly recognising: (inner: Authenticator) => Authenticator;
  readonly signedIn: (request: FastifyRequest, session: string, role: string) => void;
  readonly signedOut: (request: FastifyRequest, session: string, role: string) => void;
  /** A link that is unknown, used or expired. */
  readonly signInRefused: (request: FastifyRequest) => void;
}

type Told = Pick<AuditNote, 'kind' | 'acts'> & Partial<AuditNote>;

/** Documents put themselves on record. */
const withDocuments = /^\/(graphql|api)\b/;
/** Routes whose answer is a file, and one that takes one. */
const files: Readonly<Record<string, { readonly act: string; readonly kind: AuditKind; readonly door: AuditDoor }>> = {
  '/imports/:table': { act: 'upload', kind: 'CHANGE', door: 'UPLOAD' },
  '/imports/:id/rejects.csv': { act: 'fetchRejects', kind: 'READ', door: 'UPLOAD' },
  '/exports/jobs/:id': { act: 'fetchExport', kind: 'READ', door: 'EXPORT' },
};

const harmlessId = /^[\w-]{1,64}$/;

/** The id of the file that was taken or given. */
function fileOf(request: FastifyRequest, reply: FastifyReply): string[] {
  const made = /^\/imports\/([\w-]+)$/.exec(String(reply.getHeader('location') ?? ''))?.[1];
  const { id = made } = request.params as { readonly id?: string };
  return id !== undefined && harmlessId.test(id) ? [id] : [];
}

function principalOf(session: string, role: string): string {
  const digest = createHash('sha256').update(session).digest('hex');
  return sessionViewer({ role, name: null }, digest)?.principal ?? stranger;
}

/** @param audit absent: nothing is kept. */
export function openRecorder(app: FastifyInstance, audit: Pick<AuditLog, 'note'> | undefined, clock: () => number): Recorder {
  const refused = new WeakSet<FastifyRequest>();
  const tell = (request: FastifyRequest, told: Told, viewer: Viewer | null): void => {
    const who = { principal: viewer?.principal ?? stranger, role: viewer?.role ?? null };
    const nothing = { operation: null, targets: [], fields: [], codes: [], customerIds: [] };
    audit?.note({ at: clock(), door: 'GRAPHQL', requestId: request.id, ...who, ...nothing, ...told }, viewer?.name ?? null);
  };
  const recordAnswer = (request: FastifyRequest, reply: FastifyReply): void => {
    const { viewer } = askedBy(request);
    if (viewer === null || withDocuments.test(request.url)) return;
    const route = request.routeOptions?.url ?? '';
    if (withDocuments.test(route)) return;
    const { act = 'ask', kind = 'READ', door = 'GRAPHQL' } = files[route] ?? {};
    const isDone = reply.statusCode < 300 && route in files;
    if (!isDone && reply.statusCode !== 403) return;
    tell(request, { kind, door, acts: [act], targets: fileOf(request, reply), codes: isDone ? [] : ['FORBIDDEN'] }, viewer);
  };
  app.addHook('onResponse', (request, reply, done) => {
    recordAnswer(request, reply);
    done();
  });
  return {
    recognising: (inner) => ({
      async recognise(request, now) {
        const recognition = await inner.recognise(request, now);
        if (recognition.kind === 'viewer') askedBy(request).viewer = recognition.viewer;
        if (recognition.kind === 'wrong' && !refused.has(request)) {
          refused.add(request);
          tell(request, { kind: 'ACCESS', acts: ['showToken'], codes: ['UNAUTHENTICATED'] }, null);
        }
        return recognition;
      },
    }),
    signedIn: (request, session, role) =>
      tell(request, { kind: 'ACCESS', door: 'SIGN_IN', acts: ['signIn'], principal: principalOf(session, role), role }, null),
    signedOut: (request, session, role) =>
      tell(request, { kind: 'ACCESS', door: 'SIGN_IN', acts: ['signOut'], principal: principalOf(session, role), role }, null),
    signInRefused: (request) =>
      tell(request, { kind: 'ACCESS', door: 'SIGN_IN', acts: ['signIn'], codes: ['UNAUTHENTICATED'] }, null),
  };
}
