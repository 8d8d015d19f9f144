/** What a model card means, in sentences for who runs the restaurant. */
import type { InsufficientData } from '../insufficient.ts';
import type { ScoreBackTest } from '../score-back-test.ts';
import { trustIn } from './fit-model.ts';
import type { BaselineName, OriginScore, PredictionFit, ReliabilityBin } from './prediction-fit.ts';

/** What of a horizon's back-test a verdict looks at. */
interface JudgedHorizon {
  readonly horizonDays: number;
  readonly origins: number;
  readonly champion: { readonly skill: number | null };
  readonly recencyDoesAsWell: boolean | null;
  readonly visitBias: number | null;
  readonly valueBias: number | null;
  readonly bins: readonly ReliabilityBin[];
}

/** A bias within this counts as right. */
const rightWithin = 0.03;

/**
 * One to four sentences: what to beware of, how often it was right, better than what, and how far the totals were off.
 * @param horizons of the back-test, ascending; the one nearest to the fit's horizon is told.
 */
export function verdictOf(fit: PredictionFit, horizons: readonly JudgedHorizon[], origins: readonly OriginScore[]): string[] {
  if (fit.tier === 'INSUFFICIENT') return [`Nothing is predicted yet: ${lackWords(fit.insufficient)}`];
  const caution = cautionOf(fit);
  const told = nearest(horizons, fit.horizonDays);
  if (told === null) {
    const untested = 'These predictions are untested: the past is too short, or has too few guests, to try them on.';
    return caution === null ? [untested] : [caution, untested];
  }
  const own = origins.filter(({ horizonDays }) => horizonDays === told.horizonDays);
  return [caution, rightWords(told), betterWords(told, own), totalWords(told)].filter((sentence) => sentence !== null);
}

/** One sentence: whether the health score tells more than how long ago a guest came. */
export function scoreVerdict({
  score,
  recency,
  recencyDoesAsWell,
  horizonDays,
}: Pick<ScoreBackTest, 'score' | 'recency' | 'recencyDoesAsWell' | 'horizonDays'>): string {
  if (recencyDoesAsWell === null || score.auc === null || recency.auc === null) {
    return `Within ${horizonDays} days all guests came back or none did, so the health score had nothing to tell apart.`;
  }
  const [own, plain] = [ofHundred(score.auc), ofHundred(recency.auc)];
  const pairs = `Of 100 pairs of guests of whom one came back within ${horizonDays} days`;
  return recencyDoesAsWell
    ? `${pairs}, the health score put the right one first in ${own}; the date of the last visit alone did so in ${plain}: to tell who comes back, it is as good.`
    : `${pairs}, the health score put the right one first in ${own}; the date of the last visit alone did so in ${plain}.`;
}

function cautionOf(fit: Exclude<PredictionFit, { tier: 'INSUFFICIENT' }>): string | null {
  if (fit.tier === 'PRIOR') {
    const share = percent(fit.priorWeight);
    const why = fit.short === null ? '' : `: ${lackWords(fit.short)}`;
    return `Trust is LOW, and what is usual of such a venue counts for ${share} of each answer${why || '.'}`;
  }
  return trustIn(fit.repeaters) === 'LOW'
    ? `Trust is LOW: only ${whole(fit.repeaters)} guests came twice, and ${whole(200)} or more would make a sure base.`
    : null;
}

/** Such as "too few guests came twice to predict from (have 8, need 15); expected to be enough on 2026-05-01." */
function lackWords({ message, have, need, expectedReadyOn }: InsufficientData): string {
  const said = message.replace(/\.$/, '');
  const when = expectedReadyOn === null ? '' : `; expected to be enough on ${expectedReadyOn}`;
  const bound = have > need ? `is ${whole(have)}, may be ${whole(need)} at most` : `have ${whole(have)}, need ${whole(need)}`;
  return `${said.charAt(0).toLowerCase()}${said.slice(1)} (${bound})${when}.`;
}

function nearest<Horizon extends JudgedHorizon>(horizons: readonly Horizon[], days: number): Horizon | null {
  const distance = (horizon: Horizon) => Math.abs(Math.log(horizon.horizonDays / days));
  return horizons
    .filter(({ origins, bins }) => origins > 0 && bins.length > 0)
    .reduce<Horizon | null>((best, each) => (best === null || distance(each) <= distance(best) ? each : best), null);
}

