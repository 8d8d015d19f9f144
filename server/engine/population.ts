/**
 * Facts about the whole base at a Monday, a pure function of the events before it: first what every guest shows by itself
 * (`guestSummary`), then the venue's numbers, then every guest's expected rates seen with the venue's numbers, as quantiles.
 */
import { defaultVenueType, type ScoringConfig, type VenueType } from './config.ts';
import type { PopulationFacts, Shares, VisitHistory } from './facts.ts';
import { clamp, median, quantileSketch, shrunk, sum } from './maths/statistics.ts';
import { type Discount, discountOf, shrunkDiscountShare } from './profile/price-sensitivity.ts';
import { gapsOf, gapVariation, rhythm, spanOf, type VisitSpan, visitDays } from './rhythm.ts';
import { expectedSpendMinor, type Spend, spendBetween, spendOf } from './spending.ts';

/** Guests that a comparison needs; below it the venue type's prior is used. */
export const baseMinimum = 20;
/** Days without a visit after which a guest leaves the current base. † */
export const currentBaseDays = 365;
/** Guests that RFM groups need. */
const rfmMinimum = 30;
/** Gaps below which the horizon is not learned. */
const horizonGaps = 30;
/** Gaps below which the typical gap is the prior alone. */
const typicalGapMinimum = 10;
const typicalGapWeight = 10;
const returnShareWeight = 20;

/** What one guest shows by itself. */
export interface GuestSummary {
  readonly span: VisitSpan;
  /** CV² of the gaps; null below 5 gaps. */
  readonly gapVariation: number | null;
  /** Days from the first to the second visit day; null: no second. */
  readonly secondAfterDays: number | null;
  readonly spend: Spend;
  /** Of the 365 days up to the week. */
  readonly yearSpend: Spend;
  readonly yearVisitDays: number;
  readonly discount: Discount;
}

/** @param day the last business day before the week. @returns null without a visit. */
export function guestSummary(history: VisitHistory, day: number): GuestSummary | null {
  const days = visitDays(history);
  const span = spanOf(days);
  if (span === null) return null;
  const gaps = gapsOf(days);
  return {
    span,
    gapVariation: gapVariation(gaps),
    secondAfterDays: gaps[0] ?? null,
    spend: spendOf(history.visits),
    yearSpend: spendBetween(history.visits, day - currentBaseDays, day),
    yearVisitDays: days.filter((visitDay) => visitDay > day - currentBaseDays).length,
    discount: discountOf(history.visits),
  };
}

/** What the whole venue sold in the 365 days before the week. */
export interface VenueSales {
  /** Most common type among the locations; null: none states one. */
  readonly venueType: string | null;
  readonly itemShares: Shares;
  readonly categoryShares: Shares;
}

export function venueTypeOf(stated: string | null, config: ScoringConfig): VenueType {
  return stated !== null && stated in config.priors ? (stated as VenueType) : defaultVenueType;
}

/** v, H and R: the venue's typical gap, horizon and return share. */
function venueRhythm(guests: readonly GuestSummary[], day: number, type: VenueType, config: ScoringConfig) {
  const prior = config.priors[type];
  const repeaters = guests.filter((guest) => guest.span.count > 1);
  const gaps = sum(repeaters.map((guest) => guest.span.count - 1));
  const ownGaps = repeaters.map((guest) => (guest.span.lastDay - guest.span.firstDay) / (guest.span.count - 1));
  const learned = gaps < typicalGapMinimum ? null : median(ownGaps);
  const typicalGapDays = learned === null ? prior.gapDays : shrunk(learned, repeaters.length, prior.gapDays, typicalGapWeight);
  const horizonDays = gaps < horizonGaps ? 90 : clamp(Math.round((2 * typicalGapDays) / 7) * 7, 30, 180);
  const old = guests.filter((guest) => day - guest.span.firstDay >= horizonDays);
  const returned = old.filter((guest) => guest.secondAfterDays !== null && guest.secondAfterDays <= horizonDays).length;
  const returnShare = shrunk(old.length === 0 ? 0 : returned / old.length, old.length, prior.returnShare, returnShareWeight);
  return { guestsWithGap: repeaters.length, gaps, typicalGapDays, horizonDays, returnShare };
}

