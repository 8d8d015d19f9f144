/**
 * How well the health scores of an earlier day told who would come back, beside plain recency: both are judged by the very same guests,
 * each through the best curve of two parameters from its number to a probability.
 */
import type { ScoringConfig } from './config.ts';
import { componentScores, weigh } from './health/weighing.ts';
import { expit, ridgeGlm } from './maths/logistic.ts';
import { mean, variance } from './maths/statistics.ts';
import { type GuestSummary, populationFacts, type VenueSales } from './population.ts';
import { auc, brier, logLoss } from './predictions/metrics.ts';
import type { PredictionFit } from './predictions/prediction-fit.ts';

/** A guest as of the earlier day, and what became of it. */
export interface PanelGuest {
  readonly then: GuestSummary;
  /** Whether a visit followed within the horizon. */
  readonly returned: boolean;
}

export interface RankingScore {
  /** Chance that a guest who returned stands before one who did not; 0.5: no better than chance. Null: all or none returned. */
  readonly auc: number | null;
  /** 0 is perfect. */
  readonly brier: number;
  readonly logLoss: number;
}

export type ScoreLevel = 'POOR' | 'FAIR' | 'GOOD' | 'EXCELLENT';

export interface ScoreBackTest {
  /** The last business day that the scores knew. */
  readonly originDay: number;
  readonly horizonDays: number;
  /** Guests with a score on that day. */
  readonly guests: number;
  /** Share of them who returned. */
  readonly returnShare: number;
  readonly score: RankingScore;
  readonly recency: RankingScore;
  /** The score ranks no better than plain recency (AUC not above it). Null: all or none returned. */
  readonly recencyDoesAsWell: boolean | null;
  /** Share of returned guests by level, worst first; levels without guests are left out. */
  readonly levels: readonly { readonly level: ScoreLevel; readonly guests: number; readonly returnShare: number }[];
}

/** Through a logistic curve of two parameters, fitted to these very guests. */
function judged(values: readonly number[], returned: readonly number[]): RankingScore {
  const [centre, spread] = [mean(values) ?? 0, Math.sqrt(variance(values) ?? 0) || 1];
  const rows = Float64Array.from(values, (value) => (value - centre) / spread);
  const { shift, slopes } = ridgeGlm(
    {
      rows,
      columns: 1,
      outcomes: returned,
      offsets: new Float64Array(values.length),
      weights: new Float64Array(values.length).fill(1),
      shiftPenalty: 1e-6,
      slopePenalties: [1e-6],
    },
    'LOGIT',
  );
  const probabilities = Array.from(rows, (row) => expit(shift + row * (slopes[0] ?? 0)));
  return { auc: auc(values, returned), brier: brier(probabilities, returned), logLoss: logLoss(probabilities, returned) };
}

const levels: readonly { level: ScoreLevel; from: number; below: number }[] = [
  { level: 'POOR', from: 0, below: 40 },
  { level: 'FAIR', from: 40, below: 60 },
  { level: 'GOOD', from: 60, below: 80 },
  { level: 'EXCELLENT', from: 80, below: 101 },
];

/**
 * @param panel guests with a visit up to the earlier day.
 * @param predictions the models of that day.
 * @returns null with fewer guests than a comparison needs.
 */
export function scoreBackTest(
  panel: readonly PanelGuest[],
  originDay: number,
  sales: VenueSales,
  predictions: PredictionFit,
  config: ScoringConfig,
): ScoreBackTest | null {
  const { horizonDays } = config.scoreBackTest;
  const venue = populationFacts(
    'earlier',
    originDay,
    panel.map(({ then }) => then),
    sales,
    predictions,
    config,
  );
  const scored = panel.flatMap(({ then, returned }) => {
    const { exactScore } = weigh(componentScores(then, venue, originDay, config), config);
    return exactScore === null
      ? []
      : [{ score: exactScore, silentDays: originDay - then.span.lastDay, returned: returned ? 1 : 0 }];
  });
  if (scored.length < config.base.minimumGuests) return null;
  const returned = scored.map((guest) => guest.returned);
  const score = judged(
    scored.map((guest) => guest.score),
    returned,
  );
  const recency = judged(
    scored.map(({ silentDays }) => -Math.log1p(silentDays)),
    returned,
  );
  const share = (of: readonly { readonly returned: number }[]) => mean(of.map((guest) => guest.returned)) ?? 0;
  return {
    originDay,
    horizonDays,
    guests: scored.length,
    returnShare: share(scored),
    score,
    recency,
    recencyDoesAsWell: score.auc === null || recency.auc === null ? null : score.auc <= recency.auc,
    levels: levels.flatMap(({ level, from, below }) => {
      const inside = scored.filter((guest) => Math.round(guest.score) >= from && Math.round(guest.score) < below);
      return inside.length === 0 ? [] : [{ level, guests: inside.length, returnShare: share(inside) }];
    }),
  };
}
