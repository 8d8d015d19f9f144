/** What another configuration would do to the scores of some guests: the same pure functions on the same facts, by both. */
import type { ScoringConfig } from './config.ts';
import { type Derivation, derivation } from './derivation.ts';
import { type HealthLevel, type HealthScore, healthNeeds, healthScore } from './health/score.ts';
import { mean } from './maths/statistics.ts';

type Scored = Pick<HealthScore, 'healthScore' | 'healthLevel' | 'exactScore'>;

export interface ComparedGuest {
  readonly customerId: string;
  readonly present: Scored;
  readonly previewed: Scored;
}

export interface LevelMove {
  /** Null: no score. */
  readonly from: HealthLevel | null;
  readonly to: HealthLevel | null;
  readonly guests: number;
}

export interface ScoreMove {
  readonly customerId: string;
  /** 0 to 100, unrounded, as the next. */
  readonly before: number;
  readonly after: number;
  readonly change: number;
}

export interface ScoringComparison {
  readonly sampledGuests: number;
  /** Guests whose level is another one. */
  readonly movedGuests: number;
  /** Worst levels first, those without a score last; pairs without guests are left out. */
  readonly levels: readonly LevelMove[];
  /** Of the guests with a score by both, points; null: none. */
  readonly meanChange: number | null;
  /** Largest first. */
  readonly largestMovers: readonly ScoreMove[];
}

const listedMovers = 10;
const levels: readonly (HealthLevel | null)[] = ['POOR', 'FAIR', 'GOOD', 'EXCELLENT', null];

/** The score of a guest by the present configuration and by another one. Facts of the present weeks serve both (configuration.ts). */
export function comparedScores(
  previewed: ScoringConfig,
): Derivation<(typeof healthNeeds)[number], Omit<ComparedGuest, 'customerId'>> {
  return derivation(healthNeeds, (facts, moment) => ({
    present: healthScore.compute(facts, moment),
    previewed: healthScore.compute(facts, { ...moment, config: previewed }),
  }));
}

/** @param mayName whether a guest may be named among the largest movers. */
export function comparison(guests: readonly ComparedGuest[], mayName: (customerId: string) => boolean): ScoringComparison {
  const moves = guests.flatMap(({ customerId, present, previewed }): ScoreMove[] => {
    const [before, after] = [present.exactScore, previewed.exactScore];
    return before === null || after === null ? [] : [{ customerId, before, after, change: after - before }];
  });
  const cells = levels.flatMap((from) =>
    levels.map((to) => ({
      from,
      to,
      guests: guests.filter(({ present, previewed }) => present.healthLevel === from && previewed.healthLevel === to).length,
    })),
  );
  return {
    sampledGuests: guests.length,
    movedGuests: guests.filter(({ present, previewed }) => present.healthLevel !== previewed.healthLevel).length,
    levels: cells.filter((cell) => cell.guests > 0),
    meanChange: mean(moves.map(({ change }) => change)),
    largestMovers: moves
      .filter(({ customerId, change }) => change !== 0 && mayName(customerId))
      .sort((a, b) => Math.abs(b.change) - Math.abs(a.change) || (a.customerId < b.customerId ? -1 : 1))
      .slice(0, listedMovers),
  };
}
