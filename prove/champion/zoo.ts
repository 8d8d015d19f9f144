/**
 * The data that the champion is judged by: the public sets at several cuts, the demo at several seeds, and simulations of venues that
 * it was not made for. All of it is drawn from fixed seeds.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { live, tellStory } from '../../server/demo/guest-story.ts';
import { createWorld } from '../../server/demo/world.ts';
import { dayOfIso } from '../../server/engine/calendar.ts';
import {
  beta,
  exponential,
  gamma,
  hash128,
  logNormal,
  normal,
  type Random,
  randomStream,
} from '../../server/engine/maths/random.ts';
import { type LoggedDay, type VisitLog, visitLog } from '../../server/engine/predictions/visit-log.ts';

export interface Specimen {
  readonly name: string;
  /** Everything, the hold-out included. */
  readonly log: VisitLog;
  /** The last known day. */
  readonly day: number;
  /** Days of the hold-out. */
  readonly horizonDays: number;
}

const shared = join(fileURLToPath(new URL('../..', import.meta.url)), '..', 'shared', 'data');

/** Packs days by guest; the id decides the hash. */
function logOf(guests: ReadonlyMap<string, ReadonlyMap<number, number>>): VisitLog {
  return visitLog(
    [...guests].map(([id, days]) => ({
      hash: hash128(id)[0],
      days: [...days]
        .sort(([a], [b]) => a - b)
        .map(([day, netMinor]): LoggedDay => ({ day, netMinor, paidVisits: netMinor > 0 ? 1 : 0 })),
    })),
  );
}

function csvLog(file: string, customerColumn: number, dateColumn: number, amountColumn: number): VisitLog | null {
  const path = join(shared, file);
  if (!existsSync(path)) return null;
  const guests = new Map<string, Map<number, number>>();
  for (const line of gunzipSync(readFileSync(path)).toString('utf8').trim().split('\n').slice(1)) {
    const cells = line.split(',');
    const id = cells[customerColumn] ?? '';
    const day = dayOfIso((cells[dateColumn] ?? '').slice(0, 10));
    if (id === '' || day === null) continue;
    const days = guests.get(id) ?? new Map<number, number>();
    guests.set(id, days);
    days.set(day, (days.get(day) ?? 0) + Math.round(100 * Number(cells[amountColumn])));
  }
  return logOf(guests);
}

export function cdnowLog(): VisitLog | null {
  return csvLog('cdnow/cdnow_sample.csv.gz', 0, 1, 3);
}

export function coffeeLog(): VisitLog | null {
  return csvLog('coffee/coffee_sales.csv.gz', 2, 1, 5);
}

function cuts(name: string, log: VisitLog | null, list: readonly (readonly [iso: string, horizonDays: number])[]): Specimen[] {
  if (log === null) return [];
  return list.map(([iso, horizonDays]) => ({
    name: `${name} ${iso} +${horizonDays}`,
    log,
    day: dayOfIso(iso) ?? 0,
    horizonDays,
  }));
}

/** The demo, lived on for half a year after the last known day. */
function demo(seed: number, customers: number, horizonDays: number): Specimen {
  const day = (dayOfIso('2026-06-30') ?? 0) - 90;
  const world = createWorld({ customers, seed, months: 24, untilDay: day, decimals: 2 });
  const guests = new Map<string, Map<number, number>>();
  for (let index = 0; index < customers; index += 1) {
    const story = tellStory(world, index);
    live(story, day + 1, Math.min(day + horizonDays, world.lastDay));
    const days = new Map<number, number>();
    for (const visit of story.diary.visits) {
      days.set(visit.day, (days.get(visit.day) ?? 0) + visit.totalMinor - visit.refundMinor);
    }
    if (days.size > 0) guests.set(story.guest.customerId, days);
  }
  return { name: `demo ${seed} +${horizonDays}`, log: logOf(guests), day, horizonDays };
}

/** A venue that is drawn. Weeks for rates and lives, days for the calendar. */
interface Venue {
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

function drawVenue(venue: Venue): Specimen {
  const end = venue.calibrationDays + venue.horizonDays;
  const guests = new Map<string, Map<number, number>>();
  for (let index = 0; index < venue.guests; index += 1) {
    const random = randomStream('zoo', venue.name, index);
    const start = Math.floor(venue.starts(random));
    const rate = venue.rate(random) / 7;
    const shape = venue.regularity(random);
    const gone = start + 7 * venue.life(random);
    const leaving = venue.leaving(random);
    const spend = logNormal(random, 2_000, 0.4);
    const days = new Map<number, number>();
    let [elapsed, gap] = [0, 0];
    for (let day = start; day < end && day <= gone; day += 1) {
      elapsed += day === start ? 0 : rate * (venue.season?.(day) ?? 1);
      if (elapsed < gap) continue;
      days.set(day, Math.round(spend * Math.exp(0.3 * normal(random))));
      elapsed = Math.max(0, elapsed - gap);
      gap = gamma(random, shape) / shape;
      if (random() < leaving) break;
    }
    if (days.size > 0) guests.set(`${venue.name}-${index}`, days);
  }
  return { name: venue.name, log: logOf(guests), day: venue.calibrationDays - 1, horizonDays: venue.horizonDays };
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

const venues: readonly Venue[] = [
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

export function publicSpecimens(): Specimen[] {
  return [
    ...cuts('cdnow', cdnowLog(), [
      ['1997-09-30', 273],
      ['1997-07-31', 90],
      ['1997-12-31', 180],
      ['1998-03-31', 90],
      ['1997-09-30', 90],
    ]),
    ...cuts('coffee', coffeeLog(), [
      ['2024-10-31', 90],
      ['2024-12-22', 90],
      ['2025-01-31', 50],
      ['2025-02-20', 30],
      ['2024-09-30', 174],
    ]),
  ];
}

export function* specimens(): Iterable<Specimen> {
  yield* publicSpecimens();
  for (const [seed, days] of [
    [7, 90],
    [11, 90],
    [5, 30],
  ] as const)
    yield demo(seed, 2000, days);
  for (const venue of venues) yield drawVenue(venue);
}
