/** Simulated venues that the champion was not made for: how guests come, how often, and when they leave. */
import { beta, exponential, gamma, logNormal, normal, type Random } from '../../server/engine/maths/random.ts';

/** A venue that is drawn. Weeks for rates and lives, days for the calendar. */
export interface Venue {
  readonly name: string;
  readonly guests: number;
  readonly calibrationDays: number;
  readonly horizonDays: number;
  /** Day of the first visit. */
  readonly starts: (random: Random) => number;
  /** Visits per week while a guest. */
  readonly rate: (random: Random) => number;
  /** Shape of the gamma gaps. */
  readonly regularity: (random: Random) => number;
  /** Weeks until the guest leaves for good; Infinity: never. */
  readonly life: (random: Random) => number;
  /** Chance to leave after each visit. */
  readonly leaving: (random: Random) => number;
  /** Factor on the rate on a day; 1 without. */
  readonly season?: (day: number) => number;
}
const always = (value: number) => () => value;
const never = always(Number.POSITIVE_INFINITY);
const within = (low: number, high: number) => (random: Random) => low + random() * (high - low);
const gammaRate = (shape: number, mean: number) => (random: Random) => (mean * gamma(random, shape)) / shape;
const paretoLife = (shape: number, scale: number) => (random: Random) =>
  exponential(random, scale / Math.max(gamma(random, shape), 1e-9));
const betaLeaving = (a: number, b: number) => (random: Random) => beta(random, a, b);
const yearly = (swing: number, peak: number) => (day: number) => 1 + swing * Math.cos((2 * Math.PI * (day - peak)) / 365);

const common = {
  guests: 1500,
  calibrationDays: 546,
  horizonDays: 90,
  starts: within(0, 546),
  rate: gammaRate(0.8, 0.25),
  regularity: always(1),
  life: never,
  leaving: always(0),
} as const;

export const venues: readonly Venue[] = [
  {
    ...common,
    name: 'pareto cohort',
    calibrationDays: 273,
    horizonDays: 273,
    starts: within(0, 90),
    rate: gammaRate(0.55, 0.05),
    life: paretoLife(0.6, 12),
  },
  { ...common, name: 'pareto arrivals', life: paretoLife(0.8, 25) },
  { ...common, name: 'pareto arrivals 180', horizonDays: 180, life: paretoLife(0.8, 25) },
  { ...common, name: 'bg arrivals', leaving: betaLeaving(0.8, 2.5), rate: gammaRate(0.6, 0.3) },
  {
    ...common,
    name: 'grocery cnbd3',
    calibrationDays: 364,
    horizonDays: 364,
    starts: within(0, 84),
    rate: gammaRate(2, 0.5),
    regularity: always(3),
    leaving: betaLeaving(0.6, 8),
  },
  { ...common, name: 'cnbd2 arrivals', horizonDays: 180, regularity: always(2), leaving: betaLeaving(0.9, 4) },
  {
    ...common,
    name: 'regulars and one-timers',
    rate: (random) => (random() < 0.5 ? 0.01 : logNormal(random, 0.8, 0.6)),
    regularity: within(1, 5),
    leaving: (random) => (random() < 0.5 ? 0.7 : 0.03),
  },
  {
    ...common,
    name: 'loyal panel',
    guests: 800,
    calibrationDays: 364,
    horizonDays: 182,
    starts: within(0, 30),
    rate: gammaRate(3, 0.8),
    regularity: always(3),
  },
  {
    ...common,
    name: 'loyal panel rare',
    guests: 800,
    calibrationDays: 364,
    horizonDays: 364,
    starts: within(0, 60),
    rate: gammaRate(2, 0.12),
  },
  {
    ...common,
    name: 'season up',
    calibrationDays: 730,
    starts: within(0, 730),
    rate: gammaRate(0.8, 0.4),
    leaving: betaLeaving(0.8, 3),
    season: yearly(0.5, 775),
  },
  {
    ...common,
    name: 'season down',
    calibrationDays: 730,
    starts: within(0, 730),
    rate: gammaRate(0.8, 0.4),
    leaving: betaLeaving(0.8, 3),
    season: yearly(0.5, 595),
  },
  {
    ...common,
    name: 'season one year',
    calibrationDays: 365,
    starts: within(0, 365),
    rate: gammaRate(1, 0.3),
    leaving: betaLeaving(0.8, 4),
    season: yearly(0.35, 230),
  },
  {
    ...common,
    name: 'growing',
    starts: (random) => 546 * Math.sqrt(random()),
    life: paretoLife(1.2, 30),
    season: (day) => 0.7 + day / 900,
  },
  {
    ...common,
    name: 'shrinking',
    starts: (random) => 546 * (1 - Math.sqrt(random())),
    life: paretoLife(1.2, 30),
    season: (day) => 1.3 - day / 900,
  },
  {
    ...common,
    name: 'subscription',
    rate: (random) => 0.25 * Math.exp(0.05 * normal(random)),
    regularity: always(60),
    leaving: betaLeaving(1.5, 15),
  },
  {
    ...common,
    name: 'subscription 180',
    horizonDays: 180,
    rate: (random) => 0.25 * Math.exp(0.05 * normal(random)),
    regularity: always(60),
    leaving: betaLeaving(1.5, 15),
  },
  {
    ...common,
    name: 'donations',
    calibrationDays: 1825,
    horizonDays: 365,
    starts: within(0, 1825),
    rate: (random) => (1 / 52) * Math.exp(0.3 * normal(random)),
    regularity: always(20),
    leaving: betaLeaving(1, 1.6),
  },
  {
    ...common,
    name: 'donations cohort',
    calibrationDays: 1095,
    horizonDays: 730,
    starts: within(0, 365),
    rate: (random) => (1 / 52) * Math.exp(0.4 * normal(random)),
    regularity: always(8),
    leaving: betaLeaving(1, 2),
  },
  {
    ...common,
    name: 'closed for 8 weeks',
    leaving: betaLeaving(0.8, 4),
    rate: gammaRate(0.8, 0.5),
    season: (day) => (day > 420 && day < 476 ? 0.15 : 1),
  },
  {
    ...common,
    name: 'closed lately',
    leaving: betaLeaving(0.8, 4),
    rate: gammaRate(0.8, 0.5),
    season: (day) => (day > 490 && day < 546 ? 0.3 : 1),
  },
  { ...common, name: 'heavy spread', rate: (random) => logNormal(random, 0.15, 1.5), life: paretoLife(1.5, 60) },
  { ...common, name: 'small', guests: 150, rate: gammaRate(0.8, 0.4), leaving: betaLeaving(0.8, 3) },
  {
    ...common,
    name: 'daily cafe',
    guests: 600,
    calibrationDays: 300,
    horizonDays: 30,
    starts: within(0, 300),
    rate: (random) => logNormal(random, 0.7, 1.1),
    regularity: within(1, 3),
    life: paretoLife(1.5, 30),
    leaving: always(0.03),
  },
  {
    ...common,
    name: 'pausing guests',
    rate: gammaRate(1, 0.5),
    life: paretoLife(1, 50),
    season: (day) => (Math.floor(day / 61) % 2 === 0 ? 1.3 : 0.7),
  },
];
