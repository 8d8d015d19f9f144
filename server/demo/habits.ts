import {
  beta,
  chance,
  choice,
  exponential,
  gamma,
  logNormal,
  normal,
  type Random,
  randomStream,
  uniform,
  weightedIndex,
  wholeNumber,
} from '../engine/maths/random.ts';
import type { Archetype, LifeStage } from './archetype.ts';
import { archetypes } from './archetypes.ts';
import { type Phase, phaseFactor, phasesOf } from './phases.ts';
import { daypartNames, demoLocations, houseDayMix, houseDaypartMix, servedMinutes, usualMinutes, weekdayOf } from './venue.ts';
import type { World } from './world.ts';

/** The hidden truth about one guest: what the demo knows and the product must find out. */
export interface Habits {
  readonly archetype: Archetype;
  /** The location most visits go to. */
  readonly home: number;
  readonly lifeStage: LifeStage;
  readonly age: number;
  /** Day of the first visit; null: registered but never came. */
  readonly firstDay: number | null;
  /** Visits per week in a phase of factor 1. */
  readonly visitsPerWeek: number;
  readonly phases: readonly Phase[];
  /** The last day on which a fading guest may come; Infinity: the guest does not fade. */
  readonly fadesUntil: number;
  /** Shape of the gamma gaps: 1 random, 10 clockwork. */
  readonly regularity: number;
  readonly onlyOnce: boolean;
  /** Chance to leave for good, per week. */
  readonly leavesPerWeek: number;
  /** Share of visits by weekday (Monday first) and by daypart; each adds up to 1. */
  readonly dayShares: readonly number[];
  readonly daypartShares: readonly number[];
  /** Index of the favourite; null: none. */
  readonly favouriteDay: number | null;
  readonly favouriteDaypart: number | null;
  /** Usual minute after midnight by daypart, and its standard deviation in minutes. */
  readonly usualMinute: readonly number[];
  readonly minuteSpread: number;
  readonly priceSensitivity: number;
  readonly joinsLoyalty: boolean;
  /** Chance to redeem when there are points enough. */
  readonly redeems: number;
  readonly openness: number;
  /** True uplift of the visit rate after an offer that was seen. */
  readonly offerUplift: number;
  /** Mean satisfaction, 0 to 1. */
  readonly satisfaction: number;
  readonly children: number;
  readonly drinksAlcohol: boolean;
  readonly diet: 'ANY' | 'PESCATARIAN' | 'VEGETARIAN' | 'VEGAN';
  readonly glutenFree: boolean;
  readonly seat: 'INDOOR' | 'WINDOW' | 'BAR' | 'TERRACE';
}

/** Share of guests who registered online and never came. */
const neverCame = 0.008;

/** Draws guest number `index`: its own stream, so that it is the same whatever the number of guests. */
export function drawHabits(world: World, index: number): Habits {
  const random = randomStream(world.options.seed, 'guest', index, 'habits');
  const archetype = archetypes[weightedIndex(random, shares)] ?? choice(random, archetypes);
  const home = weightedIndex(random, archetype.locations);
  const visitsPerWeek = logNormal(random, archetype.visitsPerWeek, archetype.rateSpread);
  const when = drawWhen(random, archetype, home);
  const { firstDay, phases } = drawCourse(random, world, archetype, visitsPerWeek, when.dayShares);
  const lifeStage =
    archetype.lifeStages[
      weightedIndex(
        random,
        archetype.lifeStages.map(([, weight]) => weight),
      )
    ]?.[0] ?? 'PROFESSIONAL';
  return {
    archetype,
    home,
    lifeStage,
    age: drawAge(random, archetype, lifeStage),
    firstDay: chance(random, neverCame) ? null : firstDay,
    visitsPerWeek,
    phases,
    fadesUntil: archetype.course === 'LAPSING' ? (phases.at(-1)?.fromDay ?? world.lastDay) - 1 : Number.POSITIVE_INFINITY,
    regularity: uniform(random, archetype.regularity[0], archetype.regularity[1]),
    onlyOnce: chance(random, archetype.onlyOnce),
    leavesPerWeek: (archetype.leavesPerWeek * gamma(random, 1.5)) / 1.5,
    ...when,
    ...drawTastes(random, archetype, lifeStage),
  };
}

const shares = archetypes.map((archetype) => archetype.share);

function drawAge(random: Random, archetype: Archetype, lifeStage: LifeStage): number {
  const [low, high] = archetype.ages;
  if (lifeStage === 'STUDENT') return wholeNumber(random, Math.max(low, 18), Math.min(high, 27));
  if (lifeStage === 'RETIREE') return wholeNumber(random, Math.max(low, 64), Math.max(high, 78));
  if (lifeStage === 'FAMILY') return wholeNumber(random, Math.max(low, 29), Math.min(high, 48));
  return wholeNumber(random, Math.max(low, 23), Math.min(high, 64));
}

