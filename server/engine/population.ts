/**
 * Facts about the whole base at a Monday, a pure function of the events before it: first what every guest shows by itself
 * (`guestSummary`), then the venue's numbers, then every guest's expected rates seen with the venue's numbers, as quantiles, and last
 * every guest's scores (`baseScores`).
 */
import type { BareHistory } from './bare-visits.ts';
import type { ScoringConfig, VenueType } from './config.ts';
import type { PopulationFacts, Shares } from './facts.ts';
import { type GuestFacts, traitsOf } from './health/traits.ts';
import { clamp, median, quantileSketch, shrunk, sum } from './maths/statistics.ts';
import { type OutlookVenue, outlookOn } from './outlook.ts';
import { baseScores, channelFacts, loyaltyAndFeedback, type ScoredGuest, unscored } from './population-scores.ts';
import { guestTiming } from './predictions/guest-timing.ts';
import type { FitOptions, GuestTiming, PredictionFit } from './predictions/prediction-fit.ts';
import { type Discount, discountOf, shrunkDiscountShare } from './profile/price-sensitivity.ts';
import { rfmInput } from './profile/rfm.ts';
import { gapsOf, type VisitSpan, visitDays } from './rhythm.ts';
import { expectedPerVisit } from './spend-outlook.ts';
import { type VisitCounts, venueMix } from './venue-mix.ts';
import { venueTypeOf } from './venue-type.ts';

/** What one guest shows by itself. */
export interface GuestSummary extends ScoredGuest {
  readonly span: VisitSpan;
  /** Days from the first to the second visit day; null: no second. */
  readonly secondAfterDays: number | null;
  readonly discount: Discount;
}

/** What is on record of one guest beside visits. */
export type OtherFacts = Omit<GuestFacts, 'visits'> & Pick<ScoredGuest, 'segment'>;

const visitsOnly: OtherFacts = { loyalty: null, feedback: { entries: [] }, sends: { sends: [] }, segment: null };

/** @param day the last business day before the week. @returns null without a visit. */
export function guestSummary(
  visits: BareHistory,
  day: number,
  config: ScoringConfig,
  { segment, ...others }: OtherFacts = visitsOnly,
): GuestSummary | null {
  const traits = traitsOf({ visits, ...others }, day, config);
  if (traits.span === null) return null;
  return {
    ...traits,
    span: traits.span,
    secondAfterDays: gapsOf(visitDays(visits))[0] ?? null,
    discount: discountOf(visits.visits),
    segment,
    rfm: rfmInput(visits, day, config),
  };
}

/** What the whole venue sold in the 365 days before the week. */
export interface VenueSales {
  /** Most common type among the locations; null: none states one. */
  readonly venueType: string | null;
  readonly itemShares: Shares;
  readonly categoryShares: Shares;
  readonly visitCounts: VisitCounts;
}

/** How many guests were last seen on a day. */
export interface LastSeen {
  /** Days since 1970-01-01. */
  readonly day: number;
  readonly guests: number;
}

/** What of a guest the venue's rhythm is learned from. */
export type GuestRhythm = Pick<GuestSummary, 'span' | 'secondAfterDays'>;

/** What the venue's numbers say of anybody, before the facts of a week are made. */
export function venueBasis(
  guests: readonly GuestSummary[],
  day: number,
  sales: Pick<VenueSales, 'venueType'>,
  config: ScoringConfig,
) {
  const visits = sum(guests.map((guest) => guest.spend.visits));
  return {
    ...venueRhythm(guests, day, venueTypeOf(sales.venueType, config), config),
    meanSpendMinor: visits === 0 ? null : sum(guests.map((guest) => guest.spend.netMinor)) / visits,
  };
}

