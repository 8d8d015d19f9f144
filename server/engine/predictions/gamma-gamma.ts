/**
 * Gamma-Gamma: what a guest spends per visit day. Spends of a guest are gamma (shape p) around an own mean, whose rate is gamma over
 * guests (shape q, rate v); how much is spent is taken to be independent of how often.
 * Sources: Colombo & Jiang 1999; Fader & Hardie 2013, "The Gamma-Gamma model of monetary value" (equations 1a and 5).
 */
import { predictionRules } from '../config-predictions.ts';
import { type InsufficientData, insufficient } from '../insufficient.ts';
import { descend, nelderMead, type SlopedObjective } from '../maths/minimize.ts';
import { gamma, type Random } from '../maths/random.ts';
import { digamma, lnGamma } from '../maths/special.ts';
import { clamp, mean, variance } from '../maths/statistics.ts';
import type { VisitLog } from './visit-log.ts';

/** What a guest has spent on the visit days after the first one. */
export interface Spender {
  /** Repeat days with a spend above 0; 0: none, the mean counts for nothing. */
  readonly x: number;
  /** Their mean, minor units. */
  readonly mean: number;
}

export interface SpendParameters {
  readonly p: number;
  /** Above 1, so that the mean over guests is finite. */
  readonly q: number;
  /** Minor units. */
  readonly v: number;
}

/** A third of the guests by how often they came, ties together; p and q are those of all. */
export interface SpendTercile extends SpendParameters {
  /** Largest x of the third; the last one takes whatever is above. */
  readonly upTo: number;
  readonly customers: number;
}

export interface SpendModel extends SpendParameters {
  /** SHRUNKEN_MEANS: spends hardly vary, p ran to its cap; p, q and v then say (x·m + weight·mean)/(x + weight). */
  readonly method: 'GAMMA_GAMMA' | 'SHRUNKEN_MEANS';
  readonly customers: number;
  /** Of x and mean spend over guests, −1 to 1; 0 without spread. */
  readonly correlation: number;
  /** Own parameters by frequency, because it goes with spend; null: it does not, or there are too few guests to split. */
  readonly terciles: readonly SpendTercile[] | null;
  readonly logLikelihood: number;
  readonly converged: boolean;
}

export interface NoSpendModel {
  readonly method: 'INSUFFICIENT';
  readonly insufficient: InsufficientData;
}

/** Of each guest of the log at the end of a day. Days of unknown spend or none are visits, but not for this. */
export function spendersAt(log: VisitLog, day: number): Spender[] {
  return Array.from({ length: log.starts.length - 1 }, (_, guest) => {
    let [x, total] = [0, 0];
    for (let at = (log.starts[guest] ?? 0) + 1; at < (log.starts[guest + 1] ?? 0); at += 1) {
      const net = log.netMinor[at] ?? 0;
      if ((log.days[at] ?? day) > day) break;
      if (!(net > 0)) continue;
      x += 1;
      total += net;
    }
    return { x, mean: x === 0 ? 0 : total / x };
  });
}

/** Needs 30 guests with a paid repeat day and spends whose mean is finite (q above 1). */
export function fitSpend(spenders: readonly Spender[]): SpendModel | NoSpendModel {
  const { spendersNeeded, dependence } = predictionRules.spend;
  const known = spenders.filter(({ x, mean: spend }) => x > 0 && spend > 0).sort((a, b) => a.x - b.x || a.mean - b.mean);
  if (known.length < spendersNeeded) {
    return none('Too few guests with a paid second visit to expect a spend from', known.length, spendersNeeded);
  }
  const fitted = fitParameters(known);
  if (fitted.q <= 1) {
    return none('Spends vary too widely between guests to have a mean (q of the Gamma-Gamma model must exceed 1)', fitted.q, 1);
  }
  const correlation = correlationOf(known);
  return {
    ...fitted,
    customers: known.length,
    correlation,
    terciles: fitted.method === 'GAMMA_GAMMA' && Math.abs(correlation) > dependence ? tercilesOf(known, fitted) : null,
  };
}

