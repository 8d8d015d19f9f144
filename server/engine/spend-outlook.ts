/**
 * What the next visit days of a guest will cost: by the fitted Gamma-Gamma model where there is one, else by the own mean shrunk to the
 * venue's, in the same form: spends of a guest are gamma of shape p with a rate that is gamma (q, v) after what was seen.
 */
import type { BareVisit } from './bare-visits.ts';
import type { ScoringConfig } from './config.ts';
import type { PopulationFacts } from './facts.ts';
import { incompleteBeta } from './maths/special.ts';
import { clamp, shrunk } from './maths/statistics.ts';
import { parametersFor, type Spender, type SpendModel } from './predictions/gamma-gamma.ts';
import { expectedSpendMinor, type Spend, spendOf } from './spending.ts';

export interface SpendOutlook {
  /** Expected spend of one visit day, minor units. */
  readonly perVisitMinor: number;
  readonly p: number;
  readonly q: number;
  /** Minor units. */
  readonly v: number;
}

/** Paid visit days after the first visit day, and their mean; what the Gamma-Gamma model looks at. */
export function spenderOf(visits: readonly BareVisit[]): Spender {
  let day = visits[0]?.day;
  let first = true;
  let [x, total, net] = [0, 0, 0];
  const closeDay = (): void => {
    if (!first && net > 0) {
      x += 1;
      total += net;
    }
  };
  for (const visit of visits) {
    if (visit.day !== day) {
      closeDay();
      first = false;
      net = 0;
      day = visit.day;
    }
    net += visit.netMinor ?? 0;
  }
  closeDay();
  return { x, mean: x === 0 ? 0 : total / x };
}

/** Standard deviation of the spend of a visit over its mean, shrunk to the usual. */
function variationOf(visits: readonly BareVisit[], { visits: count, netMinor: total }: Spend, { risk }: ScoringConfig): number {
  const own = count === 0 ? 0 : total / count;
  if (own <= 0 || count < 2) return risk.spendVariation;
  let squares = 0;
  for (const { netMinor } of visits) if (netMinor !== null) squares += (netMinor - own) ** 2;
  return shrunk(Math.sqrt(squares / (count - 1)) / own, count, risk.spendVariation, risk.spendVariationWeight);
}

/** Fitted parameters, and what was seen of the guest. */
function byModel(model: SpendModel, spender: Spender): SpendOutlook {
  const { x, mean } = spender;
  const { p, q, v } = parametersFor(model, spender);
  const [ownQ, ownV] = [q + p * x, v + x * mean];
  return { perVisitMinor: (p * ownV) / (ownQ - 1), p, q: ownQ, v: ownV };
}

/** What of the venue an outlook on spend rests on. */
type SpendVenue = Pick<PopulationFacts, 'predictions' | 'meanSpendMinor'>;

function modelOf({ predictions }: SpendVenue): SpendModel | null {
  if (predictions.tier === 'INSUFFICIENT' || predictions.spend.method === 'INSUFFICIENT') return null;
  return predictions.spend;
}

/** @returns expected spend of one visit day, minor units; null: neither the guest's spend nor the venue's is known. */
export function expectedPerVisit(own: Spend, spender: Spender, venue: SpendVenue, config: ScoringConfig): number | null {
  const model = modelOf(venue);
  if (model !== null) return byModel(model, spender).perVisitMinor;
  const venueMean = venue.meanSpendMinor ?? (own.visits === 0 ? 0 : own.netMinor / own.visits);
  return venueMean > 0 ? expectedSpendMinor(own, venueMean, config) : null;
}

/** @returns null: neither the guest's spend nor the venue's is known. */
export function spendOutlook(visits: readonly BareVisit[], venue: SpendVenue, config: ScoringConfig): SpendOutlook | null {
  return spendOutlookOf(visits, spendOf(visits), spenderOf(visits), venue, config);
}

/** The same for who knows what the visits came to. */
export function spendOutlookOf(
  visits: readonly BareVisit[],
  own: Spend,
  spender: Spender,
  venue: SpendVenue,
  config: ScoringConfig,
): SpendOutlook | null {
  const model = modelOf(venue);
  if (model !== null) return byModel(model, spender);
  const perVisitMinor = expectedPerVisit(own, spender, venue, config);
  if (perVisitMinor === null) return null;
  const p = 1 / Math.max(variationOf(visits, own, config), config.risk.leastVariation) ** 2;
  const weight = own.visits + config.spending.venueSpendWeight;
  return { perVisitMinor, p, q: 1 + p * weight, v: perVisitMinor * weight };
}

/** The same guest with another expected spend. */
export function spendingOf(outlook: SpendOutlook, perVisitMinor: number): SpendOutlook {
  return { ...outlook, perVisitMinor, v: (perVisitMinor * (outlook.q - 1)) / outlook.p };
}

/** P(so many visit days cost less than a sum together): the gamma sums over the gamma rate, in closed form. */
export function costsLess(visitDays: number, minor: number, { p, q, v }: SpendOutlook): number {
  if (minor <= 0) return 0;
  return visitDays === 0 ? 1 : clamp(incompleteBeta(minor / (minor + v), visitDays * p, q), 0, 1);
}
