/** What models are fitted on: the histories of guests who had visited by a day, equal ones counted once. */
import { lnGamma } from '../maths/special.ts';
import type { HistoryGroup, ModelName, RepeatHistory } from './model.ts';
import type { VisitLog } from './visit-log.ts';

/** The guests of a fit. */
export interface FitBase {
  /** Ascending by T, tx and x, so that the order of the guests in the log changes no sum. */
  readonly groups: readonly HistoryGroup[];
  readonly customers: number;
  /** Guests with at least two visit days. */
  readonly repeaters: number;
  /** Gaps between visit days of all guests, and the sum of the natural logarithms of their weeks. */
  readonly gaps: number;
  readonly lnGapWeeks: number;
}

const daysPerWeek = 7;
/** Keys of groups hold T and tx in 22 bits (11,000 years in days) and x in 9; who came more often is a group of one. */
const dayRange = 2 ** 22;
const countRange = 2 ** 9;

/** Of each guest of the log at the end of a day; null: no visit yet. */
export function historiesAt(log: VisitLog, day: number): (RepeatHistory | null)[] {
  return Array.from({ length: log.starts.length - 1 }, (_, guest) => historyAt(log, guest, day));
}

/** @returns null for a guest without a visit by the end of the day. */
export function historyAt(log: VisitLog, guest: number, day: number): RepeatHistory | null {
  const first = log.starts[guest] ?? 0;
  const end = endOf(log, guest, day);
  if (end === first) return null;
  const began = log.days[first] ?? day;
  const last = log.days[end - 1] ?? began;
  return { x: end - first - 1, tx: (last - began) / daysPerWeek, T: (day - began) / daysPerWeek };
}

/**
 * The guests who had visited by the end of a day.
 * @param mostGuests at more guests only those of the lowest hashes are taken (ties may exceed it): a sample that neither the order of
 * the guests nor later events change. Customers and repeaters are then those of the sample.
 */
export function fitBase(log: VisitLog, day: number, mostGuests = Number.POSITIVE_INFINITY): FitBase {
  const highestHash = sampleLimit(log, day, mostGuests);
  const groups = new Map<number, { history: RepeatHistory; guests: number }>();
  const gapCounts = new Map<number, number>();
  let [customers, repeaters, gaps] = [0, 0, 0];
  for (let guest = 0; guest + 1 < log.starts.length; guest += 1) {
    const history = (log.hashes[guest] ?? 0) > highestHash ? null : historyAt(log, guest, day);
    if (history === null) continue;
    customers += 1;
    if (history.x > 0) repeaters += 1;
    gaps += history.x;
    const first = log.starts[guest] ?? 0;
    for (let next = first + 1; next <= first + history.x; next += 1) {
      const days = (log.days[next] ?? 0) - (log.days[next - 1] ?? 0);
      gapCounts.set(days, (gapCounts.get(days) ?? 0) + 1);
    }
    const key = keyOf(history, guest);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { history, guests: 1 });
    else group.guests += 1;
  }
  const sorted = [...groups.values()].sort(({ history: a }, { history: b }) => a.T - b.T || a.tx - b.tx || a.x - b.x);
  return {
    groups: sorted.map(({ history, guests }) => ({ ...history, guests })),
    customers,
    repeaters,
    gaps,
    lnGapWeeks: lnWeeks(gapCounts),
  };
}

/** The number of Erlang stages of a gap, k: 1 where a model takes visits as coming by chance. */
export function gapStages(model: ModelName): number {
  return { BG_NBD: 1, MBG_NBD: 1, PARETO_NBD: 1, MBG_CNBD_2: 2, MBG_CNBD_3: 3, MBG_CNBD_4: 4 }[model];
}

/** Σ over gaps of (k − 1)·ln gap − ln Γ(k): the part of the log-likelihood that holds no parameter; 0 for k = 1. */
export function gapTerms(base: Pick<FitBase, 'gaps' | 'lnGapWeeks'>, k: number): number {
  return (k - 1) * base.lnGapWeeks - base.gaps * lnGamma(k);
}

/** Position after a guest's last visit by the end of the day, by bisection. */
function endOf(log: VisitLog, guest: number, day: number): number {
  let low = log.starts[guest] ?? 0;
  let high = log.starts[guest + 1] ?? low;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((log.days[middle] ?? day + 1) <= day) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The hash up to which guests who had visited by the day are taken. */
function sampleLimit(log: VisitLog, day: number, mostGuests: number): number {
  const known = log.hashes.filter((_, guest) => (log.days[log.starts[guest] ?? 0] ?? day + 1) <= day);
  if (known.length <= mostGuests) return Number.POSITIVE_INFINITY;
  return known.sort()[Math.max(1, mostGuests) - 1] ?? Number.POSITIVE_INFINITY;
}

function keyOf({ x, tx, T }: RepeatHistory, guest: number): number {
  if (x >= countRange) return -1 - guest;
  return (Math.round(T * daysPerWeek) * dayRange + Math.round(tx * daysPerWeek)) * countRange + x;
}

/** Σ ln(days / 7) over counted gaps, in the order of their length: the same sum whoever comes first. */
function lnWeeks(gapCounts: ReadonlyMap<number, number>): number {
  let sum = 0;
  for (const [days, count] of [...gapCounts].sort(([a], [b]) => a - b)) sum += count * Math.log(days / daysPerWeek);
  return sum;
}
