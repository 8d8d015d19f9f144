/**
 * Minimising a function of a few numbers. Both searches are deterministic and treat NaN and Infinity as "forbidden here": they step
 * back and go round.
 */

/** To be minimised. NaN or Infinity: the point is forbidden. */
export type Objective = (point: readonly number[]) => number;

/** The same with its partial derivatives, made together. */
export type SlopedObjective = (point: readonly number[]) => { readonly value: number; readonly slopes: number[] };

export interface Minimum {
  /** The best point found. */
  readonly x: readonly number[];
  /** The objective there; Infinity only where the start (and all that was tried from it) is forbidden. */
  readonly value: number;
  /** Whether a tolerance was met; false: stopped by the cap of iterations, or stuck. */
  readonly converged: boolean;
  readonly iterations: number;
}

export interface SearchOptions {
  /** Steps after which the search gives up. */
  readonly maxIterations?: number;
  /** Relative change of the value below which the search ends. */
  readonly valueTolerance?: number;
}

export interface GradientOptions extends SearchOptions {
  /** Partial derivatives; without it, central differences (2 evaluations per number and step). */
  readonly gradient?: (point: readonly number[]) => number[];
  /** Largest partial derivative, relative to the value at the start (at least 1), that counts as flat. */
  readonly gradientTolerance?: number;
}

export interface SimplexOptions extends SearchOptions {
  /** Edge of the first simplex along each number. */
  readonly step?: number;
  /** Edge below which the simplex has shrunk to a point. */
  readonly sizeTolerance?: number;
}

/** Pairs of steps and changes of gradient that the approximated curvature rests on. */
const memory = 8;
/** Share of the promised decrease that a step must bring, and of the slope that may remain after it (Nocedal & Wright, section 3.1). */
const decreaseShare = 1e-4;
const slopeShare = 0.9;
const lineTrials = 40;

interface Point {
  readonly x: readonly number[];
  readonly value: number;
  readonly slope: readonly number[];
}

interface Step {
  readonly move: readonly number[];
  readonly change: readonly number[];
  /** 1 / (move · change), above 0. */
  readonly inverse: number;
}

/**
 * Limited-memory BFGS with a weak Wolfe line search by bisection, for smooth functions.
 * Source: Nocedal & Wright, Numerical Optimization, algorithm 7.5; Lewis & Overton 2013 for the line search.
 */
export function lbfgs(objective: Objective, start: readonly number[], options: GradientOptions = {}): Minimum {
  const { maxIterations = 200, valueTolerance = 1e-10, gradientTolerance = 1e-7 } = options;
  const gradient = options.gradient ?? ((x: readonly number[]) => centralDifferences(objective, x));
  let at: Point = { x: [...start], value: finiteOr(objective(start)), slope: start.map(() => 0) };
  if (at.value === Number.POSITIVE_INFINITY) return { x: at.x, value: at.value, converged: false, iterations: 0 };
  at = { ...at, slope: gradient(start) };
  const flat = gradientTolerance * Math.max(1, Math.abs(at.value));
  let steps: Step[] = [];
  let small = 0;
  for (let iteration = 0; iteration < maxIterations; iteration += 1) {
    if (largest(at.slope) <= flat) return ended(at, true, iteration);
    const next = lineSearch(objective, gradient, at, direction(at.slope, steps), steps.length === 0);
    if (next === null) {
      if (steps.length === 0) return ended(at, false, iteration);
      steps = []; // the curvature misled the search: once more straight down
      continue;
    }
    const step = stepBetween(at, next);
    if (step !== null) steps = [...steps.slice(1 - memory), step];
    // Two in a row: one short step may be the line search's doing.
    small = at.value - next.value <= valueTolerance * Math.max(1, Math.abs(next.value)) ? small + 1 : 0;
    at = next;
    if (small === 2) return ended(at, true, iteration + 1);
  }
  return ended(at, false, maxIterations);
}

/** L-BFGS where the objective tells its slopes along: they are not made again for a point just visited. */
export function descend(
  objective: SlopedObjective,
  start: readonly number[],
  options: Omit<GradientOptions, 'gradient'> = {},
): Minimum {
  let latest: { readonly point: readonly number[]; readonly slopes: number[] } | null = null;
  const visit = (point: readonly number[]): number => {
    const { value, slopes } = objective(point);
    latest = { point, slopes };
    return value;
  };
  const gradient = (point: readonly number[]): number[] => (latest?.point === point ? latest.slopes : objective(point).slopes);
  return lbfgs(visit, start, { ...options, gradient });
}

/**
 * Nelder and Mead's simplex, for functions without a usable gradient and as a last polish. Slow beyond about 6 numbers.
 * Source: Lagarias et al. 1998 (SIAM J. Optim. 9(1)), with its coefficients.
 */
export function nelderMead(objective: Objective, start: readonly number[], options: SimplexOptions = {}): Minimum {
  const { maxIterations = 400 * start.length, valueTolerance = 1e-11, sizeTolerance = 1e-6, step = 0.1 } = options;
  const corner = (x: readonly number[]): Corner => ({ x, value: finiteOr(objective(x)) });
  let simplex = [corner([...start]), ...start.map((_, axis) => corner(start.map((v, i) => (i === axis ? v + step : v))))];
  for (let iteration = 0; iteration < maxIterations; iteration += 1) {
    simplex.sort((a, b) => (a.value === b.value ? 0 : a.value - b.value));
    const [best, worst] = [simplex[0], simplex.at(-1)];
    if (best === undefined || worst === undefined) break;
    const flat = worst.value - best.value <= valueTolerance * Math.max(1, Math.abs(best.value));
    if (flat && width(simplex) <= sizeTolerance) return { ...best, converged: true, iterations: iteration };
    const better = replacement(simplex, best, worst, corner);
    simplex =
      better === null
        ? simplex.map((each) => (each === best ? best : corner(between(best.x, each.x, 0.5))))
        : [...simplex.slice(0, -1), better];
  }
  const best = simplex.reduce((lowest, each) => (each.value < lowest.value ? each : lowest));
  return { ...best, converged: false, iterations: maxIterations };
}

