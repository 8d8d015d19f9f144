import type { BareFacts, BareItems, BareVisit, ItemTotal } from '../bare-visits.ts';
import type { ScoringConfig } from '../config.ts';
import type { ItemLine } from '../facts.ts';
import { pointsOf } from '../loyalty.ts';

export interface Consistency {
  /** 0 to 100: kept among the checked rules; null: nothing to check. */
  readonly score: number | null;
  /** In words for people. */
  readonly broken: readonly string[];
}

/** A rule and how it fared; `cases` 0: not checked. */
interface Rule {
  readonly says: string;
  readonly cases: number;
  readonly violations: number;
}

/** @param kept null: not checked. */
function single(says: string, kept: boolean | null): Rule {
  return { says, cases: kept === null ? 0 : 1, violations: kept === false ? 1 : 0 };
}

function totalsRule(visits: readonly BareVisit[]): Rule {
  let [cases, violations] = [0, 0];
  for (const { grossMinor, discountMinor, totalMinor } of visits) {
    if (grossMinor === null || discountMinor === null || totalMinor === null) continue;
    cases += 1;
    if (Math.abs(grossMinor - discountMinor - totalMinor) > 1) violations += 1;
  }
  return { says: 'Gross less discount is the total.', cases, violations };
}

function totalsOf(lines: readonly ItemLine[]): BareItems['totals'] {
  const totals = new Map<string, ItemTotal | null>();
  for (const { visitId, spentMinor } of lines) {
    const total = totals.get(visitId);
    if (total === null || spentMinor === null) totals.set(visitId, null);
    else totals.set(visitId, { minor: (total?.minor ?? 0) + spentMinor, lines: (total?.lines ?? 0) + 1 });
  }
  return totals;
}

/** Up to the rounding of a till: a share of the total, at least one minor unit per line. */
function matches({ minor, lines }: ItemTotal, totalMinor: number, grossMinor: number | null, roundingShare: number): boolean {
  const most = Math.max(lines, roundingShare * totalMinor);
  // A discount on the whole bill is on no line: the lines then add up to the gross.
  return Math.abs(minor - totalMinor) <= most || (grossMinor !== null && Math.abs(minor - grossMinor) <= most);
}

function itemsRule(visits: readonly BareVisit[], items: BareFacts['items'], roundingShare: number): Rule {
  const says = 'The items of a visit add up to its total.';
  const totals = 'totals' in items ? items.totals : totalsOf(items.lines);
  let [cases, violations] = [0, 0];
  if (totals.size === 0) return { says, cases, violations };
  for (const { visitId, totalMinor, grossMinor } of visits) {
    const total = totalMinor === null ? null : (totals.get(visitId) ?? null);
    if (total === null || totalMinor === null) continue;
    cases += 1;
    if (!matches(total, totalMinor, grossMinor, roundingShare)) violations += 1;
  }
  return { says, cases, violations };
}

/** Holds what is on record about one customer against the rules that any true record keeps. */
export function consistency(
  facts: Pick<BareFacts, 'identity' | 'visits' | 'items' | 'loyalty'>,
  config: ScoringConfig,
): Consistency {
  const { identity } = facts;
  const moved = facts.loyalty?.transactions;
  const firstMoved = moved?.[0];
  const { visits } = facts.visits;
  const first = visits[0];
  const rules = [
    single(
      'The birth date lies before the first visit.',
      first === undefined || identity.birthDay === null ? null : identity.birthDay < first.day,
    ),
    single('No visit lies before the customer was created.', first === undefined ? null : first.day >= identity.createdDay),
    totalsRule(visits),
    itemsRule(visits, facts.items, config.consistency.roundingShare),
    single(
      'No more points are redeemed than were earned.',
      moved === undefined || firstMoved === undefined ? null : pointsOf(moved, 'REDEEM') <= pointsOf(moved, 'EARN'),
    ),
    single(
      'No loyalty points move before the customer was created.',
      firstMoved === undefined ? null : firstMoved.day >= identity.createdDay,
    ),
  ];
  let checked = 0;
  const broken: string[] = [];
  for (const { says, cases, violations } of rules) {
    if (cases > 0) checked += 1;
    if (cases > 0 && violations > config.consistency.tolerated * cases)
      broken.push(cases === 1 ? `Broken: ${says}` : `Broken in ${violations} of ${cases}: ${says}`);
  }
  return { score: checked === 0 ? null : (100 * (checked - broken.length)) / checked, broken };
}
