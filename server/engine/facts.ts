/**
 * The shapes of the facts: what a derivation may know about one guest or about the whole base at an instant.
 * Every fact holds only events at or before that instant. Instants are milliseconds since 1970 (`at`), business days are whole
 * days since 1970-01-01 in local time (`day`), money is in minor units (`…Minor`).
 */

import type { ItemPairs, LearnedUplift } from './learned-facts.ts';
import type { GuestTiming, PredictionFit } from './predictions/prediction-fit.ts';

/** One visit. A fully refunded visit is no visit and never appears. */
export interface Visit {
  readonly visitId: string;
  readonly at: number;
  readonly day: number;
  /** Minutes since local midnight, 0 to 1439; null: only the day was recorded. */
  readonly localMinute: number | null;
  readonly locationId: string | null;
  /** DINE_IN, TAKEAWAY, DELIVERY or what the CRM says; null: not on record, as for the four below. */
  readonly serviceType: string | null;
  readonly seating: string | null;
  readonly partySize: number | null;
  readonly channel: string | null;
  readonly campaignId: string | null;
  /** Before discount; null: unknown. */
  readonly grossMinor: number | null;
  /** Null: unknown. */
  readonly discountMinor: number | null;
  /** Gross − discount, before refund; null: unknown, not 0. */
  readonly totalMinor: number | null;
  /** Total − refund: what the guest really spent; null: unknown. */
  readonly netMinor: number | null;
  /** Items ordered; null: unknown. */
  readonly itemCount: number | null;
}

/** All visits of one guest in order of (day, at, visitId); empty when there is none. */
export interface VisitHistory {
  readonly visits: readonly Visit[];
}

/** One menu item of one visit; its lines are added up. */
export interface ItemLine {
  readonly visitId: string;
  readonly at: number;
  readonly day: number;
  readonly menuItemId: string;
  readonly name: string;
  /** Null: the item has no category. */
  readonly category: string | null;
  /** A dish for children; null: the menu does not say. */
  readonly childItem: boolean | null;
  readonly quantity: number;
  /** Quantity × unit price − discount; null: a price is unknown. */
  readonly spentMinor: number | null;
}

export interface ItemHistory {
  readonly lines: readonly ItemLine[];
}

/** Whether a sealed contact value is there and well formed. The value itself never enters the engine. */
export interface Presence {
  readonly present: boolean;
  /** False when absent. */
  readonly valid: boolean;
}

/** The customer's attributes as they were on record at the instant. Null: not on record. */
export interface Identity {
  readonly hasName: boolean;
  readonly email: Presence;
  readonly phone: Presence;
  readonly birthDate: Presence;
  /** Day since 1970-01-01; null: not on record or not a date. */
  readonly birthDay: number | null;
  readonly segment: string | null;
  readonly city: string | null;
  readonly country: string | null;
  readonly language: string | null;
  readonly preferredChannel: string | null;
  readonly lifeStage: string | null;
  readonly createdDay: number;
  readonly consentEmail: boolean | null;
  readonly consentSms: boolean | null;
  readonly consentPush: boolean | null;
}

export interface LoyaltyTransaction {
  readonly transactionId: string;
  readonly at: number;
  readonly day: number;
  /** EARN, REDEEM, EXPIRE, ADJUST, TIER or what the CRM says; null: not on record. */
  readonly kind: string | null;
  /** Never negative for EARN and REDEEM; null: not on record. */
  readonly points: number | null;
  /** The tier after this transaction; null: unchanged. */
  readonly tier: string | null;
}

/** A member's account; null as a fact: the guest was no member at the instant and had no transaction. */
export interface LoyaltyHistory {
  /** Name of the tier on record today; null: not on record. Its past is in the transactions. */
  readonly tier: string | null;
  /** Milliseconds since 1970; null: not on record. */
  readonly joinedAt: number | null;
  /** In order of (at, transactionId). */
  readonly transactions: readonly LoyaltyTransaction[];
}

