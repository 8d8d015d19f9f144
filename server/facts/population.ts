/** Population facts of the weekly grid: computed once per week, stored, computed again when an older event has arrived since. */
import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { sharesMethod } from '../engine/configuration-version.ts';
import type { PopulationFacts } from '../engine/facts.ts';
import type { ModelCard, Week } from '../engine/week.ts';
import { computeWeek, type WeekRules } from './read-week.ts';

/** The week's facts are not there after waiting: ask again after `retryAfterSeconds`. */
export class PopulationUnavailable extends Error {
  readonly retryAfterSeconds = 5;
  constructor(week: string) {
    super(
      `Enhanced profile data unavailable: the facts of the week of ${week} are still being computed. Check data freshness, or run: ecx score`,
    );
  }
}

/** Milliseconds that a request waits for a week that is being computed. */
const requestPatienceMs = 5_000;
/** Weeks kept in memory: a year of trends. */
const remembered = 64;

const stateOf = statement('facts.weekStates', 'own', (kysely, weeks: readonly string[]) =>
  kysely
    .selectFrom('population_facts')
    .where(sql<boolean>`week = any(${weeks}::date[])`)
    .select(['week', 'config_version', 'stale', sql<string>`extract(epoch from computed_at)::text`.as('computed_at')]),
);

const factsOf = statement('facts.weeks', 'own', (kysely, weeks: readonly string[]) =>
  kysely
    .selectFrom('population_facts')
    .where(sql<boolean>`week = any(${weeks}::date[])`)
    .select(['week', 'facts', sql<string>`extract(epoch from computed_at)::text`.as('computed_at')]),
);

const cardOf = statement('facts.modelCard', 'own', (kysely, week: string) =>
  kysely.selectFrom('population_facts').where('week', '=', week).select('model_card'),
);

const store = statement(
  'facts.storeWeek',
  'own',
  (kysely, week: string, version: number, facts: string, card: string, computedAt: Date) =>
    kysely
      .insertInto('population_facts')
      .values({ week, config_version: version, facts, model_card: card, stale: false, computed_at: computedAt })
      .onConflict((conflict) =>
        conflict
          .column('week')
          .doUpdateSet((values) => ({
            config_version: values.ref('excluded.config_version'),
            facts: values.ref('excluded.facts'),
            model_card: values.ref('excluded.model_card'),
            stale: false,
            computed_at: values.ref('excluded.computed_at'),
          }))
          // Whoever does not know yet of a newer saved configuration leaves its facts alone.
          .where(sql<boolean>`population_facts.config_version / 1000 <= excluded.config_version / 1000`),
      ),
);

export interface WeekSource {
  /**
   * The facts of each week, in order; those missing are computed, those overtaken by an older event are computed again.
   * @throws PopulationUnavailable when a missing week takes longer than 5 s.
   */
  readonly read: (weeks: readonly string[]) => Promise<PopulationFacts[]>;
  /** A week with how good its predictions were on the venue's own past; computed where it is missing, as by `read`. */
  readonly readWeek: (week: string) => Promise<Week>;
  /** What tells the stored facts of weeks from others; null: missing, overtaken, or of another configuration. */
  readonly stamps: (weeks: readonly string[]) => Promise<(string | null)[]>;
  /** Computes and stores a week although it is there. */
  readonly renew: (week: string) => Promise<PopulationFacts>;
  /** The same weeks, looked up through another Db of the same database: for a request that is told what it reads. */
  readonly through: (db: Db) => WeekSource;
  /** The same weeks for somebody who waits so many milliseconds for one that is computed, `Infinity`: for as long as it takes. */
  readonly patient: (patienceMs: number) => WeekSource;
  /**
   * The same weeks as they are stored, looked up in a transaction: nothing is computed there, since that takes connections of its own,
   * which other transactions may hold that wait for the same week. Overtaken facts serve, missing ones are a PopulationUnavailable.
   */
  readonly kept: (tx: Db) => WeekSource;
}

interface Remembered {
  readonly computedAt: string;
  readonly facts: PopulationFacts;
}

export interface WeekOptions extends WeekRules {
  /** Answers look-ups. */
  readonly db: Db;
  /** Computes: its statements may scan everybody, so they take longer than a request's. */
  readonly worker: Db;
  /** Milliseconds since 1970; only dates the stored row. */
  readonly clock: () => number;
  /** Milliseconds to wait for a computation, 5,000 when absent; `Infinity` for runs. */
  readonly patienceMs?: number;
}

