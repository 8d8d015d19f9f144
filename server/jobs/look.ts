/** Computes the guests of a chunk beside what stands there of them: what a run writes, and of whom there is nothing to write. */
import type { Db } from '../db/open.ts';
import type { Calendar } from '../engine/calendar.ts';
import type { ScoringConfig } from '../engine/config.ts';
import { snapshot } from '../engine/snapshot.ts';
import { assessAll } from '../facts/assess-all.ts';
import type { WeekSource } from '../facts/population.ts';
import { hasChanged } from '../store/score-history.ts';
import { type CurrentScore, isSame, type StoredScore, type Unchanged } from '../store/scores.ts';
import { bytesOfScore, openScores } from '../store/stored-scores.ts';
import { currentScoreOf, type KnownAlerts, type RowBefore, ScoredGuest, type ScoreSink, type Sight } from './guest-score.ts';
import type { Keeping, KeptGuests } from './kept-guests.ts';

/** What scoring depends on, whoever is scored. */
export interface ChunkOptions {
  readonly config: ScoringConfig;
  readonly calendar: Calendar;
  readonly weeks: WeekSource;
  /** The instant to score as of, and when the run reads; milliseconds since 1970. */
  readonly asOf: number;
  readonly now: number;
  /** Leave guests alone who were scored as of later: whatever scores the present passes it; who goes back in time does not. */
  readonly keepNewer?: boolean;
  /** Further readers of what is found, in the transaction that writes it. */
  readonly sinks?: readonly ScoreSink[];
  /** For all guests of a stretch: takes what the run before left of them, and leaves what the next one may take. */
  readonly keeping?: Keeping;
}

/** What was found of a chunk. */
export interface Looked {
  /** Of whom nothing is to be told: of most guests, so no more is kept of them. */
  readonly same: Unchanged;
  /** Those of them who have no score. */
  readonly unscored: readonly string[];
  readonly guests: readonly ScoredGuest[];
}

export interface LookOptions extends ChunkOptions {
  /** Null: nothing is known from the run before, nor left to the next one. */
  readonly kept: KeptGuests | null;
}

const unknown = () => null;
const nobodyKnown: KnownAlerts = { has: () => false, alertsOf: unknown };
const nothing = Buffer.alloc(0);

/**
 * Computes guests. Of those whose row stands there already, who had no events and whom no sink watches, nothing outlives their turn: what
 * does costs more than the turn.
 * @param isAgain tells every one of them: what stands there may be of another run.
 */
export async function lookAt(
  tx: Db,
  run: LookOptions,
  ids: readonly string[],
  marked: ReadonlySet<string>,
  isAgain: boolean,
): Promise<Looked> {
  const { kept } = run;
  const others = kept === null ? ids : ids.filter((id) => !kept.has(id));
  const stored = others.length === 0 ? unknown : await openScores(tx, others);
  const watches = await Promise.all(
    (run.sinks ?? []).map((sink) => sink.watch?.(tx, ids, run, kept ?? nobodyKnown) ?? unwatched),
  );
  const same = { customerIds: [] as string[], versions: [] as number[] };
  const unscored: string[] = [];
  const guests: ScoredGuest[] = [];
  const take = (customerId: string, found: ReturnType<(typeof snapshot)['compute']>): void => {
    const seen = new Seen(currentScoreOf(customerId, found), found.alerts, kept, stored);
    const { row } = seen;
    const hadEvents = marked.has(customerId);
    const isWatched = watches.some((isWanted) => isWanted(seen));
    const isKnown = kept?.has(customerId) === true;
    const shared = bytesOfScore(row);
    const version = hadEvents || isWatched || isAgain ? null : seen.versionOfSame(shared);
    const bytes = version === null || (kept !== null && !isKnown) ? Buffer.from(shared) : nothing;
    if (version === null) {
      const before = seen.rowBefore();
      const alerts = isWatched || before === null ? found.alerts : noAlerts;
      guests.push(new ScoredGuest(row, { bytes, before, alerts, hadEvents, isWatched }));
    } else {
      same.customerIds.push(customerId);
      same.versions.push(version);
      if (row.health_score === null) unscored.push(customerId);
    }
    if (bytes !== nothing) kept?.keep(row, bytes, version === null ? null : version + 1);
  };
  await assessAll(tx, factsOf(run), snapshot, { customerIds: ids, asOf: run.asOf }, take);
  return { same, unscored, guests };
}

export const factsOf = ({ kept, ...run }: LookOptions) => (kept === null ? run : { ...run, kept: kept.facts });

/** A guest, and the row that stood there, which is made when somebody asks for it. */
class Seen implements Sight {
  readonly row: CurrentScore;
  readonly alerts: ScoredGuest['alerts'];
  readonly #kept: KeptGuests | null;
  readonly #stored: (customerId: string) => StoredScore | null;
  #before: StoredScore | null | undefined;

  constructor(
    row: CurrentScore,
    alerts: ScoredGuest['alerts'],
    kept: KeptGuests | null,
    stored: (customerId: string) => StoredScore | null,
  ) {
    this.row = row;
    this.alerts = alerts;
    this.#kept = kept;
    this.#stored = stored;
  }

  get completenessBefore(): number | null {
    return this.#kept?.completenessOf(this.row.customer_id) ?? this.before?.completeness_score ?? null;
  }

  get before(): StoredScore | null {
    if (this.#before === undefined) {
      const id = this.row.customer_id;
      this.#before = this.#kept?.storedOf(id) ?? this.#stored(id);
    }
    return this.#before;
  }

  rowBefore(): RowBefore | null {
    const { row, before } = this;
    if (before === null) return null;
    return { version: before.version, completenessScore: before.completeness_score, isOther: hasChanged(before, row) };
  }

  /** The version of the row that stood there when it says the same; null: it does not, or there was none. @param bytes the row as such. */
  versionOfSame(bytes: Buffer): number | null {
    const { row } = this;
    if (this.#kept?.has(row.customer_id) === true) return this.#kept.versionOfSame(row.customer_id, bytes);
    return this.before !== null && isSame(row, this.before) ? this.before.version : null;
  }
}

const unwatched = () => false;
/** What nobody watches for is made anew for the few of whom it is asked after all. */
export const noAlerts: ScoredGuest['alerts'] = [];