/** The less likely half of the guests, and the likeliest fifth: the same two groups for every venue, not the ones that look best. */
function rightWords({ horizonDays, origins, bins }: JudgedHorizon): string {
  const half = pooled(bins.slice(0, Math.ceil(bins.length / 2)));
  const top = pooled(bins.slice(-Math.max(1, Math.round(bins.length / 5))));
  const tried = `Tried on ${origins === 1 ? 'one day' : `${origins} days`} of the past, knowing only what was known then:`;
  const first = `of the guests we gave a chance of ${percent(half.predicted)} to come back within ${horizonDays} days, ${percent(half.observed)} came back`;
  return bins.length < 2
    ? `${tried} ${first}.`
    : `${tried} ${first}; of those we gave a chance of ${percent(top.predicted)}, ${percent(top.observed)} did.`;
}

function betterWords(
  { champion, recencyDoesAsWell, horizonDays }: JudgedHorizon,
  origins: readonly OriginScore[],
): string | null {
  const recency = lessErrorThan(origins, 'RECENCY_ONLY');
  if (champion.skill === null) return null;
  if (champion.skill <= 0) {
    return 'That was no better than giving every guest the same chance: do not rely on the number of a single guest.';
  }
  const everybody = `${percent(champion.skill)} less error than giving every guest the same chance`;
  if (recencyDoesAsWell === true) {
    return `That is ${everybody}, but the date of the last visit alone does as well for who comes back within ${horizonDays} days.`;
  }
  const rule = lessErrorThan(origins, 'NINETY_DAY_RULE');
  const parts = [
    everybody,
    ...(recency !== null && recency >= 0.005 ? [`${percent(recency)} less than going by the last visit alone`] : []),
    ...(rule !== null && rule >= 0.005 ? [`${percent(rule)} less than calling guests lost after 90 days`] : []),
  ];
  return `That is ${joined(parts)}.`;
}

/** By what share the squared error is lower than a baseline's where both are known; below 0: higher. Null: never both. */
function lessErrorThan(origins: readonly OriginScore[], baseline: BaselineName): number | null {
  let [own, other] = [0, 0];
  for (const origin of origins) {
    const beside = origin.baselines.find(({ name }) => name === baseline);
    if (origin.brier === null || beside?.brier == null) continue;
    own += origin.guests * origin.brier;
    other += origin.guests * beside.brier;
  }
  return other > 0 ? 1 - own / other : null;
}

function totalWords({ visitBias, valueBias }: JudgedHorizon): string | null {
  if (visitBias === null) return null;
  const off = percent(Math.abs(visitBias));
  const visits =
    Math.abs(visitBias) < rightWithin
      ? `the number of visits was right within ${percent(rightWithin)}`
      : `${off} ${visitBias > 0 ? 'more' : 'fewer'} visits were expected than came`;
  if (valueBias === null) return `In total, ${visits}.`;
  const value =
    Math.abs(valueBias) < rightWithin
      ? `was right within ${percent(rightWithin)}`
      : `was ${valueBias > 0 ? 'over' : 'under'}-predicted by ${percent(Math.abs(valueBias))}`;
  return `In total, ${visits}, and their value ${value}.`;
}

function pooled(bins: readonly ReliabilityBin[]): ReliabilityBin {
  const guests = bins.reduce((sum, bin) => sum + bin.guests, 0);
  const over = (value: (bin: ReliabilityBin) => number) =>
    guests === 0 ? 0 : bins.reduce((sum, bin) => sum + bin.guests * value(bin), 0) / guests;
  return { guests, predicted: over(({ predicted }) => predicted), observed: over(({ observed }) => observed) };
}

/** Such as "a, b and c". */
function joined(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** Whole percent; what is not nothing is not told as nothing. */
function percent(share: number): string {
  if (share > 0 && share < 0.01) return 'less than 1 %';
  if (share < 1 && share > 0.99) return 'more than 99 %';
  return `${Math.round(100 * share)} %`;
}

function ofHundred(share: number): number {
  return Math.round(100 * share);
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