export interface FeedbackEntry {
  readonly feedbackId: string;
  readonly at: number;
  readonly day: number;
  /** Null: not on record, as for the three below. */
  readonly source: string | null;
  /** 0 to 10. */
  readonly nps: number | null;
  /** 1 to 5. */
  readonly rating: number | null;
  /** −1 to 1, as given by the source; the text itself never enters the engine. */
  readonly sentiment: number | null;
}

/** All feedback of one guest in order of (at, feedbackId). */
export interface FeedbackHistory {
  readonly entries: readonly FeedbackEntry[];
}

/** One message of a campaign to the guest. What happened after the instant is not known yet: null. */
export interface Send {
  readonly campaignId: string;
  readonly campaignName: string;
  /** What the CRM calls the campaign's kind; null: not on record. */
  readonly kind: string | null;
  readonly channel: string;
  /** When it was sent. */
  readonly at: number;
  readonly day: number;
  readonly deliveredAt: number | null;
  readonly openedAt: number | null;
  readonly clickedAt: number | null;
  readonly repliedAt: number | null;
  /** The visit attributed to it; null: none so far. */
  readonly visitId: string | null;
}

/** All sends to one guest in order of (at, campaignId, channel). */
export interface SendHistory {
  readonly sends: readonly Send[];
}

/** Something that was done for a guest, or on purpose not done, to learn from the difference. */
export interface Intervention {
  readonly interventionId: string;
  /** Id of the action in the catalogue, or what the CRM calls it. */
  readonly action: string;
  readonly at: number;
  /** CONTROL: the guest did not get it. */
  readonly arm: 'TREATMENT' | 'CONTROL';
}

/** All interventions of one guest in order of (at, interventionId). */
export interface InterventionHistory {
  readonly entries: readonly Intervention[];
}

/** The newest event of each source in the whole base at the instant; null: the source is not in use. */
export interface SourceFreshness {
  readonly visits: number | null;
  readonly loyalty: number | null;
  readonly campaigns: number | null;
  readonly feedback: number | null;
}

/** 201 quantiles (0, 0.5, … 100 %) of one number over the current base; null with fewer than the minimum of guests. */
export type QuantileSketch = readonly number[];

/** The venue's share of visits with an item, or of spend in a category. */
export type Shares = Readonly<Record<string, number>>;

/** How the guests of the base answered on one channel in the 180 days before the week. */
export interface ChannelFacts {
  readonly channel: string;
  readonly deliveries: number;
  /** Responses per delivery, opens at their weight, shrunk to the prior; above 0. */
  readonly responseRate: number;
  /** Of the guests with a delivery. */
  readonly rates: QuantileSketch | null;
}

/** Health scores of the current base. */
export interface ScoreDistribution {
  readonly guests: number;
  /** 0 to 100, as the next. */
  readonly mean: number;
  /** Of the best tenth. */
  readonly topMean: number;
  readonly sketch: QuantileSketch;
  /** By the CRM's segment, else the RFM group; in order of the name. */
  readonly segments: readonly { readonly segment: string; readonly guests: number; readonly mean: number }[];
}