/** Expected spend per visit day, minor units; own spends count for the more, the more there are. */
export function expectedSpend(model: SpendModel, spender: Spender): number {
  const { p, q, v } = parametersFor(model, spender);
  return (p * (v + spender.x * spender.mean)) / (p * spender.x + q - 1);
}

/**
 * A draw of what the guest's next visit days cost: first the own rate from its posterior, Gamma(q + p·x, v + x·m), then each sum of
 * spends. Called with a number of days, 0 or more; minor units, fractional.
 */
export function drawSpender(model: SpendModel, spender: Spender, random: Random): (days: number) => number {
  const { p, q, v } = parametersFor(model, spender);
  const rate = Math.max(gamma(random, q + p * spender.x) / (v + spender.x * spender.mean), Number.MIN_VALUE);
  return (days) => (days > 0 ? Math.min(gamma(random, p * days) / rate, Number.MAX_VALUE) : 0);
}

/** Those of the guest's third where thirds differ, else everybody's. */
export function parametersFor(model: SpendModel, { x }: Spender): SpendParameters {
  return model.terciles?.find(({ upTo }) => x <= upTo) ?? model.terciles?.at(-1) ?? model;
}

type Fitted = SpendParameters & Pick<SpendModel, 'method' | 'logLikelihood' | 'converged'>;

function fitParameters(known: readonly Spender[]): Fitted {
  const { shapeCap, shrinkWeight, maxLog, starts, firstSteps, valueTolerance, slopeTolerance } = predictionRules.spend;
  const unit = mean(known.map(({ mean: spend }) => spend)) ?? 1; // spends around 1 suit the search
  const objective = negativeLogLikelihood(known.map(({ x, mean: spend }) => ({ x, mean: spend / unit })));
  const bounded: SlopedObjective = (logs) => {
    const inside = logs.map((value) => clamp(value, -maxLog, maxLog));
    const values = inside.map(Math.exp);
    const { value, slopes } = objective(values);
    const beyond = logs.map((log, index) => log - (inside[index] ?? log));
    return {
      value: beyond.reduce((sum, excess) => sum + 10 * excess ** 2, value),
      slopes: beyond.map((excess, index) => (excess === 0 ? (values[index] ?? 0) * (slopes[index] ?? 0) : 20 * excess)),
    };
  };
  const begin = starts
    .map(({ p, q }) => descend(bounded, [Math.log(p), Math.log(q), Math.log((q - 1) / p)], { maxIterations: firstSteps }))
    .reduce((low, each) => (each.value < low.value ? each : low));
  const near = descend(bounded, begin.x, { valueTolerance, gradientTolerance: slopeTolerance });
  const found = near.converged
    ? near
    : nelderMead((logs) => bounded(logs).value, near.x, {
        step: 0.03,
        valueTolerance: 1e-10,
        sizeTolerance: 1e-4,
        maxIterations: 200,
      });
  const [p = 1, q = 1, v = 1] = found.x.map((value) => Math.exp(clamp(value, -maxLog, maxLog)));
  const common = {
    logLikelihood: -found.value - known.length * Math.log(unit),
    converged: found.converged,
  };
  if (p < shapeCap) return { method: 'GAMMA_GAMMA', p, q, v: v * unit, ...common };
  return { method: 'SHRUNKEN_MEANS', p: shapeCap, q: 1 + shrinkWeight * shapeCap, v: shrinkWeight * unit, ...common };
}

