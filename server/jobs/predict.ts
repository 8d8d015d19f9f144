/** What a fit says of every guest it knows. */
import type { ScoringConfig } from '../engine/config.ts';
import { predictorOf } from '../engine/outlook.ts';
import { spendersAt } from '../engine/predictions/gamma-gamma.ts';
import { timingOf } from '../engine/predictions/guest-timing.ts';
import { expectedPerVisit } from '../engine/spend-outlook.ts';
import type { Spend } from '../engine/spending.ts';
import type { KnownVisits } from '../facts/visit-log.ts';
import type { ExactFit } from './fit.ts';

export interface GuestPrediction {
  readonly customerId: string;
  /** Visit days after the first. */
  readonly x: number;
  /** Weeks from the first visit to the last, and to the instant. */
  readonly tx: number;
  readonly T: number;
  /** P(still a customer), 0 to 1. */
  readonly stillCustomer: number;
  /** P(at least one visit within the horizon), 0 to 1. */
  readonly returnProbability: number;
  /** Within the horizon, with the interval that holds them with a probability of 80 %. */
  readonly expectedVisits: number;
  readonly lowerVisits: number;
  readonly upperVisits: number;
  /** Minor units, as the next one; null: no spend is known, neither the guest's nor the venue's. */
  readonly spendPerVisitMinor: number | null;
  /** Expected visits × spend per visit, not discounted. */
  readonly valueMinor: number | null;
}

/**
 * One guest after the other, in the order of the fit's visits.
 * @throws RangeError when the fit is INSUFFICIENT: ask for its tier first.
 */
export function* predictAll(
  { day, known, fit }: Pick<ExactFit, 'day' | 'known' | 'fit'>,
  horizonDays: number,
  config: ScoringConfig,
): Generator<GuestPrediction> {
  const champion = predictorOf(fit);
  if (champion === null) throw new RangeError('expected a fit that answers, got one of too few guests');
  const { log, customerIds } = known;
  const spenders = spendersAt(log, day);
  const venue = { predictions: fit, meanSpendMinor: venueMean(known) };
  for (const [guest, customerId] of customerIds.entries()) {
    const timing = timingOf(log.days, log.starts[guest] ?? 0, log.starts[guest + 1] ?? 0, day);
    if (timing === null) continue;
    const expectedVisits = champion.expectedVisits(timing, horizonDays);
    const { low, high } = champion.visitInterval(timing, horizonDays, config.forecast.intervalShare);
    const spender = spenders[guest] ?? { x: 0, mean: 0 };
    const spendPerVisitMinor = expectedPerVisit(spendOf(known, guest), spender, venue, config);
    yield {
      customerId,
      x: timing.x,
      tx: timing.tx,
      T: timing.T,
      stillCustomer: champion.stillCustomer(timing),
      returnProbability: champion.returnWithin(timing, horizonDays),
      expectedVisits,
      lowerVisits: low,
      upperVisits: high,
      spendPerVisitMinor,
      valueMinor: spendPerVisitMinor === null ? null : expectedVisits * spendPerVisitMinor,
    };
  }
}

/** All known net spend of a guest. */
function spendOf({ log, visitsWithSpend }: KnownVisits, guest: number): Spend {
  let netMinor = 0;
  for (let at = log.starts[guest] ?? 0; at < (log.starts[guest + 1] ?? 0); at += 1) {
    const net = log.netMinor[at] ?? Number.NaN;
    if (!Number.isNaN(net)) netMinor += net;
  }
  return { visits: visitsWithSpend[guest] ?? 0, netMinor };
}

/** Mean known spend of a visit, minor units; null: none known. */
function venueMean(known: KnownVisits): number | null {
  let [visits, netMinor] = [0, 0];
  for (let guest = 0; guest < known.customerIds.length; guest += 1) {
    const own = spendOf(known, guest);
    visits += own.visits;
    netMinor += own.netMinor;
  }
  return visits === 0 ? null : netMinor / visits;
}