/** What is known of the whole base at a Monday 00:00, from the events before it. */
export interface PopulationFacts {
  /** ISO date of the Monday. */
  readonly week: string;
  readonly configVersion: number;
  /** Guests with any visit before the week. */
  readonly guests: number;
  /** Guests with a visit in the `currentBaseDays` before the week: those that anybody is compared with. */
  readonly currentBase: number;
  /** Four horizons, 120 to 365 days. */
  readonly currentBaseDays: number;
  /** The venue type whose priors were used. */
  readonly venueType: string;
  /** Guests with at least one gap between visit days; below 10 the rhythm is mostly prior. */
  readonly guestsWithGap: number;
  readonly gaps: number;
  /** v: median over guests of their mean gap in days, shrunk to the venue type's prior. */
  readonly typicalGapDays: number;
  /** H: the default horizon in days, 30 to 180. */
  readonly horizonDays: number;
  /** R: share of first visits followed by a second within H, shrunk to the venue type's prior. */
  readonly returnShare: number;
  /** The models fitted to all visits before the week. */
  readonly predictions: PredictionFit;
  /** The middle guest of the current base to those models; null: the base is empty. */
  readonly typicalTiming: GuestTiming | null;
  /** Median CV² of the gaps of guests with enough gaps; 1 (random rhythm) when there is none. */
  readonly fleetGapVariation: number;
  /** Mean net spend per visit of known spend, in minor units; null: no spend is known. */
  readonly meanSpendMinor: number | null;
  /** Share of gross that was discount, over all visits with both known; null: none known. */
  readonly discountShare: number | null;
  /** 75th percentile over guests of their shrunken discount share; null below 20 guests. */
  readonly discountShareP75: number | null;
  /** Guests' numbers over the current base; null below 20 guests. */
  readonly expectedVisitRate: QuantileSketch | null;
  readonly expectedSpendRate: QuantileSketch | null;
  readonly lifetimeValue: QuantileSketch | null;
  readonly recency: QuantileSketch | null;
  readonly rfm: {
    readonly recencyDays: QuantileSketch;
    readonly frequency: QuantileSketch;
    readonly monetary: QuantileSketch;
  } | null;
  /** Median CV² of the gaps between earning days of members with enough gaps; 1 (random rhythm) when there is none. */
  readonly fleetEarningVariation: number;
  /** Points redeemed of points earned, 0 to 1; null: nobody earned any. */
  readonly redeemedShare: number | null;
  /** Mean of all feedback in points of 100, newer counting more; null: no feedback. */
  readonly feedbackMean: number | null;
  /** In order of the name. */
  readonly channels: readonly ChannelFacts[];
  /** Components of the guests that have them; null below 20 such guests, as the two below. */
  readonly components: {
    readonly visitFrequency: QuantileSketch | null;
    readonly loyaltyEngagement: QuantileSketch | null;
    readonly feedbackSentiment: QuantileSketch | null;
    readonly communicationResponse: QuantileSketch | null;
  };
  /** Mean of the loyalty and communication components of the guests that have either. */
  readonly engagement: QuantileSketch | null;
  readonly healthScores: ScoreDistribution | null;
  /** Of the visits with items in the 365 days before the week, the share that had the item. */
  readonly itemShares: Shares;
  /** Share of the itemised spend in the 365 days before the week. */
  readonly categoryShares: Shares;
  /** Of the visits in the 365 days before the week, Monday first; adds up to 1, as the two below. Even without visits. */
  readonly weekdayShares: readonly number[];
  /** Of those with a known time: breakfast, lunch, afternoon, dinner, late. */
  readonly daypartShares: readonly number[];
  /** January first. */
  readonly monthShares: readonly number[];
  /** Of the actions that were tried on enough guests, in order of the action. */
  readonly actionUplifts: readonly LearnedUplift[];
  /** Items that go together, by the bills of the 365 days before the week. */
  readonly itemPairs: ItemPairs;
}

export interface Facts {
  readonly visits: VisitHistory;
  readonly items: ItemHistory;
  readonly identity: Identity;
  /** At the instant that a trend compares with. */
  readonly earlierIdentity: Identity;
  readonly loyalty: LoyaltyHistory | null;
  readonly feedback: FeedbackHistory;
  readonly sends: SendHistory;
  readonly interventions: InterventionHistory;
  readonly sources: SourceFreshness;
  /** Of the week of the instant. */
  readonly population: PopulationFacts;
  /** Of the week of the instant that a trend compares with. */
  readonly earlierPopulation: PopulationFacts;
}

export type FactName = keyof Facts;