/** v, H and R: the venue's typical gap, horizon and return share. */
function venueRhythm(guests: readonly GuestRhythm[], day: number, type: VenueType, config: ScoringConfig) {
  const prior = config.priors[type];
  const rules = config.base;
  const repeaters = guests.filter((guest) => guest.span.count > 1);
  const gaps = sum(repeaters.map((guest) => guest.span.count - 1));
  const ownGaps = repeaters.map((guest) => (guest.span.lastDay - guest.span.firstDay) / (guest.span.count - 1));
  const learned = gaps < rules.typicalGapMinimum ? null : median(ownGaps);
  const typicalGapDays =
    learned === null ? prior.gapDays : shrunk(learned, repeaters.length, prior.gapDays, rules.typicalGapWeight);
  const wholeWeeks = Math.round((rules.horizonGapFactor * typicalGapDays) / 7) * 7;
  const horizonDays =
    gaps < rules.horizonGaps ? rules.defaultHorizonDays : clamp(wholeWeeks, rules.shortestHorizonDays, rules.longestHorizonDays);
  const old = guests.filter((guest) => day - guest.span.firstDay >= horizonDays);
  const returned = old.filter((guest) => guest.secondAfterDays !== null && guest.secondAfterDays <= horizonDays).length;
  const returnShare = shrunk(
    old.length === 0 ? 0 : returned / old.length,
    old.length,
    prior.returnShare,
    rules.returnShareWeight,
  );
  return { guestsWithGap: repeaters.length, gaps, typicalGapDays, horizonDays, returnShare };
}

function discounts(
  guests: readonly GuestSummary[],
  config: ScoringConfig,
): Pick<PopulationFacts, 'discountShare' | 'discountShareP75'> {
  const gross = sum(guests.map((guest) => guest.discount.grossMinor));
  if (gross === 0) return { discountShare: null, discountShareP75: null };
  const discountShare = sum(guests.map((guest) => guest.discount.discountMinor)) / gross;
  const own = guests
    .filter((guest) => guest.discount.visits > 0)
    .map((guest) => shrunkDiscountShare(guest.discount, discountShare, config));
  const upperQuarter = quantileSketch(own, config.base.minimumGuests)?.[150]; // of 201 points
  return { discountShare, discountShareP75: upperQuarter ?? null };
}

/** What the guests of the base are expected to do and have spent, seen with the venue's numbers. */
function rates(
  base: readonly GuestSummary[],
  day: number,
  venue: OutlookVenue & Pick<PopulationFacts, 'meanSpendMinor'>,
  config: ScoringConfig,
): Pick<PopulationFacts, 'expectedVisitRate' | 'expectedSpendRate' | 'recency' | 'lifetimeValue'> {
  const sketch = (values: readonly number[]) => quantileSketch(values, config.base.minimumGuests);
  const outlooks = base.map((guest) => outlookOn(guest.days, day, venue, config));
  const rateOf = (index: number) => outlooks[index]?.visitsPer30Days ?? 0;
  const spendRates = base.flatMap(({ spend, spender }, index) => {
    const perVisit = spend.visits === 0 ? null : expectedPerVisit(spend, spender, venue, config);
    return perVisit === null ? [] : [rateOf(index) * perVisit];
  });
  return {
    expectedVisitRate: sketch(base.map((_, index) => rateOf(index))),
    expectedSpendRate: sketch(spendRates),
    recency: sketch(outlooks.flatMap((outlook) => outlook?.recency ?? [])),
    lifetimeValue: sketch(base.flatMap(({ spend }) => (spend.visits === 0 ? [] : [spend.netMinor]))),
  };
}

function guestsOf(seen: readonly LastSeen[]): number {
  return sum(seen.map(({ guests }) => guests));
}

/** Over the guests with a visit within the look-back. */
function rfmSketches(guests: readonly GuestSummary[], day: number, config: ScoringConfig): PopulationFacts['rfm'] {
  const sketch = (values: readonly number[]) => quantileSketch(values, config.rfm.minimumGuests);
  const seen = guests.filter((guest) => guest.span.lastDay > day - config.rfm.lookBackDays);
  const recencyDays = sketch(seen.map((guest) => day - guest.span.lastDay));
  const frequency = sketch(seen.map((guest) => guest.rfm.visitDays));
  const monetary = sketch(seen.map((guest) => guest.rfm.netMinor));
  return recencyDays === null || frequency === null || monetary === null ? null : { recencyDays, frequency, monetary };
}

