/** What is drawn for a kind of guest. All numbers are design choices of the demo: orders of magnitude of the trade. */

export type LifeStage = 'STUDENT' | 'PROFESSIONAL' | 'FAMILY' | 'RETIREE';
export type ServiceType = 'DINE_IN' | 'TAKEAWAY' | 'DELIVERY';

/**
 * How the visit rate develops: STEADY stays; ONCE is a traveller of a few days; LAPSING fades in four steps; RETURNING pauses for months
 * and comes back; SEASONAL comes in summer or in winter; TERMS comes less in the lecture breaks.
 */
export type Course = 'STEADY' | 'ONCE' | 'LAPSING' | 'RETURNING' | 'SEASONAL' | 'TERMS';

export interface Archetype {
  readonly id: string;
  /** For people. */
  readonly label: string;
  /** Target share of all guests; the twelve add up to 1. */
  readonly share: number;
  readonly course: Course;
  /** Median over guests of the visits per week while active. */
  readonly visitsPerWeek: number;
  /** Heterogeneity: standard deviation over guests of ln(visits per week). */
  readonly rateSpread: number;
  /** Shape of the gamma gaps, least and most over guests: 1 is random, 10 is clockwork. */
  readonly regularity: readonly [number, number];
  /** Chance that the first visit stays the only one. */
  readonly onlyOnce: number;
  /** Mean over guests of the chance to leave for good, per week. */
  readonly leavesPerWeek: number;
  /** Share that were guests already when the data begin. */
  readonly established: number;
  /** Chance of a favourite weekday, and how likely each is (Monday first). */
  readonly favouriteDay: number;
  readonly favouriteDays: readonly number[];
  /** Other days against the house's mix (Monday first). */
  readonly dayTilt: readonly number[];
  /** Chance of a favourite daypart, and how likely each is (breakfast, lunch, afternoon, dinner, late). */
  readonly favouriteDaypart: number;
  readonly favouriteDayparts: readonly number[];
  readonly daypartTilt: readonly number[];
  /** Weights of 1, 2, 3 … people at the table. */
  readonly party: readonly number[];
  /** Whether the receipt holds the whole table or only the guest's own part. */
  readonly pays: 'TABLE' | 'SELF';
  /** Weights of Hamburg, Dublin, Lisbon. */
  readonly locations: readonly [number, number, number];
  /** Weights of dine-in, takeaway, delivery. */
  readonly services: readonly [number, number, number];
  readonly ages: readonly [number, number];
  readonly lifeStages: readonly (readonly [LifeStage, number])[];
  /** 0 does not look at prices, 1 orders the cheapest. Mean over guests. */
  readonly priceSensitivity: number;
  /** Chance of joining the loyalty programme. */
  readonly joins: number;
  /** Openness to campaigns, 0 to 1, mean over guests. */
  readonly openness: number;
  /** Mean true uplift of the visit rate in the ten days after an offer that was seen (0.3 = +30 %). */
  readonly offerUplift: number;
  /** Chance of feedback per visit. */
  readonly feedback: number;
}

/** Tilts and settings that several kinds share. */
export const anyDay = [1, 1, 1, 1, 1, 1, 1];
export const weekdays = [1.3, 1.3, 1.3, 1.3, 1.2, 0.35, 0.3];
export const weekend = [0.5, 0.5, 0.55, 0.7, 1.4, 1.8, 1.5];
export const anyPart = [1, 1, 1, 1, 1];
export const steady = { course: 'STEADY', pays: 'TABLE', locations: [0.42, 0.32, 0.26], services: [0.84, 0.11, 0.05] } as const;
