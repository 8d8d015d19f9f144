import { Counter, Gauge, type Registry } from 'prom-client';
import type { ReplicaState, Replicas } from '../db/replicas.ts';

/** How read replicas are doing, read at each scrape. Lag is shown of those that answer only. */
export function replicaMetrics(registry: Registry, replicas: Pick<Replicas, 'states' | 'reads'>): void {
  const gauge = (name: string, help: string, valueIn: (state: ReplicaState) => number | null) =>
    new Gauge({
      name,
      help,
      labelNames: ['replica'],
      registers: [registry],
      collect() {
        this.reset();
        for (const state of replicas.states()) {
          const value = valueIn(state);
          if (value !== null) this.set({ replica: state.name }, value);
        }
      },
    });
  gauge('ecx_replica_up', 'Whether a read replica answers: 1 or 0.', ({ isReady }) => (isReady ? 1 : 0));
  gauge('ecx_replica_lag_seconds', 'How old the oldest change is that a read replica does not know, seconds.', (state) => {
    return state.lagSeconds;
  });
  gauge('ecx_replica_lag_bytes', 'Bytes of the log that a read replica has to replay.', ({ lagBytes }) => lagBytes);
  new Counter({
    name: 'ecx_queries_read_total',
    help: 'Queries that a replica could have answered, by who did.',
    labelNames: ['from'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [from, count] of Object.entries(replicas.reads())) this.inc({ from }, count);
    },
  });
}
