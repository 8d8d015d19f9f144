/**
 * Ridge regression for yes/no (logit) and for counts (Poisson, log), with an offset, by iteratively reweighted least squares.
 * Sources: McCullagh & Nelder 1989; Hoerl & Kennard 1970.
 */
import { clamp } from './statistics.ts';

export interface GlmProblem {
  /** Features row by row: `examples × columns` numbers, the constant not among them. */
  readonly rows: Float64Array;
  readonly columns: number;
  /** What happened, per example: 0 or 1, or a count. */
  readonly outcomes: ArrayLike<number>;
  /** Added to the linear predictor with coefficient 1. */
  readonly offsets: ArrayLike<number>;
  /** Weight per example, 0 or more. */
  readonly weights: ArrayLike<number>;
  /** Penalty on the squared constant, and per column on the squared slope: 1 / (2 × variance of a normal prior), times 2. */
  readonly shiftPenalty: number;
  readonly slopePenalties: ArrayLike<number>;
  /** A constant of its own for each group of examples, beside the common one; undefined: none. */
  readonly levels?: {
    /** Per example, from 0. */
    readonly groups: ArrayLike<number>;
    readonly count: number;
    readonly penalty: number;
  };
}

export interface GlmFit {
  readonly shift: number;
  readonly slopes: Float64Array;
  readonly converged: boolean;
}

type Family = 'LOGIT' | 'POISSON';

/** A linear predictor beyond this is certain enough; exp stays finite. */
const farthest = 30;
const mostSteps = 30;
const tolerance = 1e-5;

export function logit(p: number): number {
  const inside = clamp(p, 1e-12, 1 - 1e-12);
  return Math.log(inside / (1 - inside));
}

export function expit(value: number): number {
  return 1 / (1 + Math.exp(-clamp(value, -700, 700)));
}

/** Finite for finite input: without examples, or with an outcome that separates perfectly, the penalty decides (all above 0). */
export function ridgeGlm(problem: GlmProblem, family: Family): GlmFit {
  const slopesEnd = problem.columns + 1;
  const size = slopesEnd + (problem.levels?.count ?? 0);
  let beta: Float64Array = new Float64Array(size);
  let cost = costOf(problem, family, beta);
  for (let step = 0; step < mostSteps; step += 1) {
    const move = newtonStep(problem, family, beta);
    let scale = 1;
    let next = moved(beta, move, scale);
    let nextCost = costOf(problem, family, next);
    // The negation also catches NaN.
    for (; !(nextCost <= cost) && scale > 1e-4; nextCost = costOf(problem, family, next)) {
      scale /= 2;
      next = moved(beta, move, scale);
    }
    if (!(nextCost <= cost)) break;
    const gain = cost - nextCost;
    [beta, cost] = [next, nextCost];
    if (gain <= tolerance * (1 + Math.abs(cost))) return { ...told(beta, slopesEnd), converged: true };
  }
  return { ...told(beta, slopesEnd), converged: false };
}

function told(beta: Float64Array, slopesEnd: number): { shift: number; slopes: Float64Array } {
  return { shift: beta[0] ?? 0, slopes: beta.slice(1, slopesEnd) };
}

/** Linear predictor of one example. */
function linear({ rows, columns, offsets, levels }: GlmProblem, beta: Float64Array, example: number): number {
  let value = (offsets[example] ?? 0) + (beta[0] ?? 0);
  const from = example * columns;
  for (let column = 0; column < columns; column += 1) value += (rows[from + column] ?? 0) * (beta[column + 1] ?? 0);
  if (levels !== undefined) value += beta[columns + 1 + (levels.groups[example] ?? 0)] ?? 0;
  return clamp(value, -farthest, farthest);
}

/** Penalised −log likelihood. */
function costOf(problem: GlmProblem, family: Family, beta: Float64Array): number {
  const { outcomes, weights } = problem;
  let cost = 0;
  for (let place = 0; place < beta.length; place += 1) cost += (penaltyOf(problem, place) * (beta[place] ?? 0) ** 2) / 2;
  for (let example = 0; example < outcomes.length; example += 1) {
    const eta = linear(problem, beta, example);
    const y = outcomes[example] ?? 0;
    const own = family === 'LOGIT' ? Math.log1p(Math.exp(-Math.abs(eta))) + Math.max(eta, 0) - y * eta : Math.exp(eta) - y * eta;
    cost += (weights[example] ?? 0) * own;
  }
  return cost;
}

