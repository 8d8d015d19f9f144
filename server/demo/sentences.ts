import { chance, choice, type Random } from '../engine/maths/random.ts';
import type { ServiceType } from './archetype.ts';
import type { MenuItem } from './menu.ts';
import { bad, closings, good, mild, type Topic } from './phrases.ts';
import type { Daypart } from './venue.ts';

/** What a comment can speak of. */
export interface Experience {
  /** 1 to 5: the comment says nothing that this would contradict. */
  readonly rating: number;
  readonly service: ServiceType;
  readonly daypart: Daypart;
  readonly partySize: number;
  readonly items: readonly MenuItem[];
  readonly discounted: boolean;
  /** Visits before this one. */
  readonly earlierVisits: number;
  readonly locationName: string;
}

/** A comment of one to four sentences that fits the rating and what was on the table. */
export function comment(random: Random, experience: Experience): string {
  const topics = shuffled(random, topicsOf(experience));
  const [first = 'SERVICE', second = 'FOOD', third = 'SERVICE'] = topics;
  const say = (phrases: Readonly<Record<Topic, readonly string[]>>, topic: Topic) =>
    filled(random, choice(random, usable(phrases[topic], experience)), topic, experience);
  const close = (share: number) =>
    chance(random, share)
      ? [filled(random, choice(random, usable(closings[experience.rating - 1] ?? [], experience)), 'SERVICE', experience)]
      : [];
  if (experience.rating >= 5)
    return joined([say(good, first), ...(chance(random, 0.55) ? [say(good, second)] : []), ...close(0.5)]);
  if (experience.rating === 4)
    return joined([
      say(good, first),
      ...(chance(random, 0.4)
        ? [`Just one thing: ${lowered(filled(random, choice(random, mild[experience.service]), 'SERVICE', experience))}`]
        : []),
      ...close(0.35),
    ]);
  if (experience.rating === 3)
    return joined([`${say(good, first).replace(/[.!]$/, '')}, but ${lowered(say(bad, second))}`, ...close(0.4)]);
  if (experience.rating === 2)
    return joined([say(bad, first), ...(chance(random, 0.5) ? [say(bad, second)] : []), ...close(0.5)]);
  return joined([say(bad, first), say(bad, second), ...(chance(random, 0.3) ? [say(bad, third)] : []), ...close(0.7)]);
}

function topicsOf(experience: Experience): Topic[] {
  const { service, items } = experience;
  const food: Topic[] = items.some((item) => kindOf(item) === 'DISH') ? ['DISH'] : [];
  const sweet: Topic[] = items.some((item) => kindOf(item) === 'SWEET') ? ['SWEET'] : [];
  const coffee: Topic[] = items.some((item) => kindOf(item) === 'COFFEE') && service !== 'DELIVERY' ? ['COFFEE'] : [];
  const drinks: Topic[] = items.some((item) => kindOf(item) === 'DRINK') && service === 'DINE_IN' ? ['DRINK'] : [];
  const around: Topic[] =
    service === 'DINE_IN'
      ? ['SERVICE', 'WAIT', 'PLACE', 'PRICE']
      : service === 'DELIVERY'
        ? ['DELIVERY', 'PACKING', 'PRICE']
        : ['COUNTER', 'PRICE'];
  const children: Topic[] = items.some((item) => item.child) && service === 'DINE_IN' ? ['CHILDREN'] : [];
  const other: Topic[] = food.length + sweet.length + coffee.length + drinks.length === 0 ? ['FOOD'] : [];
  return [...food, ...sweet, ...coffee, ...drinks, ...around, ...children, ...other];
}

const coffees = ['espresso', 'flat-white', 'cappuccino', 'oat-latte', 'filter-coffee'];

function kindOf(item: MenuItem): 'DISH' | 'SWEET' | 'COFFEE' | 'TEA' | 'DRINK' {
  if (item.course === 'HOT') return coffees.includes(item.menuItemId) ? 'COFFEE' : 'TEA';
  if (item.course === 'SOFT' || item.course === 'ALCOHOL') return 'DRINK';
  return item.course === 'PASTRY' || item.course === 'DESSERT' || item.course === 'KIDS_SWEET' ? 'SWEET' : 'DISH';
}

/** Phrases that begin with `~` are for guests who have been there before, `%` for those who got a discount. */
function usable(phrases: readonly string[], experience: Experience): string[] {
  return phrases.flatMap((phrase) => {
    if (phrase.startsWith('~')) return experience.earlierVisits >= 4 ? [phrase.slice(1)] : [];
    if (phrase.startsWith('%')) return experience.discounted ? [phrase.slice(1)] : [];
    return [phrase];
  });
}

function filled(random: Random, phrase: string, topic: Topic, experience: Experience): string {
  const fitting = experience.items.filter((item) => kindOf(item) === topic);
  const item = fitting.length > 0 ? choice(random, fitting) : undefined;
  const plural =
    item !== undefined && /^(Eggs|Fries|Nachos|.*Pancakes|.*Olives|.*Prawns|.*Fingers|Fish and Chips|.*Frites)/.test(item.name);
  const meal = { BREAKFAST: 'breakfast', LUNCH: 'lunch', AFTERNOON: 'afternoon', DINNER: 'evening', LATE: 'night' }[
    experience.daypart
  ];
  const sentence = phrase
    .replaceAll('{item}', item === undefined ? 'food' : spoken(item.name))
    .replaceAll('{was}', plural ? 'were' : 'was')
    .replaceAll('{were}', plural ? 'were' : 'was')
    .replaceAll('{it}', plural ? 'they' : 'it')
    .replaceAll('{meal}', meal)
    .replaceAll('{house}', experience.locationName)
    .replaceAll('{us}', experience.partySize > 1 ? 'us' : 'me')
    .replaceAll('{we}', experience.partySize > 1 ? 'we' : 'I')
    .replaceAll('{our}', experience.partySize > 1 ? 'our' : 'my');
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}`;
}

/** The card says "Glass of Riesling", a guest says "Riesling". */
function spoken(name: string): string {
  return name.replace(/^(Glass|Pot) of /, '').replace(/(, Pint| 0\.4 l)$/, '');
}

function lowered(sentence: string): string {
  return /^I\b/.test(sentence) ? sentence : `${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`;
}

function joined(sentences: readonly string[]): string {
  return sentences.join(' ');
}

function shuffled<Item>(random: Random, items: readonly Item[]): Item[] {
  const left = [...items];
  const mixed: Item[] = [];
  while (left.length > 0) mixed.push(...left.splice(Math.floor(random() * left.length), 1));
  return mixed;
}
