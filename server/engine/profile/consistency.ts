import type { BareFacts, BareVisit } from '../bare-visits.ts';
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

/**
 * Itemised total per visit and its lines, by the visit's place; null for a visit without items, or with an unknown price. Lines come in
 * the order of the visits, so that no table is needed.
 * @returns null: they do not.
 */
function totalsInOrder(visits: readonly BareVisit[], lines: readonly ItemLine[]): (ItemTotal | null)[] | null {
  let next = 0;
  const totals: (ItemTotal | null)[] = [];
  for (const { visitId } of visits) {
    const from = next;
    let minor = 0;
    let known = true;
    for (let line = lines[next]; line !== undefined && line.visitId === visitId; line = lines[next]) {
      if (line.spentMinor === null) known = false;
      else minor += line.spentMinor;
      next += 1;
    }
    totals.push(known && next > from ? { minor, lines: next - from } : null);
  }
  return next === lines.length ? totals : null;
}

/** The same for lines in any order. */
function totalsByTable(visits: readonly BareVisit[], lines: readonly ItemLine[]): (ItemTotal | null)[] {
  const totals = new Map<string, { minor: number; lines: number }>();
  const unknown = new Set<string>();
  for (const { visitId, spentMinor } of lines) {
    if (spentMinor === null) unknown.add(visitId);
    const total = totals.get(visitId);
    if (total === undefined) totals.set(visitId, { minor: spentMinor ?? 0, lines: 1 });
    else {
      total.minor += spentMinor ?? 0;
      total.lines += 1;
    }
  }
  return visits.map(({ visitId }) => (unknown.has(visitId) ? null : (totals.get(visitId) ?? null)));
}

interface ItemTotal {
  readonly minor: number;
  readonly lines: number;
}

/** Up to the rounding of a till: a share of the total, at least one minor unit per line. */
function matches({ minor, lines }: ItemTotal, totalMinor: number, grossMinor: number | null, roundingShare: number): boolean {
  const most = Math.max(lines, roundingShare * totalMinor);
  // A discount on the whole bill is on no line: the lines then add up to the gross.
  return Math.abs(minor - totalMinor) <= most || (grossMinor !== null && Math.abs(minor - grossMinor) <= most);
}

function itemsRule(visits: readonly BareVisit[], lines: readonly ItemLine[], roundingShare: number): Rule {
  const says = 'The items of a visit add up to its total.';
  let [cases, violations] = [0, 0];
  if (lines.length > 0) {
    const totals = totalsInOrder(visits, lines) ?? totalsByTable(visits, lines);
    for (let place = 0; place < visits.length; place += 1) {
      const { totalMinor = null, grossMinor = null } = visits[place] ?? {};
      const items = totals[place] ?? null;
      if (items === null || totalMinor === null) continue;
      cases += 1;
      if (!matches(items, totalMinor, grossMinor, roundingShare)) violations += 1;
    }
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
    itemsRule(visits, facts.items.lines, config.consistency.roundingShare),
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