interface Corner {
  readonly x: readonly number[];
  readonly value: number;
}

/** What takes the place of the worst corner; null: nothing on that line is better, the simplex shrinks. */
function replacement(
  simplex: readonly Corner[],
  best: Corner,
  worst: Corner,
  corner: (x: readonly number[]) => Corner,
): Corner | null {
  const others = simplex.slice(0, -1);
  const centre = worst.x.map((_, axis) => others.reduce((total, { x }) => total + (x[axis] ?? 0), 0) / others.length);
  const second = others.at(-1) ?? best;
  const mirrored = corner(between(worst.x, centre, 2));
  if (mirrored.value < best.value) {
    const farther = corner(between(worst.x, centre, 3));
    return farther.value < mirrored.value ? farther : mirrored;
  }
  if (mirrored.value < second.value) return mirrored;
  const nearer = corner(between(worst.x, centre, mirrored.value < worst.value ? 1.5 : 0.5));
  return nearer.value < Math.min(mirrored.value, worst.value) ? nearer : null;
}

/** Partial derivatives by central differences; one-sided beside a forbidden point, 0 between two. */
export function centralDifferences(objective: Objective, x: readonly number[]): number[] {
  const probe = [...x];
  return x.map((value, axis) => {
    const step = 6e-6 * Math.max(1, Math.abs(value)); // about the cube root of the machine's precision
    const shifted = (by: number): number => {
      probe[axis] = value + by;
      const result = objective(probe);
      probe[axis] = value;
      return result;
    };
    const [above, below] = [shifted(step), shifted(-step)];
    if (Number.isFinite(above) && Number.isFinite(below)) return (above - below) / (2 * step);
    const here = objective(x);
    if (Number.isFinite(above)) return (above - here) / step;
    return Number.isFinite(below) ? (here - below) / step : 0;
  });
}

/** A point along the direction that lowers the value enough and leaves little slope; null: none. */
function lineSearch(
  objective: Objective,
  gradient: (x: readonly number[]) => readonly number[],
  at: Point,
  along: readonly number[],
  first: boolean,
): Point | null {
  const slope = dot(at.slope, along);
  if (!(slope < 0)) return null;
  let length = first ? Math.min(1, 1 / Math.sqrt(dot(along, along))) : 1;
  let low = 0;
  let high = Number.POSITIVE_INFINITY;
  let accepted: Point | null = null;
  for (let trial = 0; trial < lineTrials; trial += 1) {
    const x = at.x.map((value, axis) => value + length * (along[axis] ?? 0));
    const value = finiteOr(objective(x));
    if (value <= at.value + decreaseShare * length * slope && value < at.value) {
      accepted = { x, value, slope: gradient(x) };
      if (dot(accepted.slope, along) >= slopeShare * slope) return accepted;
      low = length;
    } else {
      high = length;
    }
    length = high === Number.POSITIVE_INFINITY ? 2 * low : (low + high) / 2;
  }
  return accepted;
}

/** Downhill, corrected by the remembered curvature (the two-loop recursion). */
function direction(slope: readonly number[], steps: readonly Step[]): number[] {
  let q = [...slope];
  const weights: number[] = [];
  for (const { move, change, inverse } of steps.toReversed()) {
    const weight = inverse * dot(move, q);
    weights.push(weight);
    q = plus(q, change, -weight);
  }
  const last = steps.at(-1);
  if (last !== undefined) q = q.map((value) => value / (last.inverse * dot(last.change, last.change)));
  for (const { move, change, inverse } of steps) {
    const weight = weights.pop() ?? 0;
    q = plus(q, move, weight - inverse * dot(change, q));
  }
  return q.map((value) => -value);
}

/** Null where the curvature along the step is not positive: it would spoil the approximation. */
function stepBetween(from: Point, to: Point): Step | null {
  const move = plus(to.x, from.x, -1);
  const change = plus(to.slope, from.slope, -1);
  const product = dot(move, change);
  return product > 1e-12 * Math.sqrt(dot(move, move) * dot(change, change)) ? { move, change, inverse: 1 / product } : null;
}

function ended({ x, value }: Point, converged: boolean, iterations: number): Minimum {
  return { x, value, converged, iterations };
}

function finiteOr(value: number): number {
  return Number.isFinite(value) ? value : Number.POSITIVE_INFINITY;
}

function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function width(simplex: readonly Corner[]): number {
  const first = simplex[0]?.x ?? [];
  return simplex.reduce((most, { x }) => Math.max(most, largest(plus(x, first, -1))), 0);
}

function between(from: readonly number[], to: readonly number[], share: number): number[] {
  return from.map((value, axis) => value + share * ((to[axis] ?? value) - value));
}

function plus(a: readonly number[], b: readonly number[], factor: number): number[] {
  return a.map((value, index) => value + factor * (b[index] ?? 0));
}

function dot(a: readonly number[], b: readonly number[]): number {
  let total = 0;
  for (let index = 0; index < a.length; index += 1) total += (a[index] ?? 0) * (b[index] ?? 0);
  return total;
}