function discounts(guests: readonly GuestSummary[]): Pick<PopulationFacts, 'discountShare' | 'discountShareP75'> {
  const gross = sum(guests.map((guest) => guest.discount.grossMinor));
  if (gross === 0) return { discountShare: null, discountShareP75: null };
  const discountShare = sum(guests.map((guest) => guest.discount.discountMinor)) / gross;
  const own = guests
    .filter((guest) => guest.discount.visits > 0)
    .map((guest) => shrunkDiscountShare(guest.discount, discountShare));
  return { discountShare, discountShareP75: quantileSketch(own, baseMinimum)?.[150] ?? null };
}

/** Rates of the current base, seen with the venue's numbers. */
function rates(
  base: readonly GuestSummary[],
  day: number,
  venue: { typicalGapDays: number; returnShare: number },
  meanSpendMinor: number | null,
) {
  const rhythms = base.map((guest) => ({ guest, ...rhythm(guest.span, day, venue) }));
  const spenders = rhythms.filter(({ guest }) => guest.spend.visits > 0);
  return {
    expectedVisitRate: quantileSketch(
      rhythms.map(({ visitsPer30Days }) => visitsPer30Days),
      baseMinimum,
    ),
    expectedSpendRate:
      meanSpendMinor === null
        ? null
        : quantileSketch(
            spenders.map(({ guest, visitsPer30Days }) => visitsPer30Days * expectedSpendMinor(guest.spend, meanSpendMinor)),
            baseMinimum,
          ),
    recency: quantileSketch(
      rhythms.map(({ active }) => 100 * active),
      baseMinimum,
    ),
  };
}

function rfmSketches(base: readonly GuestSummary[], day: number): PopulationFacts['rfm'] {
  const recencyDays = quantileSketch(
    base.map((guest) => day - guest.span.lastDay),
    rfmMinimum,
  );
  const frequency = quantileSketch(
    base.map((guest) => guest.yearVisitDays),
    rfmMinimum,
  );
  const monetary = quantileSketch(
    base.map((guest) => guest.yearSpend.netMinor),
    rfmMinimum,
  );
  return recencyDays === null || frequency === null || monetary === null ? null : { recencyDays, frequency, monetary };
}

/**
 * @param guests every guest with a visit before the week, in any order.
 * @param day the last business day before the week.
 */
export function populationFacts(
  week: string,
  day: number,
  guests: readonly GuestSummary[],
  sales: VenueSales,
  config: ScoringConfig,
): PopulationFacts {
  const venueType = venueTypeOf(sales.venueType, config);
  const venue = venueRhythm(guests, day, venueType, config);
  const base = guests.filter((guest) => guest.span.lastDay > day - currentBaseDays);
  const spendVisits = sum(guests.map((guest) => guest.spend.visits));
  const meanSpendMinor = spendVisits === 0 ? null : sum(guests.map((guest) => guest.spend.netMinor)) / spendVisits;
  const variations = guests.flatMap((guest) => (guest.gapVariation === null ? [] : [guest.gapVariation]));
  return {
    week,
    configVersion: config.version,
    guests: guests.length,
    currentBase: base.length,
    venueType,
    ...venue,
    fleetGapVariation: median(variations) ?? 1,
    meanSpendMinor,
    ...discounts(guests),
    ...rates(base, day, venue, meanSpendMinor),
    lifetimeValue: quantileSketch(
      base.filter((guest) => guest.spend.visits > 0).map((guest) => guest.spend.netMinor),
      baseMinimum,
    ),
    rfm: rfmSketches(base, day),
    itemShares: sales.itemShares,
    categoryShares: sales.categoryShares,
  };
}