function newtonStep(problem: GlmProblem, family: Family, beta: Float64Array): Float64Array {
  const { rows, columns, outcomes, weights, levels } = problem;
  const size = beta.length;
  const own = columns + 1;
  const gradient = new Float64Array(size);
  const hessian = new Float64Array(size * size);
  const values = new Float64Array(own).fill(1); // the constant, then the features
  for (let example = 0; example < outcomes.length; example += 1) {
    const eta = linear(problem, beta, example);
    const mean = family === 'LOGIT' ? expit(eta) : Math.exp(eta);
    const weight = weights[example] ?? 0;
    const curve = weight * (family === 'LOGIT' ? mean * (1 - mean) : mean);
    const error = weight * (mean - (outcomes[example] ?? 0));
    const from = example * columns - 1;
    for (let a = 1; a < own; a += 1) values[a] = rows[from + a] ?? 0;
    for (let a = 0; a < own; a += 1) {
      const value = values[a] ?? 0;
      const scaled = curve * value;
      gradient[a] = (gradient[a] ?? 0) + error * value;
      const line = a * size;
      for (let b = 0; b <= a; b += 1) hessian[line + b] = (hessian[line + b] ?? 0) + scaled * (values[b] ?? 0);
    }
    if (levels === undefined) continue;
    const level = own + (levels.groups[example] ?? 0);
    const line = level * size;
    gradient[level] = (gradient[level] ?? 0) + error;
    for (let b = 0; b < own; b += 1) hessian[line + b] = (hessian[line + b] ?? 0) + curve * (values[b] ?? 0);
    hessian[line + level] = (hessian[line + level] ?? 0) + curve;
  }
  for (let place = 0; place < size; place += 1) {
    const penalty = penaltyOf(problem, place);
    gradient[place] = (gradient[place] ?? 0) + penalty * (beta[place] ?? 0);
    hessian[place * size + place] = (hessian[place * size + place] ?? 0) + penalty;
  }
  return solveSymmetric(hessian, gradient, size);
}

/** Of a coefficient by its place: the constant, the slopes, the groups' levels. */
function penaltyOf({ columns, shiftPenalty, slopePenalties, levels }: GlmProblem, place: number): number {
  if (place === 0) return shiftPenalty;
  return place <= columns ? (slopePenalties[place - 1] ?? 0) : (levels?.penalty ?? 0);
}

function moved(beta: Float64Array, move: Float64Array, scale: number): Float64Array {
  return beta.map((value, index) => value - scale * (move[index] ?? 0));
}

/** Solves A·x = b by Cholesky from A's lower triangle; a pivot at 0 is lifted, so that a singular A still answers. */
export function solveSymmetric(matrix: Float64Array, right: Float64Array, size: number): Float64Array {
  const lower = new Float64Array(size * size);
  const at = (i: number, j: number) => lower[i * size + j] ?? 0;
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let value = matrix[i * size + j] ?? 0;
      for (let k = 0; k < j; k += 1) value -= at(i, k) * at(j, k);
      lower[i * size + j] = i === j ? Math.sqrt(Math.max(value, 1e-10)) : value / at(j, j);
    }
  }
  const solution = Float64Array.from(right);
  for (let i = 0; i < size; i += 1) {
    for (let k = 0; k < i; k += 1) solution[i] = (solution[i] ?? 0) - at(i, k) * (solution[k] ?? 0);
    solution[i] = (solution[i] ?? 0) / at(i, i);
  }
  for (let i = size - 1; i >= 0; i -= 1) {
    for (let k = i + 1; k < size; k += 1) solution[i] = (solution[i] ?? 0) - at(k, i) * (solution[k] ?? 0);
    solution[i] = (solution[i] ?? 0) / at(i, i);
  }
  return solution;
}
