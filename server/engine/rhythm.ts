/**
 * The method RHYTHM: what to expect of a guest from the own gaps between visit days, shrunk to the venue's, until a fitted model
 * exists. Source: the product's definitions of rates and recency without a model (docs/decisions/0006-rhythm.md).
 */
import type { BareHistory } from './bare-visits.ts';
import type { ScoringConfig } from './config.ts';
import type { PopulationFacts } from './facts.ts';
import { shrunk, sum, variance } from './maths/statistics.ts';
import { openMemory } from './memory.ts';

/** The days of a history are asked for many times in one answer. */
const knownDays = openMemory<BareHistory, readonly number[]>();

/** Distinct business days with a visit, ascending. A day counts once over all locations. */
export function visitDays(history: BareHistory): readonly number[] {
  const known = knownDays.get(history);
  if (known !== undefined) return known;
  const days = distinctDays(history.visits);
  knownDays.set(history, days);
  return days;
}

/** Distinct days of events that come in order of their day. */
export function distinctDays(events: readonly { readonly day: number }[]): number[] {
  const days: number[] = [];
  let last = Number.NaN;
  for (const { day } of events) {
    if (day !== last) days.push(day);
    last = day;
  }
  return days;
}

/** How many of the days, ascending, lie behind one. */
export function daysAfter(days: readonly number[], day: number): number {
  let first = days.length;
  while (first > 0 && (days[first - 1] ?? day) > day) first -= 1;
  return days.length - first;
}

/** Days between consecutive visit days; one fewer than visit days. */
export function gapsOf(days: readonly number[]): number[] {
  const gaps: number[] = [];
  let before = days[0] ?? 0;
  for (let index = 1; index < days.length; index += 1) {
    const day = days[index] ?? before;
    gaps.push(day - before);
    before = day;
  }
  return gaps;
}

/** What the rhythm of a guest rests on. */
export interface VisitSpan {
  /** Visit days, at least 1. */
  readonly count: number;
  readonly firstDay: number;
  readonly lastDay: number;
}

/** @returns null without a visit. */
export function spanOf(days: readonly number[]): VisitSpan | null {
  const firstDay = days[0];
  const lastDay = days.at(-1);
  return firstDay === undefined || lastDay === undefined ? null : { count: days.length, firstDay, lastDay };
}

export interface Rhythm {
  /** Days since the last visit day, s. */
  readonly silentDays: number;
  /** Expected days between visits, ĝ: the own mean gap shrunk to the venue's typical gap (weight 3). */
  readonly expectedGapDays: number;
  /** Chance that one visit is followed by another, ρ, 0 to 1. */
  readonly returnChance: number;
  /** 1 until a visit is overdue, then halved with every two expected gaps, 0 to 1. */
  readonly active: number;
  /** Expected visits per 30 days, leaving included. */
  readonly visitsPer30Days: number;
}

/** The venue's typical gap and return share. */
export type VenueRhythm = Pick<PopulationFacts, 'typicalGapDays' | 'returnShare'>;

/** 1 until a visit is overdue, then halved with every two expected gaps. */
export function activity(silentDays: number, expectedGapDays: number): number {
  return 2 ** (-Math.max(0, silentDays - expectedGapDays) / (2 * expectedGapDays));
}

/** P(return within some days): the guest comes again at all, and soon enough. */
export function returnWithin(days: number, guest: Pick<Rhythm, 'expectedGapDays' | 'returnChance' | 'active'>): number {
  return guest.returnChance * guest.active * (1 - Math.exp(-days / guest.expectedGapDays));
}

/** What to expect of a guest on a day. */
export function rhythm(span: VisitSpan, day: number, venue: VenueRhythm, config: ScoringConfig): Rhythm {
  const { venueGapWeight, returnWeight } = config.rhythm;
  const repeats = span.count - 1;
  const silentDays = Math.max(0, day - span.lastDay);
  const expectedGapDays = (span.lastDay - span.firstDay + venueGapWeight * venue.typicalGapDays) / (repeats + venueGapWeight);
  const returnChance = (repeats + returnWeight * venue.returnShare) / (repeats + returnWeight);
  const active = activity(silentDays, expectedGapDays);
  return { silentDays, expectedGapDays, returnChance, active, visitsPer30Days: (30 / expectedGapDays) * returnChance * active };
}

/** Squared coefficient of variation of the gaps, 0 for clockwork; null below 5 gaps. */
export function gapVariation(gaps: readonly number[], config: ScoringConfig): number | null {
  const spread = gaps.length < config.rhythm.regularityGaps ? null : variance(gaps);
  if (spread === null) return null;
  const average = sum(gaps) / gaps.length;
  return spread / average ** 2;
}

/** The same of the gaps between days, ascending and without repetition. They are whole, so that their sum is what lies between the ends. */
export function daysVariation(days: readonly number[], config: ScoringConfig): number | null {
  const gaps = days.length - 1;
  if (gaps < 2 || gaps < config.rhythm.regularityGaps) return null;
  let before = days[0] ?? 0;
  const average = ((days[gaps] ?? 0) - before) / gaps;
  let squares = 0;
  for (let index = 1; index <= gaps; index += 1) {
    const day = days[index] ?? before;
    squares += (day - before - average) ** 2;
    before = day;
  }
  return squares / (gaps - 1) / average ** 2;
}

/** 0 to 100: about 50 for a random rhythm, towards 100 for clockwork, towards 0 for bursts; null below 5 gaps. */
export function regularity(gaps: readonly number[], fleetGapVariation: number, config: ScoringConfig): number | null {
  return regularityOf(gapVariation(gaps, config), gaps.length, fleetGapVariation, config);
}

/** The same from the CV² of that many gaps; null with it. */
export function regularityOf(own: number | null, gaps: number, fleetGapVariation: number, config: ScoringConfig): number | null {
  return own === null ? null : 100 / (1 + shrunk(own, gaps, fleetGapVariation, config.rhythm.fleetVariationWeight));
}
