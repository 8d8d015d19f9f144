/** One week of the grid: guests are collected one by one, models fitted to them, and the facts and the model card of the week made. */
import type { ScoringConfig } from './config.ts';
import type { Instant } from './derivation.ts';
import type { PopulationFacts } from './facts.ts';
import { knownAt } from './health/known.ts';
import type { BareGuest } from './health/traits.ts';
import { type BillCounts, itemPairs, noBills } from './insights/item-pairs.ts';
import { learnedUplifts } from './interventions/learned.ts';
import type { ActionArm } from './interventions/sums.ts';
import {
  fitOptions,
  type GuestSummary,
  guestSummary,
  type LastSeen,
  type OtherFacts,
  populationFacts,
  type VenueSales,
} from './population.ts';
import type { BackTest } from './predictions/prediction-fit.ts';
import { loggedDays, type VisitLog, visitLogWriter } from './predictions/visit-log.ts';
import type { WeekFit, WeekFitTask } from './predictions/week-fit.ts';
import { type PanelGuest, type ScoreBackTest, scoreBackTest } from './score-back-test.ts';

/** How good predictions and scores were on the venue's own past. */
export interface ModelCard {
  readonly backTest: BackTest;
  /** Null: too few guests that long ago. */
  readonly score: ScoreBackTest | null;
}

export interface Week {
  readonly facts: PopulationFacts;
  readonly card: ModelCard;
}

/** A guest with a visit. */
export interface KnownGuest {
  /** Of the id: samples are chosen by it. */
  readonly hash: number;
  readonly facts: BareGuest & Pick<OtherFacts, 'segment'>;
}

export interface CollectedGuests {
  readonly day: number;
  readonly earlierDay: number;
  /** Of guests beyond those that a week is made of nothing is kept. @returns whether there is room for more. */
  readonly add: (guest: KnownGuest) => boolean;
  readonly summaries: readonly GuestSummary[];
  readonly log: () => VisitLog;
  /** What the facts are made of. */
  readonly close: () => WeekGuests;
}

/** The guests that a week is made of. */
export interface WeekGuests {
  readonly day: number;
  readonly earlierDay: number;
  readonly summaries: readonly GuestSummary[];
  /** Guests of the lowest hashes who were there on the earlier day. */
  readonly panel: readonly PanelGuest[];
}

interface Judged extends PanelGuest {
  readonly hash: number;
}

/** A guest as of the earlier day; null: not there yet. */
function earlierGuest({ facts }: KnownGuest, earlier: Instant, config: ScoringConfig): GuestSummary | null {
  const { segment, ...events } = facts;
  const { visits, ...others } = knownAt(events, earlier);
  return guestSummary(visits, earlier.day, config, { ...others, segment });
}

/**
 * @param day the last business day before the week.
 * @param earlier the end of the horizon before it, whose scores are judged by who came back since.
 */
export function collectWeek(day: number, earlier: Instant, config: ScoringConfig): CollectedGuests {
  const { mostGuests } = config.scoreBackTest;
  const summaries: GuestSummary[] = [];
  const log = visitLogWriter();
  let judged: Judged[] = [];
  let highest = Number.POSITIVE_INFINITY;
  const thin = (): void => {
    judged = judged.sort((a, b) => a.hash - b.hash).slice(0, mostGuests);
    if (judged.length === mostGuests) highest = judged.at(-1)?.hash ?? highest;
  };
  const judge = (guest: KnownGuest, summary: GuestSummary): void => {
    const then = guest.hash < highest ? earlierGuest(guest, earlier, config) : null;
    if (then === null) return;
    judged.push({ hash: guest.hash, then, returned: summary.span.lastDay > earlier.day });
    if (judged.length >= 2 * mostGuests) thin();
  };
  const hasRoom = (): boolean => summaries.length < config.base.mostGuests;
  return {
    day,
    earlierDay: earlier.day,
    summaries,
    add(guest) {
      const { visits, ...others } = guest.facts;
      const summary = hasRoom() ? guestSummary(visits, day, config, others) : null;
      if (summary !== null) {
        summaries.push(summary);
        log.add({ hash: guest.hash, days: loggedDays(visits.visits) });
        judge(guest, summary);
      }
      return hasRoom();
    },
    log: log.close,
    close: () => {
      thin();
      return { day, earlierDay: earlier.day, summaries, panel: judged };
    },
  };
}

/** What a week is told of the base beside its guests. */
export interface SeenByWeek {
  /** Of everybody, where the collected guests are not all there are; absent: they are. */
  readonly everybody?: readonly LastSeen[];
  readonly tried: readonly ActionArm[];
  readonly counts: BillCounts;
}

/** What is to be fitted, where nobody waits for it. */
export function weekTask(guests: CollectedGuests, sales: VenueSales, config: ScoringConfig): WeekFitTask {
  const { day, earlierDay, summaries } = guests;
  return { log: guests.log(), day, earlierDay, options: fitOptions(summaries, day, sales, config) };
}

/** All that the facts of a week are made of: plain data, which another thread can be given. */
export interface WeekParts {
  /** ISO date of the Monday. */
  readonly week: string;
  readonly guests: WeekGuests;
  readonly sales: VenueSales;
  /** By `fitWeek` from `weekTask`. */
  readonly fitted: WeekFit;
  readonly config: ScoringConfig;
  /** What followed the interventions whose windows of H days ended before the week, and what the bills of its year held; absent: nothing. */
  readonly seen?: SeenByWeek;
}

/** Seconds of work for a large base: make it where nobody waits. */
export function weekOf({ week, guests, sales, fitted, config, seen = { tried: [], counts: noBills } }: WeekParts): Week {
  const { day, earlierDay, summaries, panel } = guests;
  const { fit: predictions, backTest, earlierFit } = fitted;
  return {
    facts: {
      ...populationFacts(week, day, summaries, sales, predictions, config, seen.everybody),
      actionUplifts: learnedUplifts(seen.tried, config),
      itemPairs: itemPairs(seen.counts, config),
    },
    card: { backTest, score: scoreBackTest(panel, earlierDay, sales, earlierFit, config) },
  };
}
