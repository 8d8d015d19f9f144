import { predictionRules } from '../config-predictions.ts';
import type { Anchor, HorizonSummary, OriginScore } from './prediction-fit.ts';

/** What the origins of one horizon say together. At least one score. */
export function summaryOf(horizonDays: number, scores: readonly OriginScore[], anchor: Anchor | undefined): HorizonSummary {
  const guests = scores.reduce((sum, score) => sum + score.guests, 0);
  const mean = (value: (score: OriginScore) => number | null, of: readonly OriginScore[] = scores): number | null => {
    let [sum, weight] = [0, 0];
    for (const score of of) {
      const own = value(score);
      if (own === null) continue;
      sum += own * score.guests;
      weight += score.guests;
    }
    return weight === 0 ? null : sum / weight;
  };
  const baseline = (score: OriginScore) => score.baselines.find(({ name }) => name === 'RECENCY_ONLY');
  const names = scores[0]?.models.map(({ name }) => name) ?? [];
  const losses = names.map((name) => ({
    name,
    logLoss: mean((score) => score.models.find((model) => model.name === name)?.logLoss ?? null) ?? 0,
  }));
  const best = losses.reduce((lowest, each) => (each.logLoss < lowest.logLoss ? each : lowest));
  const comparable = scores.filter((score) => (baseline(score)?.logLoss ?? null) !== null);
  const recencyLogLoss = mean((score) => baseline(score)?.logLoss ?? null, comparable);
  const recencyAuc = mean((score) => baseline(score)?.auc ?? null);
  const auc = mean((score) => score.auc);
  const { learnedShare } = predictionRules.champion;
  const learned = anchor !== undefined && anchor.origins > 0 && Math.max(anchor.shiftShare, anchor.slopeShare) >= learnedShare;
  return {
    horizonDays,
    origins: scores.length,
    guests,
    chosen: learned ? 'CORRECTED_BLEND' : 'BLEND',
    champion: {
      brier: mean((score) => score.brier) ?? 0,
      skill: mean((score) => score.skill),
      logLoss: mean((score) => score.logLoss),
      auc,
      ece: mean((score) => score.ece) ?? 0,
    },
    recencyAuc,
    bestModel: best.name,
    bestModelLogLoss: best.logLoss,
    recencyLogLoss,
    recencyDoesAsWell: asWell(
      mean((score) => score.logLoss, comparable),
      recencyLogLoss,
      auc,
      recencyAuc,
    ),
  };
}

/** Both ranking and log loss, of the origins at which both could be judged. */
function asWell(champion: number | null, recency: number | null, auc: number | null, recencyAuc: number | null): boolean | null {
  const { sameAuc, sameLogLoss } = predictionRules.champion;
  if (champion === null || recency === null || auc === null || recencyAuc === null) return null;
  return recencyAuc >= auc - sameAuc && recency <= champion * (1 + sameLogLoss);
}
