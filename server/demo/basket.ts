import { chance, logNormal, poisson, type Random, randomStream, weightedIndex } from '../engine/maths/random.ts';
import type { ServiceType } from './archetype.ts';
import type { Habits } from './habits.ts';
import { type Course, type MenuItem, menu, priceBefore } from './menu.ts';
import { type Daypart, daypartNames } from './venue.ts';

export interface BasketLine {
  readonly item: MenuItem;
  readonly quantity: number;
  readonly unitPriceMinor: number;
}

/** What a guest's table orders at one visit. */
export interface Occasion {
  readonly daypart: Daypart;
  readonly service: ServiceType;
  /** Adults and children who eat; for a guest who pays alone: 1. */
  readonly adults: number;
  readonly children: number;
  /** Price rises since then. */
  readonly rises: number;
}

/** A dish or drink that the guest orders on this share of the visits on which it is served. */
export interface Favourite {
  readonly item: MenuItem;
  readonly strength: number;
  /** Share of all visits that have it, over the guest's dayparts. */
  readonly shareOfVisits: number;
}

/** A guest's tastes: favourites and how likely each item is against the others of its course. */
export interface Tastes {
  readonly favourites: readonly Favourite[];
  order(random: Random, occasion: Occasion): BasketLine[];
}

interface Choices {
  readonly items: readonly MenuItem[];
  readonly own: readonly number[];
  readonly ownTotal: number;
  readonly company: readonly number[];
  readonly companyTotal: number;
}

export function drawTastes(seed: number, index: number, habits: Habits): Tastes {
  const random = randomStream(seed, 'guest', index, 'tastes');
  const own = menu.map((item) => (eats(habits, item) ? item.popularity * logNormal(random, 1, 0.5) * thrift(habits, item) : 0));
  const company = menu.map((item) => (item.tariff === null ? item.popularity * thrift(habits, item) : 0));
  const choices = new Map<string, Choices>();
  const choicesOf = (course: Course, daypart: Daypart): Choices => {
    const key = `${course} ${daypart}`;
    const known = choices.get(key);
    if (known !== undefined) return known;
    const indexes = menu.flatMap((item, place) => (item.course === course && item.dayparts.includes(daypart) ? [place] : []));
    const [mine, theirs] = [indexes.map((place) => own[place] ?? 0), indexes.map((place) => company[place] ?? 0)];
    const made = {
      items: indexes.flatMap((place) => menu[place] ?? []),
      own: mine,
      ownTotal: added(mine),
      company: theirs,
      companyTotal: added(theirs),
    };
    choices.set(key, made);
    return made;
  };
  const favourites = drawFavourites(random, habits, own);
  return { favourites, order: (stream, occasion) => basket(stream, habits, favourites, choicesOf, occasion) };
}

function added(weights: readonly number[]): number {
  return weights.reduce((sum, weight) => sum + weight, 0);
}

function eats(habits: Habits, item: MenuItem): boolean {
  if (item.child) return true; // chosen for the children only
  if (item.tariff !== null && item.tariff !== tariffOf(habits)) return false;
  if (habits.glutenFree && !item.glutenFree) return false;
  if (item.course === 'ALCOHOL') return habits.drinksAlcohol;
  if (habits.diet === 'VEGAN') return item.diet === 'VEGAN';
  if (habits.diet === 'VEGETARIAN') return item.diet === 'VEGAN' || item.diet === 'VEGETARIAN';
  return habits.diet === 'ANY' || item.diet !== 'MEAT';
}

function tariffOf(habits: Habits): MenuItem['tariff'] {
  if (habits.lifeStage === 'STUDENT') return 'STUDENT';
  return habits.lifeStage === 'RETIREE' ? 'SENIOR' : null;
}

/** Who looks at prices orders less often what is dear; 15.00 is an ordinary main course. */
function thrift(habits: Habits, item: MenuItem): number {
  return Math.exp((-1.6 * habits.priceSensitivity * item.priceMinor) / 1500);
}

/** One or two favourites among what is served when the guest comes: something to eat or a drink. */
function drawFavourites(random: Random, habits: Habits, own: readonly number[]): Favourite[] {
  const served = menu.map((item) =>
    daypartNames.reduce(
      (sum, daypart, place) => sum + (item.dayparts.includes(daypart) ? (habits.daypartShares[place] ?? 0) : 0),
      0,
    ),
  );
  const pick = (courses: readonly Course[], strength: number): Favourite[] => {
    // Cubed: a favourite is nearly always something served at the guest's own hours.
    const weights = menu.map((item, place) =>
      courses.includes(item.course) ? (own[place] ?? 0) * (served[place] ?? 0) ** 3 : 0,
    );
    if (!weights.some((weight) => weight > 0)) return [];
    const place = weightedIndex(random, weights);
    const item = menu[place];
    return item === undefined ? [] : [{ item, strength, shareOfVisits: strength * (served[place] ?? 0) }];
  };
  const food = pick(['MAIN', 'BREAKFAST', 'PASTRY'], 0.5 + 0.35 * random());
  const drink = chance(random, 0.55) ? pick(['HOT', 'SOFT', 'ALCOHOL'], 0.5 + 0.35 * random()) : [];
  return [...food, ...drink].sort((a, b) => b.shareOfVisits - a.shareOfVisits);
}