/** The middle guest to the models: the medians of what they look at. Null: nobody is there. */
function typicalTiming(base: readonly GuestSummary[], day: number): GuestTiming | null {
  const timings = base.flatMap(({ days }) => guestTiming(days, day) ?? []);
  const middle = (value: (timing: GuestTiming) => number | null) => median(timings.flatMap((timing) => value(timing) ?? []));
  const [x, gap, silence] = [middle(({ x: repeats }) => repeats), middle(meanGapWeeks), middle(({ T, tx }) => T - tx)];
  if (x === null || silence === null) return null;
  const tx = x * (gap ?? 0);
  return {
    x,
    tx,
    T: tx + silence,
    visits4Weeks: middle(({ visits4Weeks }) => visits4Weeks) ?? 0,
    visits13Weeks: middle(({ visits13Weeks }) => visits13Weeks) ?? 0,
    gapVariation: middle(({ gapVariation }) => gapVariation),
  };
}

function meanGapWeeks({ x, tx }: GuestTiming): number | null {
  return x === 0 ? null : tx / x;
}

/** What a fit of the week's models starts from: the venue's horizon and its type's prior. */
export function fitOptions(
  guests: readonly GuestRhythm[],
  day: number,
  { venueType }: Pick<VenueSales, 'venueType'>,
  config: ScoringConfig,
): FitOptions {
  const type = venueTypeOf(venueType, config);
  const { gapDays, returnShare } = config.priors[type];
  const { horizonDays } = venueRhythm(guests, day, type, config);
  return { horizonDays, venueType: type, prior: { gapDays, returnShare } };
}

/**
 * @param guests every guest with a visit before the week, in any order; or a sample of them.
 * @param day the last business day before the week.
 * @param predictions the models fitted to the visits before the week (`fitPredictions` with `fitOptions`).
 * @param everybody every guest with a visit before the week, where `guests` are a sample.
 */
export function populationFacts(
  week: string,
  day: number,
  guests: readonly GuestSummary[],
  sales: VenueSales,
  predictions: PredictionFit,
  config: ScoringConfig,
  everybody?: readonly LastSeen[],
): PopulationFacts {
  const venueType = venueTypeOf(sales.venueType, config);
  const venue = venueRhythm(guests, day, venueType, config);
  const { horizons, shortestDays, longestDays } = config.base;
  const currentBaseDays = clamp(horizons * venue.horizonDays, shortestDays, longestDays);
  const isCurrent = (lastDay: number): boolean => lastDay > day - currentBaseDays;
  const base = guests.filter((guest) => isCurrent(guest.span.lastDay));
  const current = everybody?.filter((seen) => isCurrent(seen.day));
  const spendVisits = sum(guests.map((guest) => guest.spend.visits));
  const meanSpendMinor = spendVisits === 0 ? null : sum(guests.map((guest) => guest.spend.netMinor)) / spendVisits;
  const variations = guests.flatMap((guest) => (guest.gapVariation === null ? [] : [guest.gapVariation]));
  const facts: PopulationFacts = {
    week,
    configVersion: config.version,
    guests: everybody === undefined ? guests.length : guestsOf(everybody),
    currentBase: current === undefined ? base.length : guestsOf(current),
    currentBaseDays,
    venueType,
    ...venue,
    predictions,
    typicalTiming: typicalTiming(base, day),
    fleetGapVariation: median(variations) ?? 1,
    meanSpendMinor,
    ...discounts(guests, config),
    ...rates(base, day, { ...venue, predictions, meanSpendMinor }, config),
    rfm: rfmSketches(guests, day, config),
    itemShares: sales.itemShares,
    categoryShares: sales.categoryShares,
    ...venueMix(sales.visitCounts, config),
    ...loyaltyAndFeedback(guests),
    channels: channelFacts(base, config),
    ...unscored,
    actionUplifts: [],
    itemPairs: { bills: 0, items: [], pairs: [] },
  };
  return { ...facts, ...baseScores(base, facts, day, config) };
}
