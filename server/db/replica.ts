import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { reasonOf } from './errors.ts';
import { gatesOf } from './gate.ts';
import { Lag, type Seen } from './lag.ts';
import { lineOf } from './line.ts';
import { createPool } from './pool.ts';
import { type Db, Session, type Shared } from './session.ts';

/** How long a replica may take to say where it is, milliseconds, and how soon it is asked again while somebody waits. */
const lookMs = 1_000;
const againMs = 4;
/** How much longer this side waits than the server works, milliseconds. */
const againstLateMs = 500;

const lookText = `select pg_is_in_recovery() as "isStandby", (coalesce(pg_last_wal_replay_lsn(), '0/0') - '0/0')::text as replayed`;
const systemText = 'select system_identifier::text as system from pg_control_system()';

/** A network that is dead says nothing by itself. */
function inTime(text: string) {
  return { text, values: [], query_timeout: lookMs + againstLateMs };
}

/** What identifies an installation of PostgreSQL and its replicas; null: this user may not know. */
export async function systemOf(ask: (text: string) => Promise<readonly { readonly system: string }[]>): Promise<string | null> {
  try {
    return (await ask(systemText))[0]?.system ?? null;
  } catch {
    return null;
  }
}

export interface ReplicaOptions {
  readonly address: string;
  readonly caFile: string | undefined;
  readonly primary: Db;
  /** The same for figures of the whole base, whose statements may take longer. */
  readonly patientPrimary: Db;
  /** Of the primary; null: unknown. */
  readonly system: string | null;
  /** Milliseconds, of a request and of figures of the whole base. */
  readonly timeouts: { readonly request: number; readonly patient: number };
  readonly maxConnections: number;
  readonly log: (line: string) => void;
}

/** One read replica: what reads from it, and where it is. */
export class Replica {
  /** `host:port`. */
  readonly name: string;
  readonly db: Db;
  readonly patientDb: Db;
  readonly lag = new Lag();
  readonly #options: ReplicaOptions;
  readonly #pools: readonly Pool[];
  readonly #watch: Pool;
  #looking: Promise<void> | null = null;
  #isKnown = false;
  #isReady = false;
  #replayed = 0n;
  /** Where it stood through a whole wait; null: it has not stood still so long. */
  #stuckAt: bigint | null = null;

  constructor(options: ReplicaOptions, pools: { readonly request: Pool; readonly patient: Pool; readonly watch: Pool }) {
    const { hostname, port } = new URL(options.address);
    this.name = `${hostname || 'localhost'}:${port || '5432'}`;
    this.#options = options;
    this.#pools = Object.values(pools);
    this.#watch = pools.watch;
    this.db = sessionOn(pools.request, options.primary, options.maxConnections, options.timeouts.request);
    this.patientDb = sessionOn(pools.patient, options.primary, options.maxConnections, options.timeouts.patient);
  }

  /** Answers, and is a replica of our primary. */
  get isReady(): boolean {
    return this.#isReady;
  }
  /** All up to here is in what it answers. */
  get replayed(): bigint {
    return this.#replayed;
  }

  /** Asks where it is; several at once ask once. Never throws: whoever does not answer is away. */
  look(): Promise<void> {
    this.#looking ??= this.#ask()
      .catch((error: unknown) => this.lost(error))
      .finally(() => {
        this.#looking = null;
      });
    return this.#looking;
  }

  async #ask(): Promise<void> {
    const { rows } = await this.#watch.query<{ isStandby: boolean; replayed: string }>(inTime(lookText));
    const [found] = rows;
    if (found?.isStandby !== true) throw new Error('it is no replica: it takes writes');
    if (!this.#isKnown) await this.#assertOurs();
    this.#isKnown = true;
    this.#replayed = BigInt(found.replayed);
    if (!this.#isReady) this.#options.log(`queries are read from the replica ${this.name}`);
    this.#isReady = true;
  }

  async #assertOurs(): Promise<void> {
    const system = await systemOf(async (text) => (await this.#watch.query<{ system: string }>(inTime(text))).rows);
    if (system !== null && this.#options.system !== null && system !== this.#options.system)
      throw new Error('it is a replica of another database');
  }

  /** It does not answer, or is none: nobody is sent there until it says again where it is. */
  lost(error: unknown): void {
    const wasReady = this.#isReady || !this.#isKnown;
    this.#isReady = false;
    this.#isKnown = true;
    if (!wasReady) return;
    const told = `expected a replica of this database at ${this.name}, got "${reasonOf(error)}"`;
    this.#options.log(`${told}; queries are read from the primary until it is back, else correct DATABASE_REPLICA_URL`);
  }

  /** @returns whether it is at the position within so many milliseconds. Nobody waits where somebody has just waited in vain and nothing moved since. */
  async reaches(position: bigint, patienceMs: number): Promise<boolean> {
    if (this.#replayed >= position) return true;
    const over = { is: false };
    const before = this.#replayed;
    const following = async (): Promise<boolean> => {
      while (!over.is) {
        await this.look();
        if (this.#replayed >= position) return this.#isReady;
        if (!this.#isReady || this.#replayed === this.#stuckAt) return false;
        await sleep(againMs);
      }
      return false;
    };
    const patience = new AbortController();
    const late = sleep(patienceMs, false, { signal: patience.signal }).catch(() => false);
    const reached = await Promise.race([following(), late]);
    over.is = true;
    patience.abort();
    if (!reached && this.#replayed === before) this.#stuckAt = before;
    return reached;
  }

  measure(primary: Seen): void {
    if (this.#isReady) this.lag.note(primary, this.#replayed);
  }

  async close(): Promise<void> {
    await Promise.all(this.#pools.map((pool) => pool.end()));
  }
}

/** @throws Error when the address says something of TLS that cannot be done. Whether anybody answers there shows later. */
export async function openReplica(options: ReplicaOptions): Promise<Replica> {
  const { timeouts, maxConnections } = options;
  const line = await lineOf(options.address, options.caFile);
  const poolOf = (statementTimeoutMs: number, most: number): Pool =>
    createPool(line.address, {
      ssl: line.ssl,
      statementTimeoutMs,
      maxConnections: most,
      onIdleFault: () => undefined, // the next look tells
    });
  return new Replica(options, {
    request: poolOf(timeouts.request, maxConnections),
    patient: poolOf(timeouts.patient, maxConnections),
    watch: poolOf(lookMs, 1),
  });
}

/** Statements on the replica count where those on the primary do. */
function sessionOn(pool: Pool, primary: Db, maxConnections: number, timeoutMs: number): Db {
  const shared: Shared = {
    pool,
    ...gatesOf(maxConnections, timeoutMs),
    sealer: primary.sealer,
    patienceMs: timeoutMs + lookMs,
    close: () => pool.end(),
    get onStatement() {
      return primary.onStatement;
    },
    set onStatement(hook) {
      primary.onStatement = hook;
    },
  };
  return new Session(shared);
}