/** Chance that somebody orders what was ordered before. */
const alike = 0.35;

/** Mean number of items of each course per adult, at the table. Takeaway and delivery leave most drinks at home. */
const meals: Readonly<Record<Daypart, readonly (readonly [Course, number])[]>> = {
  BREAKFAST: [
    ['BREAKFAST', 0.62],
    ['PASTRY', 0.42],
    ['HOT', 0.95],
    ['SOFT', 0.22],
  ],
  LUNCH: [
    ['MAIN', 1],
    ['STARTER', 0.1],
    ['SOFT', 0.45],
    ['HOT', 0.22],
    ['DESSERT', 0.08],
  ],
  AFTERNOON: [
    ['PASTRY', 0.72],
    ['HOT', 0.9],
    ['SNACK', 0.16],
    ['SOFT', 0.18],
    ['DESSERT', 0.06],
  ],
  DINNER: [
    ['MAIN', 1],
    ['STARTER', 0.2],
    ['SOFT', 0.45],
    ['ALCOHOL', 0.65],
    ['DESSERT', 0.24],
    ['HOT', 0.06],
    ['SNACK', 0.06],
  ],
  LATE: [
    ['ALCOHOL', 1.5],
    ['SNACK', 0.45],
    ['MAIN', 0.25],
    ['SOFT', 0.45],
  ],
};

function basket(
  random: Random,
  habits: Habits,
  favourites: readonly Favourite[],
  choicesOf: (course: Course, daypart: Daypart) => Choices,
  occasion: Occasion,
): BasketLine[] {
  const counts = new Map<MenuItem, number>();
  const add = (item: MenuItem | undefined) => {
    if (item !== undefined) counts.set(item, (counts.get(item) ?? 0) + 1);
  };
  const first = new Map<Course, MenuItem>();
  const pick = (course: Course, mine: boolean) => {
    const before = mine ? undefined : first.get(course);
    // "The same for me, please."
    if (before !== undefined && chance(random, alike)) return add(before);
    const { items, own, ownTotal, company, companyTotal } = choicesOf(course, occasion.daypart);
    const item = mine
      ? ownTotal > 0
        ? items[weightedIndex(random, own, ownTotal)]
        : undefined
      : companyTotal > 0
        ? items[weightedIndex(random, company, companyTotal)]
        : undefined;
    if (item !== undefined && item.tariff === null) first.set(course, item);
    add(item);
  };
  const settled = favourites.filter(({ item, strength }) => {
    const had = chance(random, strength);
    return had && item.dayparts.includes(occasion.daypart) && atHome(item.course, occasion.service) > 0;
  });
  for (const { item } of settled) add(item);
  for (let adult = 0; adult < occasion.adults; adult += 1) {
    for (const [course, mean] of meals[occasion.daypart]) {
      if (adult === 0 && settled.some(({ item }) => sameNeed(item.course, course))) continue;
      for (let count = portions(random, mean * atHome(course, occasion.service), habits, course); count > 0; count -= 1)
        pick(course, adult === 0);
    }
  }
  for (let child = 0; child < occasion.children; child += 1) {
    pick('KIDS', false);
    if (chance(random, 0.5)) pick(chance(random, 0.6) ? 'KIDS_SWEET' : 'SOFT', false);
  }
  if (counts.size === 0) pick(occasion.daypart === 'BREAKFAST' || occasion.daypart === 'AFTERNOON' ? 'HOT' : 'SNACK', true);
  if (counts.size === 0) pick('SOFT', true); // nothing else fits the guest's diet
  return [...counts].map(([item, quantity]) => ({
    item,
    quantity,
    unitPriceMinor: priceBefore(item.priceMinor, occasion.rises),
  }));
}

/** A main course is ordered once; drinks may be ordered twice. Without alcohol there is another soft drink. */
function portions(random: Random, mean: number, habits: Habits, course: Course): number {
  if (course === 'ALCOHOL' && !habits.drinksAlcohol) return 0;
  if (course === 'ALCOHOL') return Math.min(poisson(random, mean), 4);
  const more = course === 'SOFT' && !habits.drinksAlcohol ? 1.4 : 1;
  return chance(random, Math.min(mean * more, 1)) ? 1 : 0;
}

/** The favourite takes the place of what would have been chosen for the same need. */
function sameNeed(favourite: Course, course: Course): boolean {
  const meal: readonly Course[] = ['MAIN', 'BREAKFAST', 'PASTRY'];
  return favourite === course || (meal.includes(favourite) && meal.includes(course));
}

function atHome(course: Course, service: ServiceType): number {
  if (service === 'DINE_IN') return 1;
  if (course === 'HOT') return service === 'TAKEAWAY' ? 0.9 : 0;
  if (course === 'ALCOHOL') return 0; // sold by the glass
  return course === 'SOFT' || course === 'DESSERT' ? 0.35 : 1;
}