/** First day and phases. The first visit falls on an open day of the guest's own kind, in a phase in which the guest comes at all. */
function drawCourse(random: Random, world: World, archetype: Archetype, visitsPerWeek: number, dayShares: readonly number[]) {
  const span = world.untilDay - world.startDay;
  // Fading and pausing need a past in which they were regulars.
  const latest = Math.floor(span * (archetype.course === 'LAPSING' ? 0.6 : archetype.course === 'RETURNING' ? 0.35 : 1));
  const since = chance(random, archetype.established)
    ? Math.min(exponential(random, 6 + 7 / visitsPerWeek), latest)
    : random() * latest;
  const joinDay = world.startDay + Math.floor(since);
  const phases = phasesOf(random, archetype.course, world.startDay, world.lastDay, joinDay);
  const most = Math.max(...dayShares) * 1.4;
  for (let day = joinDay; day <= world.untilDay; day += 1) {
    const likely = (phaseFactor(phases, day) * world.houseFactor(day) * (dayShares[weekdayOf(day)] ?? 0)) / most;
    if (random() < likely) return { firstDay: day, phases };
  }
  let day = joinDay; // at the very end of the data no such day is left: the nearest open one before
  while (world.houseFactor(day) === 0 && day > world.startDay) day -= 1;
  return { firstDay: day, phases };
}

function drawWhen(random: Random, archetype: Archetype, home: number) {
  const favouriteDay = chance(random, archetype.favouriteDay) ? weightedIndex(random, archetype.favouriteDays) : null;
  const favouriteDaypart = chance(random, archetype.favouriteDaypart) ? weightedIndex(random, archetype.favouriteDayparts) : null;
  const location = demoLocations[home];
  const open = daypartNames.map((daypart) => (location !== undefined && servedMinutes(location, 4, daypart) !== null ? 1 : 0));
  const dayShares = shareOut(houseDayMix, archetype.dayTilt, favouriteDay, uniform(random, 0.45, 0.8));
  const tilt = archetype.daypartTilt.map((weight, index) => weight * (open[index] ?? 0));
  const daypartShares = shareOut(houseDaypartMix, tilt, favouriteDaypart, uniform(random, 0.65, 0.95));
  return {
    favouriteDay,
    favouriteDaypart,
    dayShares,
    daypartShares,
    usualMinute: daypartNames.map(
      (daypart) =>
        uniform(random, usualMinutes[daypart][0], usualMinutes[daypart][1]) -
        (archetype.id === 'FAMILY' && daypart === 'DINNER' ? 45 : 0),
    ),
    minuteSpread: uniform(random, 8, 35),
  };
}

/** The house's mix, tilted; a favourite takes `strength` of the whole and the rest is shared. */
function shareOut(
  mix: readonly number[],
  tilt: readonly number[],
  favourite: number | null,
  strength: number,
): readonly number[] {
  const weights = mix.map((share, index) => share * (tilt[index] ?? 1));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const taken = favourite === null ? 0 : strength;
  return weights.map((weight, index) => (index === favourite ? taken : 0) + ((1 - taken) * weight) / total);
}

function drawTastes(random: Random, archetype: Archetype, lifeStage: LifeStage) {
  const sensitivity = archetype.priceSensitivity;
  return {
    priceSensitivity: beta(random, 1 + 6 * sensitivity, 1 + 6 * (1 - sensitivity)),
    joinsLoyalty: chance(random, archetype.joins),
    redeems: beta(random, 1.2, 1.8),
    openness: beta(random, 5 * archetype.openness, 5 * (1 - archetype.openness)),
    offerUplift: archetype.offerUplift * gamma(random, 2) * 0.5,
    satisfaction: beta(random, 11, 3.2),
    children: lifeStage === 'FAMILY' ? 1 + weightedIndex(random, [3, 4, 1]) : 0,
    drinksAlcohol: chance(random, 0.72),
    diet: (['ANY', 'PESCATARIAN', 'VEGETARIAN', 'VEGAN'] as const)[weightedIndex(random, [84, 3, 9, 4])] ?? 'ANY',
    glutenFree: chance(random, 0.015),
    seat: (['INDOOR', 'WINDOW', 'BAR', 'TERRACE'] as const)[weightedIndex(random, [5, 2, 1, 2])] ?? 'INDOOR',
  } as const;
}

/** The minute after midnight at which a visit begins: near the guest's usual time, within the minutes served. */
export function visitMinute(random: Random, habits: Habits, daypart: number, served: readonly [number, number]): number {
  const usual = habits.usualMinute[daypart] ?? served[0];
  const minute = usual + habits.minuteSpread * normal(random);
  const [from, to] = served;
  // Outside the served minutes the guest takes any time within them: clamping would pile guests up at the door.
  return minute >= from && minute < to ? minute : uniform(random, Math.max(from, Math.min(usual - 30, to - 20)), to);
}