/** One per process. */
export function openWeeks(options: WeekOptions): WeekSource {
  const { worker, config, clock } = options;
  const memory = new Map<string, Remembered>();
  const computing = new Map<string, Promise<PopulationFacts>>();
  /** Ends with the week that was asked for last: of a large base one fills the memory that there is for it. */
  let before: Promise<unknown> = Promise.resolve();

  const renew = (week: string): Promise<PopulationFacts> => {
    const running = computing.get(week);
    if (running !== undefined) return running;
    const compute = async () => {
      const { facts, card } = await computeWeek(worker, week, options);
      await store(worker, week, config.version, JSON.stringify(facts), JSON.stringify(card), new Date(clock()));
      return facts;
    };
    const begun = before.then(compute).finally(() => computing.delete(week));
    computing.set(week, begun);
    before = begun.catch(() => undefined); // whoever waits sees the failure; nobody may be left waiting
    return begun;
  };

  /** The stored facts of weeks whose row is at `states`; read only when it is not the one remembered. */
  const stored = async (db: Db, states: ReadonlyMap<string, string>): Promise<Map<string, PopulationFacts>> => {
    const unknown = [...states].filter(([week, computedAt]) => memory.get(week)?.computedAt !== computedAt).map(([week]) => week);
    const found = new Map<string, PopulationFacts>();
    for (const week of states.keys()) {
      const facts = memory.get(week)?.facts;
      if (facts !== undefined) found.set(week, facts);
    }
    for (const row of unknown.length === 0 ? [] : await factsOf(db, unknown)) {
      const facts = row.facts as PopulationFacts;
      if (memory.size >= remembered) memory.clear();
      memory.set(row.week, { computedAt: row.computed_at, facts });
      found.set(row.week, facts);
    }
    return found;
  };

  /** @param patienceMs null: nothing is computed. */
  const read = async (db: Db, weeks: readonly string[], patienceMs: number | null): Promise<PopulationFacts[]> => {
    // Of another saved configuration only the distribution of the scores differs: like overtaken facts they serve while new ones are made.
    const rows = (await stateOf(db, [...new Set(weeks)])).filter((row) => sharesMethod(row.config_version, config.version));
    const facts = await stored(db, new Map(rows.map((row) => [row.week, row.computed_at])));
    const fresh = new Set(rows.filter((row) => !row.stale && row.config_version === config.version).map((row) => row.week));
    const missing = [...new Set(weeks)].filter((week) => !(fresh.has(week) && facts.has(week)));
    await Promise.all(
      missing.map(async (week) => {
        const renewed = (patienceMs === null ? undefined : await withPatience(renew(week), patienceMs)) ?? facts.get(week);
        if (renewed === undefined) throw new PopulationUnavailable(week);
        facts.set(week, renewed);
      }),
    );
    return weeks.map((week) => {
      const found = facts.get(week);
      if (found === undefined) throw new PopulationUnavailable(week);
      return found;
    });
  };

  const whole = async (db: Db, week: string, patienceMs: number | null): Promise<Week> => {
    const [facts] = await read(db, [week], patienceMs);
    const [row] = await cardOf(db, week);
    if (facts === undefined || row === undefined) throw new PopulationUnavailable(week);
    return { facts, card: row.model_card as ModelCard };
  };

  const stamps = async (db: Db, weeks: readonly string[]): Promise<(string | null)[]> => {
    const rows = (await stateOf(db, weeks)).filter((row) => row.config_version === config.version && !row.stale);
    const known = new Map(rows.map((row) => [row.week, row.computed_at]));
    return weeks.map((week) => known.get(week) ?? null);
  };

  const through = (db: Db, patienceMs: number | null): WeekSource => ({
    read: (weeks) => read(db, weeks, patienceMs),
    readWeek: (week) => whole(db, week, patienceMs),
    stamps: (weeks) => stamps(db, weeks),
    renew,
    through: (other) => through(other, patienceMs),
    patient: (longer) => through(db, longer),
    kept: (tx) => through(tx, null),
  });
  return through(options.db, options.patienceMs ?? requestPatienceMs);
}

/** @returns undefined when the work takes longer than `patience` milliseconds; it goes on all the same. */
async function withPatience<Result>(work: Promise<Result>, patience: number): Promise<Result | undefined> {
  if (!Number.isFinite(patience)) return work;
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, patience, undefined);
  });
  return Promise.race([work, over]).finally(() => clearTimeout(timer));
}
