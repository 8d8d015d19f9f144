import type { FastifyInstance } from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Replicas } from '../db/replicas.ts';
import type { AnsweredOperation } from '../graphql/answered.ts';
import { boundedNames } from '../graphql/meter.ts';
import type { Watched } from '../graphql/monitor.ts';
import type { AuditCounts } from '../store/audit-log.ts';
import type { BaseState } from '../store/monitoring.ts';
import type { Authenticator } from './authenticate.ts';
import { refuseAsker } from './graphql.ts';
import { refuse } from './problem.ts';
import { replicaMetrics } from './replica-metrics.ts';
import { nothingWatched, watchedGauges } from './watched-gauges.ts';

/** The state of the base is asked for at most so often. */
const stateMs = 10_000;

export interface Metrics {
  /** In Prometheus' text form. */
  readonly text: () => Promise<string>;
  readonly contentType: string;
  readonly observe: (answered: AnsweredOperation) => void;
}

/**
 * @param readState of the whole base; its failure leaves the figures of the last time.
 * @param readWatched what operators watch; never fails. Absent: not shown.
 * @param audited how the audit log is doing. Absent: not shown.
 * @param replicas read replicas. Absent: not shown.
 */
export function openMetrics(
  readState: () => Promise<BaseState>,
  clock: () => number,
  readWatched: () => Promise<Watched> = async () => nothingWatched,
  audited: () => AuditCounts | null = () => null,
  replicas?: Pick<Replicas, 'states' | 'reads'>,
): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'ecx_' });
  const registers = [registry];
  const latency = new Histogram({
    name: 'ecx_operation_seconds',
    help: 'Time to answer a GraphQL operation, seconds.',
    labelNames: ['operation', 'kind'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers,
  });
  const errors = new Counter({
    name: 'ecx_operation_errors_total',
    help: 'Errors in answers, by code.',
    labelNames: ['code'],
    registers,
  });
  const cost = new Counter({
    name: 'ecx_operation_cost_total',
    help: 'Points that operations cost, by client.',
    labelNames: ['client'],
    registers,
  });
  const usage = new Counter({
    name: 'ecx_field_requests_total',
    help: 'Operations that asked for a computed field, by client.',
    labelNames: ['field', 'client'],
    registers,
  });
  const failures = new Counter({
    name: 'ecx_operation_failures_total',
    help: 'Operations answered with an error at least.',
    labelNames: ['operation', 'kind'],
    registers,
  });
  const refresh = baseGauges(registry, readState, clock);
  const showWatched = watchedGauges(registry, clock);
  auditMetrics(registry, audited);
  if (replicas !== undefined) replicaMetrics(registry, replicas);
  const operationName = boundedNames();
  const clientName = boundedNames();
  return {
    text: async () => {
      await refresh();
      showWatched(await readWatched());
      return registry.metrics();
    },
    contentType: registry.contentType,
    observe({ name, kind, client, fields, codes, seconds, cost: points }) {
      const who = clientName(client);
      const operation = operationName(name ?? 'unnamed');
      latency.observe({ operation, kind }, seconds);
      if (codes.length > 0) failures.inc({ operation, kind });
      for (const code of codes) errors.inc({ code });
      cost.inc({ client: who }, points);
      for (const field of fields) usage.inc({ field, client: who });
    },
  };
}

/** How the audit log is doing, read at each scrape. */
function auditMetrics(registry: Registry, audited: () => AuditCounts | null): void {
  const shown = [
    ['ecx_audit_entries_total', 'Entries that this process put on record.', 'written'],
    ['ecx_audit_lost_total', 'Entries that could not be kept because too many were waiting; the count is on record.', 'lost'],
    ['ecx_audit_failures_total', 'Tries to write entries that failed and were repeated.', 'failures'],
    ['ecx_audit_waiting', 'Entries that wait to be written.', 'waiting'],
  ] as const;
  for (const [name, help, count] of shown) {
    const Kind = count === 'waiting' ? Gauge : Counter;
    new Kind({
      name,
      help,
      registers: [registry],
      collect() {
        const counts = audited();
        if (counts === null) return;
        this.reset();
        this.inc(counts[count]);
      },
    });
  }
}

/** @returns reads the state of the base, not more often than every ten seconds. */
function baseGauges(registry: Registry, readState: () => Promise<BaseState>, clock: () => number): () => Promise<void> {
  const registers = [registry];
  const gauge = (name: string, help: string, labelNames: string[] = []) => new Gauge({ name, help, labelNames, registers });
  const completeness = gauge('ecx_guests_by_completeness', 'Guests by level of profile completeness.', ['level']);
  const health = gauge('ecx_guests_by_health', 'Guests by RFM group and health level.', ['segment', 'level']);
  const meanScore = gauge('ecx_mean_health_score', 'Mean health score by RFM group and level, 0 to 100.', ['segment', 'level']);
  const churn = gauge('ecx_guests_by_churn_risk', 'Guests by risk of churn.', ['level']);
  const waiting = gauge('ecx_rescore_queue', 'Guests whose newest event is not in their score yet.');
  const waitingSeconds = gauge('ecx_rescore_queue_age_seconds', 'How long the first of them has been waiting, seconds.');
  const age = gauge('ecx_base_state_age_seconds', 'How old the figures about guests are, seconds.');
  const show = (state: BaseState): void => {
    for (const each of [completeness, health, meanScore, churn]) each.reset();
    for (const { level, guests } of state.completeness) completeness.set({ level }, guests);
    for (const { segment, level, guests, meanScore: mean } of state.health) {
      health.set({ segment: segment ?? 'none', level }, guests);
      if (mean !== null) meanScore.set({ segment: segment ?? 'none', level }, mean);
    }
    for (const { level, guests } of state.churn) churn.set({ level }, guests);
    waiting.set(state.waiting);
    waitingSeconds.set(state.waitingSince === null ? 0 : Math.max(0, clock() / 1000 - state.waitingSince));
  };
  let readAt = Number.NEGATIVE_INFINITY;
  return async () => {
    const state = clock() - readAt < stateMs ? null : await readState().catch(() => null);
    if (state !== null) {
      readAt = clock();
      show(state);
    }
    if (Number.isFinite(readAt)) age.set((clock() - readAt) / 1000);
  };
}

/** `/metrics` in Prometheus' text form, for ADMIN or a key with the scope `metrics`. */
export function metricsRoute(
  app: FastifyInstance,
  metrics: Metrics,
  { authenticator, clock }: { readonly authenticator: Authenticator; readonly clock: () => number },
): void {
  app.get('/metrics', async (request, reply) => {
    const recognition = await authenticator.recognise(request, clock());
    if (recognition.kind !== 'viewer') return refuseAsker(request, reply, recognition);
    const { role, scopes } = recognition.viewer;
    if (role !== 'ADMIN' && !scopes?.includes('metrics')) {
      const message = `expected an ADMIN or a key with the scope metrics, got ${role}; make one with "ecx key create --role ANALYST --scopes metrics"`;
      return refuse(request, reply, { status: 403, code: 'FORBIDDEN', message });
    }
    return reply.type(metrics.contentType).send(await metrics.text());
  });
}
