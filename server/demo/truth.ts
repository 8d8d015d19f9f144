import { isoDay } from '../engine/calendar.ts';
import { randomStream } from '../engine/maths/random.ts';
import { live, type Story, tellStory } from './guest-story.ts';
import { armOf, interventions } from './interventions.ts';
import { forkJourney, passDay } from './journey.ts';
import { daypartNames, demoLocations, weekdayNames } from './venue.ts';
import { futureDays, type World } from './world.ts';

/**
 * What the demo knows of a guest and the data do not say. Written only when asked for, never loaded: tests judge the product's
 * insights and predictions by it. Visits are counted as visit days.
 */
export interface Truth {
  readonly customerId: string;
  readonly archetype: string;
  readonly lifeStage: string;
  readonly age: number;
  readonly homeLocationId: string;
  /** Null: registered but never came. */
  readonly firstDay: string | null;
  readonly aliveAtUntil: boolean;
  /** The last day on which the guest may come; null: later than 90 days after the end of the data. */
  readonly aliveUntil: string | null;
  /** True mean visits per week from each day on, seasons of the house and campaigns aside. */
  readonly periods: readonly { readonly from: string; readonly visitsPerWeek: number }[];
  /** Shape of the gamma gaps: 1 random, 10 clockwork. */
  readonly regularity: number;
  readonly preferredDay: string | null;
  readonly preferredDaypart: string | null;
  readonly dayShares: Readonly<Record<string, number>>;
  readonly daypartShares: Readonly<Record<string, number>>;
  /** The strongest first, with its share of all visits. */
  readonly favouriteItems: readonly { readonly menuItemId: string; readonly shareOfVisits: number }[];
  /** Mean total of a visit (minor units) over all visits drawn, future ones included; null: no visit. */
  readonly meanSpendMinor: number | null;
  readonly priceSensitivity: number;
  readonly campaignOpenness: number;
  /** Uplift of the visit rate after an offer that was seen (0.3 = +30 %). */
  readonly offerUplift: number;
  readonly interventions: readonly { readonly action: string; readonly arm: string; readonly uplift: number }[];
  readonly meanSatisfaction: number;
  /** Means over continuations of this guest from its true standing at the end of the data. */
  readonly expectedVisits30: number;
  readonly expectedVisits90: number;
  readonly returnProbability30: number;
  readonly returnProbability90: number;
  /** What really happened after the end of the data: one continuation, drawn with the same process. */
  readonly actualVisits30: number;
  readonly actualVisits90: number;
  /** Day of the next visit; null: none within 90 days. */
  readonly nextVisitDay: string | null;
  readonly actualSpend90Minor: number;
}

/** Continuations per guest: the standard error of an expectation of ten visits is about 0.2. */
const continuations = 100;

/** Days of silence after which nothing more is done about a guest: who has left by then stays away. */
const longestWait = 45;

/** One truth per guest, in the order of the guests. */
export function* truths(world: World): Iterable<Truth> {
  for (let index = 0; index < world.options.customers; index += 1) yield truthOf(world, index);
}

export function truthOf(world: World, index: number): Truth {
  const story = tellStory(world, index);
  const { guest, diary, journey } = story;
  const expected = expectations(story, world);
  const aliveAtUntil = guest.habits.firstDay !== null && journey.leavesOn > world.untilDay;
  const known = diary.visits.length;
  live(story, world.untilDay + 1, world.lastDay);
  const spent = diary.visits.map((visit) => visit.totalMinor - visit.refundMinor);
  const later = diary.visits.slice(known);
  return {
    customerId: guest.customerId,
    ...habitsOf(story, world),
    aliveAtUntil,
    aliveUntil: journey.leavesOn > world.lastDay ? null : isoDay(journey.leavesOn),
    meanSpendMinor: spent.length === 0 ? null : Math.round(spent.reduce((sum, minor) => sum + minor, 0) / spent.length),
    ...expected,
    actualVisits30: later.filter((visit) => visit.day <= world.untilDay + 30).length,
    actualVisits90: later.length,
    nextVisitDay: later[0] === undefined ? null : isoDay(later[0].day),
    actualSpend90Minor: spent.slice(known).reduce((sum, minor) => sum + minor, 0),
  };
}

function habitsOf({ guest, diary }: Story, world: World) {
  const { habits } = guest;
  const rounded = (value: number) => Math.round(value * 10_000) / 10_000;
  const shares = (names: readonly string[], values: readonly number[]) =>
    Object.fromEntries(names.map((name, index) => [name, rounded(values[index] ?? 0)]));
  const firstDay = habits.firstDay;
  const inForce = habits.phases.filter(
    (phase, index) => phase.fromDay <= world.lastDay && (habits.phases[index + 1]?.fromDay ?? world.lastDay) > (firstDay ?? 0),
  );
  return {
    archetype: habits.archetype.id,
    lifeStage: habits.lifeStage,
    age: habits.age,
    homeLocationId: demoLocations[habits.home]?.locationId ?? '',
    firstDay: firstDay === null ? null : isoDay(firstDay),
    periods:
      firstDay === null
        ? []
        : inForce.map(({ fromDay, factor }) => ({
            from: isoDay(Math.max(fromDay, firstDay)),
            visitsPerWeek: rounded(habits.visitsPerWeek * factor),
          })),
    regularity: rounded(habits.regularity),
    preferredDay: habits.favouriteDay === null ? null : (weekdayNames[habits.favouriteDay] ?? null),
    preferredDaypart: habits.favouriteDaypart === null ? null : (daypartNames[habits.favouriteDaypart] ?? null),
    dayShares: shares(weekdayNames, habits.dayShares),
    daypartShares: shares(daypartNames, habits.daypartShares),
    favouriteItems: diary.tastes.favourites.map(({ item, shareOfVisits }) => ({
      menuItemId: item.menuItemId,
      shareOfVisits: rounded(shareOfVisits),
    })),
    priceSensitivity: rounded(habits.priceSensitivity),
    campaignOpenness: rounded(habits.openness),
    offerUplift: rounded(habits.offerUplift),
    interventions: interventions.map(({ action, uplift }) => ({ action, arm: armOf(guest.customerId, action), uplift })),
    meanSatisfaction: rounded(habits.satisfaction),
  };
}

/** Continues the guest many times from its standing at the end of the data. */
function expectations({ guest, journey }: Story, world: World) {
  const random = randomStream(world.options.seed, 'guest', guest.index, 'continuations');
  const gone = journey.leavesOn <= world.untilDay && world.untilDay - (journey.lastVisitDay ?? 0) > longestWait;
  if (gone) return { expectedVisits30: 0, expectedVisits90: 0, returnProbability30: 0, returnProbability90: 0 };
  const sums = { visits30: 0, visits90: 0, returns30: 0, returns90: 0 };
  for (let round = 0; round < continuations; round += 1) {
    const fork = forkJourney(journey, guest, world.untilDay, random);
    let [in30, in90] = [0, 0];
    for (let day = world.untilDay + 1; day <= world.untilDay + futureDays; day += 1) {
      if (!passDay(guest, fork, day, random, null)) continue;
      in90 += 1;
      if (day <= world.untilDay + 30) in30 += 1;
    }
    sums.visits30 += in30;
    sums.visits90 += in90;
    sums.returns30 += Math.min(in30, 1);
    sums.returns90 += Math.min(in90, 1);
  }
  return {
    expectedVisits30: sums.visits30 / continuations,
    expectedVisits90: sums.visits90 / continuations,
    returnProbability30: sums.returns30 / continuations,
    returnProbability90: sums.returns90 / continuations,
  };
}
