import type { ScoringConfig } from '../config.ts';
import type { Facts, ItemLine, Visit } from '../facts.ts';
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

function rule(says: string, cases: readonly boolean[]): Rule {
  return { says, cases: cases.length, violations: cases.filter((kept) => !kept).length };
}

function totalsRule(visits: readonly Visit[]): Rule {
  let [cases, violations] = [0, 0];
  for (const { grossMinor, discountMinor, totalMinor } of visits) {
    if (grossMinor === null || discountMinor === null || totalMinor === null) continue;
    cases += 1;
    if (Math.abs(grossMinor - discountMinor - totalMinor) > 1) violations += 1;
  }
  return { says: 'Gross less discount is the total.', cases, violations };
}

/** Itemised total per visit and its lines; a visit with an unknown price is left out. */
function itemTotals(lines: readonly ItemLine[]): Map<string, { minor: number; lines: number }> {
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
  for (const visitId of unknown) totals.delete(visitId);
  return totals;
}

/** Up to the rounding of a till: a share of the total, at least one minor unit per line. */
function itemsMatch(visits: readonly Visit[], lines: readonly ItemLine[], roundingShare: number): boolean[] {
  if (lines.length === 0) return [];
  const totals = itemTotals(lines);
  return visits.flatMap(({ visitId, totalMinor, grossMinor }) => {
    const items = totals.get(visitId);
    if (items === undefined || totalMinor === null) return [];
    const near = (minor: number) => Math.abs(items.minor - minor) <= Math.max(items.lines, roundingShare * totalMinor);
    // A discount on the whole bill is on no line: the lines then add up to the gross.
    return [near(totalMinor) || (grossMinor !== null && near(grossMinor))];
  });
}

/** Holds what is on record about one customer against the rules that any true record keeps. */
export function consistency(facts: Pick<Facts, 'identity' | 'visits' | 'items' | 'loyalty'>, config: ScoringConfig): Consistency {
  const { identity } = facts;
  const moved = facts.loyalty?.transactions ?? [];
  const { visits } = facts.visits;
  const first = visits[0];
  const rules = [
    rule(
      'The birth date lies before the first visit.',
      first === undefined || identity.birthDay === null ? [] : [identity.birthDay < first.day],
    ),
    rule('No visit lies before the customer was created.', first === undefined ? [] : [first.day >= identity.createdDay]),
    totalsRule(visits),
    rule('The items of a visit add up to its total.', itemsMatch(visits, facts.items.lines, config.consistency.roundingShare)),
    rule(
      'No more points are redeemed than were earned.',
      moved.length === 0 ? [] : [pointsOf(moved, 'REDEEM') <= pointsOf(moved, 'EARN')],
    ),
    rule(
      'No loyalty points move before the customer was created.',
      moved[0] === undefined ? [] : [moved[0].day >= identity.createdDay],
    ),
  ];
  const checked = rules.filter(({ cases }) => cases > 0);
  const broken = checked.filter(({ cases, violations }) => violations > config.consistency.tolerated * cases);
  return {
    score: checked.length === 0 ? null : (100 * (checked.length - broken.length)) / checked.length,
    broken: broken.map(({ says, cases, violations }) =>
      cases === 1 ? `Broken: ${says}` : `Broken in ${violations} of ${cases}: ${says}`,
    ),
  };
}
