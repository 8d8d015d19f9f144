import type { BareVisit } from '../bare-visits.ts';
import type { ScoringConfig } from '../config.ts';
import type { PopulationFacts, Visit } from '../facts.ts';
import { clamp, variance } from '../maths/statistics.ts';

/** Gross and discount of the visits with both known and something to pay. */
export interface Discount {
  readonly visits: number;
  readonly discountedVisits: number;
  readonly grossMinor: number;
  readonly discountMinor: number;
  /** Variance of the visits' own shares; null below two visits. */
  readonly shareVariance: number | null;
}

export function discountOf(visits: readonly BareVisit[]): Discount {
  const shares: number[] = [];
  let grossMinor = 0;
  let discountMinor = 0;
  for (const visit of visits) {
    if (visit.grossMinor === null || visit.grossMinor === 0 || visit.discountMinor === null) continue;
    grossMinor += visit.grossMinor;
    discountMinor += visit.discountMinor;
    shares.push(visit.discountMinor / visit.grossMinor);
  }
  const discountedVisits = shares.filter((share) => share > 0).length;
  return { visits: shares.length, discountedVisits, grossMinor, discountMinor, shareVariance: variance(shares) };
}

/** Discount share of gross, shrunk to the venue's (weight 5 visits), 0 to 1. */
export function shrunkDiscountShare(own: Discount, venueShare: number, config: ScoringConfig): number {
  const { venueWeight } = config.price;
  const share = own.grossMinor === 0 ? 0 : own.discountMinor / own.grossMinor;
  return (own.visits * share + venueWeight * venueShare) / (own.visits + venueWeight);
}

export type PriceSensitivityLevel = 'LOW' | 'MEDIUM' | 'HIGH' | 'UNKNOWN';

export interface PriceSensitivity {
  readonly level: PriceSensitivityLevel;
  /** 0 to 1; null: no gross on record. */
  readonly discountShare: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly dataPoints: number;
}

/** Response to offers joins when campaign responses are read. */
export function priceSensitivity(visits: readonly Visit[], venue: PopulationFacts, config: ScoringConfig): PriceSensitivity {
  const { intervalZ, venueWeight, visitsNeeded } = config.price;
  const own = discountOf(visits);
  if (own.visits === 0 || venue.discountShare === null) {
    return { level: 'UNKNOWN', discountShare: null, lower: null, upper: null, dataPoints: own.visits };
  }
  const discountShare = shrunkDiscountShare(own, venue.discountShare, config);
  const halfWidth =
    intervalZ * Math.sqrt((own.shareVariance ?? discountShare * (1 - discountShare)) / (own.visits + venueWeight));
  const lower = clamp(discountShare - halfWidth, 0, 1);
  const upper = clamp(discountShare + halfWidth, 0, 1);
  const judged = own.visits >= visitsNeeded && own.discountedVisits > 0;
  const level = judged ? levelOf(lower, upper, venue.discountShare, venue.discountShareP75) : 'UNKNOWN';
  return { level, discountShare, lower, upper, dataPoints: own.visits };
}

function levelOf(lower: number, upper: number, venueShare: number, venueP75: number | null): PriceSensitivityLevel {
  if (venueP75 !== null && lower > venueP75) return 'HIGH';
  return upper < venueShare ? 'LOW' : 'MEDIUM';
}
