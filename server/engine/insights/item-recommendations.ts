/** What a guest may like: items that others order together with what the guest orders, and that the guest has not had lately. */
import { dayOfIso } from '../calendar.ts';
import type { ScoringConfig } from '../config.ts';
import { derivation } from '../derivation.ts';
import { type Evidence, evidence } from '../evidence.ts';
import type { ItemHistory, ItemLine } from '../facts.ts';
import { type InsufficientData, insufficient } from '../insufficient.ts';
import type { ItemPair, ItemPairs, SoldItem } from '../learned-facts.ts';
import { sum } from '../maths/statistics.ts';
import { isUnderAge } from '../profile/age.ts';

export interface ItemName {
  readonly menuItemId: string;
  readonly name: string;
}

export interface ItemRecommendation {
  readonly item: ItemName;
  readonly category: string | null;
  /** Against the first of the reasons, as the next three. */
  readonly lift: number;
  readonly liftLower: number;
  /** Bills with both. */
  readonly support: number;
  /** Share of the bills with the reason that also have the item, 0 to 1. */
  readonly confidence: number;
  /** The guest's own items, the strongest first. */
  readonly because: readonly ItemName[];
  readonly evidence: readonly Evidence[];
}

export interface ItemRecommendations {
  readonly items: readonly ItemRecommendation[];
  readonly insufficientData: InsufficientData | null;
}

/** An item that the guest orders again and again. */
interface OwnItem {
  readonly visits: number;
  /** Weighted share of the guest's visits with items, 0 to 1. */
  readonly share: number;
}

/** What one own item says for another. */
interface Reason {
  readonly own: SoldItem;
  readonly visits: number;
  readonly pair: ItemPair;
  readonly strength: number;
}

function ownItems(lines: readonly ItemLine[], day: number, { recommendations }: ScoringConfig): Map<string, OwnItem> {
  const { halfLifeDays, ownVisits } = recommendations;
  const weightOf = (visitDay: number) => 2 ** (-(day - visitDay) / halfLifeDays);
  const visitDays = new Map(lines.map((line) => [line.visitId, line.day]));
  const weights = sum([...visitDays.values()].map(weightOf));
  const own = new Map<string, { visits: number; weight: number }>();
  for (const line of lines) {
    const known = own.get(line.menuItemId) ?? { visits: 0, weight: 0 };
    own.set(line.menuItemId, { visits: known.visits + 1, weight: known.weight + weightOf(line.day) });
  }
  return new Map(
    [...own]
      .filter(([, { visits }]) => visits >= ownVisits)
      .map(([id, { visits, weight }]) => [id, { visits, share: Math.min(1, weight / weights) }]),
  );
}

/** A dish for children only for who orders such dishes; nothing with a tariff, which not everybody may have. */
function suits({ childItem, name }: SoldItem, hasChildren: boolean, { lifeStage }: ScoringConfig): boolean {
  const tariffs = `${lifeStage.studentWords} ${lifeStage.seniorWords}`.split(' ');
  const words = name.toLowerCase();
  return (childItem !== true || hasChildren) && !tariffs.some((tariff) => words.includes(tariff));
}

function named({ menuItemId, name }: SoldItem): ItemName {
  return { menuItemId, name };
}

function recommendationOf(item: SoldItem, reasons: readonly Reason[], bills: number): ItemRecommendation | null {
  const [best] = reasons;
  if (best === undefined) return null;
  const { own, pair, visits } = best;
  return {
    item: named(item),
    category: item.category,
    lift: (pair.bills * bills) / (own.bills * item.bills),
    liftLower: pair.liftLower,
    support: pair.bills,
    confidence: pair.bills / own.bills,
    because: reasons.map((reason) => named(reason.own)),
    evidence: [
      evidence(`the guest's visits with ${own.name}`, visits, 'visits'),
      evidence(`bills with ${own.name}`, own.bills, 'bills'),
      evidence(`bills with ${item.name}`, item.bills, 'bills'),
      evidence('bills with both', pair.bills, 'bills'),
      evidence('guests who had both', pair.guests, 'guests'),
      evidence('bills looked at', bills, 'bills'),
    ],
  };
}

