/** The shapes that all models of repeat visits share. Weeks throughout. */

/** What a model knows of a guest. */
export interface RepeatHistory {
  /** Visit days after the first, 0 or more. */
  readonly x: number;
  /** Weeks from the first visit to the last, 0 when x is 0. */
  readonly tx: number;
  /** Weeks from the first visit to the instant, at least tx. */
  readonly T: number;
}

/** Guests with the same history, counted once. */
export interface HistoryGroup extends RepeatHistory {
  readonly guests: number;
}

export type ModelName = 'BG_NBD' | 'MBG_NBD' | 'MBG_CNBD_2' | 'MBG_CNBD_3' | 'MBG_CNBD_4' | 'PARETO_NBD';

/** Parameters by their usual names (r, alpha, a, b; Pareto/NBD: r, alpha, s, beta), all above 0; time unit week. */
export type Parameters = Readonly<Record<string, number>>;

/** What a fitted model says of a guest. */
export interface Predictor {
  /** P(still a customer), 0 to 1. Shown as just that: never a probability of return. */
  readonly stillCustomer: (guest: RepeatHistory) => number;
  /** P(at least one visit within the next weeks), 0 to 1, never falling with the weeks. */
  readonly returnWithin: (guest: RepeatHistory, weeks: number) => number;
  /** Expected visits in the next weeks, leaving included; 0 or more. */
  readonly expectedVisits: (guest: RepeatHistory, weeks: number) => number;
}

export interface Model {
  readonly name: ModelName;
  /** Names of the parameters, in the order of `logLikelihood`'s vector. */
  readonly parameterNames: readonly string[];
  /** Of one guest, without the terms of the gaps that hold no parameter; finite for positive parameters. */
  readonly logLikelihood: (values: readonly number[], guest: RepeatHistory) => number;
  /** The same over all guests at once, for searches. */
  readonly likelihoodOver: (groups: readonly HistoryGroup[]) => GroupsLikelihood;
  readonly predictor: (parameters: Parameters) => Predictor;
}

/**
 * Σ guests · logLikelihood.
 * @param slopes is filled with the partial derivatives by the parameters, in their order.
 */
export type GroupsLikelihood = (values: readonly number[], slopes: Float64Array) => number;

/** HIGH from 200 repeaters, MEDIUM from 100, LOW below (the fit is then penalised). */
export type Trust = 'LOW' | 'MEDIUM' | 'HIGH';

export interface FittedModel {
  readonly model: ModelName;
  readonly parameters: Parameters;
  /** Of all guests, with the terms of the gaps. */
  readonly logLikelihood: number;
  readonly customers: number;
  readonly repeaters: number;
  /** False: the search ended without meeting its tolerance; the best point found is told all the same. */
  readonly converged: boolean;
  readonly trust: Trust;
}
