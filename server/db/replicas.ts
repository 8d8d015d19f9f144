/** Read replicas: which of them may answer a query, so that nobody reads what was before a change that he knows of. */
import { ReadingDb } from './reading.ts';
import { openReplica, type Replica, type ReplicaOptions, systemOf } from './replica.ts';
import type { Db } from './session.ts';

/** How often it is looked where each one is, milliseconds. */
const lookEveryMs = 1_000;
/** The longest a query waits for the change that its caller knows of, milliseconds; then the primary answers. */
const waitMs = 100;

/** Without waiting for the disk at each commit, only what is in memory is sure to hold the commit. */
const positionText = `select ((case current_setting('synchronous_commit')
  when 'off' then pg_current_wal_insert_lsn() else pg_current_wal_flush_lsn() end) - '0/0')::text as position`;

/** What one request reads from. */
export interface Reader {
  readonly db: Db;
  /** For figures of the whole base. */
  readonly patientDb: Db;
  /** Whether what was read may be remembered: nothing was to be forgotten since that the replica did not know. */
  readonly mayKeep: () => boolean;
}

export interface ReplicaState {
  /** `host:port`. */
  readonly name: string;
  readonly isReady: boolean;
  /** Null: it is away. */
  readonly lagSeconds: number | null;
  readonly lagBytes: number | null;
}

export interface Replicas {
  /**
   * @param after a position that the caller has seen, bytes of the log; null: none. One that the primary has not reached is of another
   *   database, and means nothing.
   * @returns null: the primary answers.
   */
  readonly reader: (after: bigint | null) => Promise<Reader | null>;
  /** Everything committed so far is before it. @throws DatabaseUnavailable */
  readonly position: () => Promise<bigint>;
  /** From now on nothing is read from a replica that does not know all of what was committed until now. */
  readonly forget: () => void;
  readonly states: () => readonly ReplicaState[];
  /** Queries so far, by who answered them. */
  readonly reads: () => { readonly replica: number; readonly primary: number };
  readonly close: () => Promise<void>;
}

export interface ReplicasOptions extends Omit<ReplicaOptions, 'address' | 'system'> {
  readonly addresses: readonly string[];
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/** A replica that is away is no fault: the primary answers until it is back. @throws Error when an address cannot be understood. */
export async function openReplicas(options: ReplicasOptions): Promise<Replicas> {
  const { primary } = options;
  const system = await systemOf((text) => primary.run('db/system', text, []));
  const opened = await Promise.all(options.addresses.map((address) => openReplica({ ...options, address, system })));
  const followed = new Followed(opened, options);
  await followed.look();
  return {
    reader: (after) => followed.reader(after),
    position: () => followed.position(),
    forget: () => followed.forget(),
    states: () => followed.states(),
    reads: () => ({ ...followed.reads }),
    close: () => followed.close(),
  };
}

class Followed {
  readonly reads = { replica: 0, primary: 0 };
  readonly #replicas: readonly Replica[];
  readonly #options: Pick<ReplicasOptions, 'primary' | 'patientPrimary' | 'clock'>;
  /** The last position that the primary is known to have reached. */
  #newest = 0n;
  /** What must not be read any more is before it; null: not known yet. */
  #floor: bigint | null = 0n;
  #turn = 0;
  #forgetting: Promise<bigint> | null = null;
  #isClosed = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(replicas: readonly Replica[], options: Pick<ReplicasOptions, 'primary' | 'patientPrimary' | 'clock'>) {
    this.#replicas = replicas;
    this.#options = options;
  }

  async look(): Promise<void> {
    const position = await this.position().catch(() => null);
    await Promise.all(this.#replicas.map((replica) => replica.look()));
    const at = this.#options.clock();
    if (position !== null) for (const replica of this.#replicas) replica.measure({ position, at });
    if (this.#floor === null) this.forget();
    if (this.#isClosed) return;
    this.#timer = setTimeout(() => void this.look(), lookEveryMs);
    this.#timer.unref();
  }

  async position(): Promise<bigint> {
    const [row] = await this.#options.primary.run<{ position: string }>('db/position', positionText, []);
    const position = BigInt(row?.position ?? 0);
    if (position > this.#newest) this.#newest = position;
    return position;
  }

  forget(): void {
    this.#floor = null;
    const asked = this.position();
    this.#forgetting = asked;
    asked.then(
      (position) => {
        if (this.#forgetting === asked) this.#floor = position;
      },
      () => undefined, // it is tried again at the next look
    );
  }

  async reader(after: bigint | null): Promise<Reader | null> {
    const replica = await this.#chosen(after);
    this.reads[replica === null ? 'primary' : 'replica'] += 1;
    return replica === null ? null : this.#readerOn(replica);
  }

  async #chosen(after: bigint | null): Promise<Replica | null> {
    const floor = this.#floor;
    const ready = this.#replicas.filter(({ isReady }) => isReady);
    if (floor === null || ready.length === 0) return null;
    if (after !== null && after > this.#newest && after > (await this.position().catch(() => after))) return null;
    const wanted = after !== null && after > floor ? after : floor;
    this.#turn = (this.#turn + 1) % ready.length;
    const inTurn = [...ready.slice(this.#turn), ...ready.slice(0, this.#turn)];
    const there = inTurn.find(({ replayed }) => replayed >= wanted);
    if (there !== undefined) return there;
    const [closest] = inTurn.sort((a, b) => (a.replayed < b.replayed ? 1 : -1));
    return closest !== undefined && (await closest.reaches(wanted, waitMs)) ? closest : null;
  }

  #readerOn(replica: Replica): Reader {
    const { primary, patientPrimary } = this.#options;
    const course = { isOnPrimary: false, onAway: (error: unknown) => replica.lost(error) };
    const knows = replica.replayed;
    return {
      db: new ReadingDb(replica.db, primary, course),
      patientDb: new ReadingDb(replica.patientDb, patientPrimary, course),
      mayKeep: () => this.#floor !== null && knows >= this.#floor,
    };
  }

  states(): readonly ReplicaState[] {
    const now = this.#options.clock();
    return this.#replicas.map(({ name, isReady, lag }) => ({
      name,
      isReady,
      lagSeconds: isReady ? lag.seconds(now) : null,
      lagBytes: isReady ? lag.bytes : null,
    }));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await Promise.all(this.#replicas.map((replica) => replica.close()));
  }
}