function reasonsByItem(own: ReadonlyMap<string, OwnItem>, { items, pairs }: ItemPairs): Map<SoldItem, Reason[]> {
  const reasons = new Map<SoldItem, Reason[]>();
  const add = (owned: SoldItem | undefined, other: SoldItem | undefined, pair: ItemPair) => {
    const known = owned === undefined ? undefined : own.get(owned.menuItemId);
    if (owned === undefined || other === undefined || known === undefined) return;
    const list = reasons.get(other) ?? [];
    list.push({ own: owned, visits: known.visits, pair, strength: known.share * Math.log(pair.liftLower) });
    reasons.set(other, list);
  };
  for (const pair of pairs) {
    const [first, second] = [items[pair.first], items[pair.second]];
    add(first, second, pair);
    add(second, first, pair);
  }
  return reasons;
}

function stronger(a: Reason, b: Reason): number {
  return b.strength - a.strength || (a.own.menuItemId < b.own.menuItemId ? -1 : 1);
}

/** The items that speak most for themselves: share of the guest's visits × logarithm of the lift's lower bound, over the own items. */
export function recommendedItems(
  { lines }: ItemHistory,
  known: ItemPairs,
  { day, weekDay }: { readonly day: number; readonly weekDay: number },
  config: ScoringConfig,
): ItemRecommendation[] {
  const { ownDays, latelyDays, offMenuDays, reasons: mostReasons, listed, listedOfCategory } = config.recommendations;
  const recent = lines.filter((line) => line.day > day - ownDays);
  const lately = new Set(recent.filter((line) => line.day > day - latelyDays).map(({ menuItemId }) => menuItemId));
  const taken = new Map<string, number>();
  const isChoice = ({ category }: SoldItem): boolean => {
    if (category === null) return true;
    taken.set(category, (taken.get(category) ?? 0) + 1);
    return (taken.get(category) ?? 0) <= listedOfCategory;
  };
  const hasChildren = recent.some(({ childItem }) => childItem === true);
  return [...reasonsByItem(ownItems(recent, day, config), known)]
    .filter(([item]) => !lately.has(item.menuItemId) && item.lastDay >= weekDay - offMenuDays)
    .filter(([item]) => suits(item, hasChildren, config))
    .map(([item, all]) => ({ item, strength: sum(all.map(({ strength }) => strength)), reasons: all.sort(stronger) }))
    .sort((a, b) => b.strength - a.strength || (a.item.menuItemId < b.item.menuItemId ? -1 : 1))
    .filter(({ item }) => isChoice(item))
    .slice(0, listed)
    .flatMap(({ item, reasons }) => recommendationOf(item, reasons.slice(0, mostReasons), known.bills) ?? []);
}

/** Why nothing can be recommended; null when there is enough to judge by. */
function lackOf({ lines }: ItemHistory, bills: number, day: number, { recommendations }: ScoringConfig): InsufficientData | null {
  const { ownDays, visitsNeeded, billsNeeded } = recommendations;
  const visits = new Set(lines.filter((line) => line.day > day - ownDays).map(({ visitId }) => visitId)).size;
  if (visits < visitsNeeded) {
    const message = `Recommendations need ${visitsNeeded} visits with items within ${ownDays} days; there are ${visits}.`;
    return insufficient(lines.length === 0 ? 'NO_ITEMS' : 'TOO_FEW_VISITS', message, visits, visitsNeeded);
  }
  if (bills >= billsNeeded) return null;
  const message = `Recommendations need ${billsNeeded} bills with items of the venue within a year; there are ${bills}.`;
  return insufficient('TOO_FEW_VISITS', message, bills, billsNeeded);
}

export const itemRecommendations = derivation(
  ['items', 'identity', 'population'],
  ({ items, identity, population }, { day, config }): ItemRecommendations => {
    if (isUnderAge(identity.birthDay, day)) {
      return { items: [], insufficientData: insufficient('UNDER_AGE', 'Nobody under 18 is advertised to.', 0, 1) };
    }
    const { itemPairs } = population;
    const lack = lackOf(items, itemPairs.bills, day, config);
    if (lack !== null) return { items: [], insufficientData: lack };
    return {
      items: recommendedItems(items, itemPairs, { day, weekDay: dayOfIso(population.week) ?? day }, config),
      insufficientData: null,
    };
  },
);