/** Of p, q, v; the sums that hold no parameter are made once, and ln Γ is asked for once per x. */
function negativeLogLikelihood(known: readonly Spender[]): SlopedObjective {
  const counts = new Map<number, number>();
  for (const { x } of known) counts.set(x, (counts.get(x) ?? 0) + 1);
  const xs = Float64Array.from(known, ({ x }) => x);
  const sums = Float64Array.from(known, ({ x, mean: spend }) => x * spend);
  let [weighted, plain] = [0, 0];
  for (const { x, mean: spend } of known) {
    weighted += x * Math.log(x * spend);
    plain += Math.log(spend);
  }
  const shrink = smallSamplePenalty(known.length);
  return ([p = 1, q = 1, v = 1]) => {
    const lnV = Math.log(v);
    let total = p * weighted - plain + known.length * (q * lnV - lnGamma(q));
    let [byP, byQ, byV] = [weighted, known.length * (lnV - digamma(q)), (known.length * q) / v];
    for (const [x, guests] of counts) {
      total += guests * (lnGamma(p * x + q) - lnGamma(p * x));
      const both = digamma(p * x + q);
      byP += guests * x * (both - digamma(p * x));
      byQ += guests * both;
    }
    for (let guest = 0; guest < xs.length; guest += 1) {
      const x = xs[guest] ?? 0;
      const rate = v + (sums[guest] ?? 0);
      const ln = Math.log(rate);
      total -= (p * x + q) * ln;
      byP -= x * ln;
      byQ -= ln;
      byV -= (p * x + q) / rate;
    }
    const [penalty, penaltyByP, penaltyByQ] = shrink(p, q);
    return { value: penalty - total, slopes: [penaltyByP - byP, penaltyByQ - byQ, -byV] };
  };
}

/** Below 100 guests a normal prior on ln p and ln q keeps chance from deciding them; with its slopes by p and q. */
function smallSamplePenalty(guests: number): (p: number, q: number) => readonly [number, number, number] {
  const { penalisedSpenders, priorSd, starts } = predictionRules.spend;
  const strength = guests < penalisedSpenders ? 1 / (2 * priorSd ** 2) : 0;
  const [centre] = starts;
  return (p, q) => {
    const [offP, offQ] = [Math.log(p / centre.p), Math.log(q / centre.q)];
    return [strength * (offP ** 2 + offQ ** 2), (2 * strength * offP) / p, (2 * strength * offQ) / q];
  };
}

/** Thirds by x, ties together; one that is too small joins the next, and what cannot be fitted keeps the parameters of all. */
/** How far the level of a third may be from that of all, as a factor. */
const widestLevel = 1_000;

function tercilesOf(known: readonly Spender[], all: Fitted): SpendTercile[] | null {
  const { spendersNeeded } = predictionRules.spend;
  const parts: Spender[][] = [];
  let current: Spender[] = [];
  known.forEach((spender, index) => {
    current.push(spender);
    const next = known[index + 1];
    const full = current.length >= Math.max(spendersNeeded, known.length / 3);
    if (next !== undefined && next.x > spender.x && full && known.length - index > spendersNeeded) {
      parts.push(current);
      current = [];
    }
  });
  parts.push(current);
  if (parts.length < 2) return null;
  return parts.map((part) => ({ p: all.p, q: all.q, v: levelOf(part, all), upTo: part.at(-1)?.x ?? 0, customers: part.length }));
}

/**
 * The most likely v of some guests, given p and q of all: a third has a level of its own, but too few guests to tell anew how much the
 * spends of one guest vary, and with it how far a guest's own mean is to be trusted.
 */
function levelOf(part: readonly Spender[], { p, q, v }: SpendParameters): number {
  const sums = part.map(({ x, mean: spend }) => ({ shape: p * x + q, spent: x * spend }));
  const tooLow = (level: number) =>
    part.length * q > sums.reduce((total, { shape, spent }) => total + (shape * level) / (level + spent), 0);
  let [low, high] = [v / widestLevel, v * widestLevel];
  for (let step = 0; step < 60; step += 1) {
    const middle = Math.sqrt(low * high);
    if (tooLow(middle)) low = middle;
    else high = middle;
  }
  return Math.sqrt(low * high);
}

function correlationOf(known: readonly Spender[]): number {
  const xs = known.map(({ x }) => x);
  const spends = known.map(({ mean: spend }) => spend);
  const [meanX, meanSpend] = [mean(xs) ?? 0, mean(spends) ?? 0];
  const spread = Math.sqrt((variance(xs) ?? 0) * (variance(spends) ?? 0));
  const shared = known.reduce((sum, { x, mean: spend }) => sum + (x - meanX) * (spend - meanSpend), 0) / (known.length - 1);
  return spread > 0 ? shared / spread : 0;
}

function none(message: string, have: number, need: number): NoSpendModel {
  return { method: 'INSUFFICIENT', insufficient: insufficient('TOO_FEW_GUESTS', message, have, need) };
}
