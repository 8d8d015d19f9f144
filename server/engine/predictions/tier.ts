/** How far a venue's own guests carry a fit. */
import { predictionRules } from '../config-predictions.ts';
import { type InsufficientData, type InsufficientReason, insufficient } from '../insufficient.ts';
import { clamp } from '../maths/statistics.ts';
import { defaultPrior, type ParameterPrior } from './fit-model.ts';
import type { FitBase } from './histories.ts';
import type { ModelName } from './model.ts';
import type { FitOptions } from './prediction-fit.ts';
import type { VisitLog } from './visit-log.ts';

interface Known {
  readonly customers: number;
  readonly repeaters: number;
  /** Day of the first visit of all. */
  readonly firstDay: number;
  readonly newestDay: number;
  readonly meanSpendMinor: number | null;
}

export type Standing = Known &
  (
    | {
        readonly tier: 'FITTED' | 'PRIOR';
        readonly priorWeight: number;
        readonly short: InsufficientData | null;
        /** Null: the guests speak for themselves. */
        readonly prior: ((name: ModelName) => ParameterPrior) | null;
      }
    | { readonly tier: 'INSUFFICIENT'; readonly insufficient: InsufficientData }
  );

export function tierOf(log: VisitLog, day: number, options: FitOptions, base: FitBase): Standing {
  const known = knownBy(log, day);
  const { leastRepeaters, priorRepeaters } = predictionRules.fit;
  if (known.repeaters < leastRepeaters) {
    const message = 'Too few guests came twice to predict from';
    const readyDay = extrapolated(known.repeaters, leastRepeaters, known, day);
    return {
      ...known,
      tier: 'INSUFFICIENT',
      insufficient: insufficient('TOO_FEW_GUESTS', message, known.repeaters, leastRepeaters, readyDay),
    };
  }
  const short = shortcoming(known, day);
  if (short === null) return { ...known, tier: 'FITTED', priorWeight: 0, short, prior: null };
  const priorWeight = priorRepeaters / (priorRepeaters + known.repeaters);
  return { ...known, tier: 'PRIOR', priorWeight, short, prior: (name) => venuePrior(name, options, base) };
}

/** What the venue's own fit still lacks; null: nothing. */
function shortcoming(known: Known, day: number): InsufficientData | null {
  const { minimumCustomers, minimumRepeaters, minimumSpanDays, newestVisitDays } = predictionRules.fit;
  const lack = (reason: InsufficientReason, message: string, have: number, need: number, readyDay: number | null) =>
    insufficient(reason, message, have, need, readyDay);
  const grows = (have: number, need: number) => extrapolated(have, need, known, day);
  if (known.customers < minimumCustomers) {
    const readyDay = grows(known.customers, minimumCustomers);
    return lack('TOO_FEW_GUESTS', 'Too few guests for models of their own', known.customers, minimumCustomers, readyDay);
  }
  if (known.repeaters < minimumRepeaters) {
    const readyDay = grows(known.repeaters, minimumRepeaters);
    return lack(
      'TOO_FEW_GUESTS',
      'Too few guests came twice for models of their own',
      known.repeaters,
      minimumRepeaters,
      readyDay,
    );
  }
  const span = day - known.firstDay;
  if (span < minimumSpanDays) {
    const message = 'Too few days of history for models of its own';
    return lack('TOO_SHORT_HISTORY', message, span, minimumSpanDays, known.firstDay + minimumSpanDays);
  }
  const silence = day - known.newestDay;
  if (silence <= newestVisitDays) return null;
  return lack('TOO_FEW_VISITS', 'The newest visit is too old to say much of today', silence, newestVisitDays, null);
}

/** The day on which a number that grows as it has grown so far gets there; null: not within ten years. */
function extrapolated(have: number, need: number, { firstDay }: Known, day: number): number | null {
  const span = day - firstDay;
  if (have <= 0 || span <= 0) return null;
  const readyDay = firstDay + Math.ceil((span * need) / have);
  return readyDay - day > 3_650 ? null : Math.max(readyDay, day + 1);
}

/** The usual shapes at the pace of the venue type. */
function venuePrior(name: ModelName, options: FitOptions, base: FitBase): ParameterPrior {
  const pace = Math.max(1, options.prior.gapDays) / 7;
  const paced: FitBase = { ...base, groups: [{ x: 1, tx: pace, T: pace, guests: 1 }], gaps: 1, customers: 1 };
  return { ...defaultPrior(name, paced), sd: 1, weight: 1 };
}

export function knownBy(log: VisitLog, day: number): Known {
  let [customers, repeaters, firstDay, newestDay, spent, paid] = [0, 0, day, Number.NEGATIVE_INFINITY, 0, 0];
  for (let guest = 0; guest + 1 < log.starts.length; guest += 1) {
    const from = log.starts[guest] ?? 0;
    const first = log.days[from] ?? day + 1;
    if (first > day) continue;
    customers += 1;
    firstDay = Math.min(firstDay, first);
    let count = 0;
    for (let at = from; at < (log.starts[guest + 1] ?? 0) && (log.days[at] ?? day + 1) <= day; at += 1) {
      count += 1;
      newestDay = Math.max(newestDay, log.days[at] ?? newestDay);
      const net = log.netMinor[at] ?? Number.NaN;
      if (Number.isNaN(net)) continue;
      spent += net;
      paid += log.paidVisits[at] ?? 0;
    }
    if (count > 1) repeaters += 1;
  }
  const meanSpendMinor = paid === 0 ? null : clamp(spent / paid, 0, Number.MAX_VALUE);
  return { customers, repeaters, firstDay, newestDay: customers === 0 ? day : newestDay, meanSpendMinor };
}
