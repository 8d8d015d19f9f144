/**
 * What the whole base shows of loyalty, feedback and campaigns, and then how its guests score by the very functions that answer for one
 * of them, as quantiles.
 */
import type { ScoringConfig } from './config.ts';
import type { ChannelFacts, PopulationFacts, ScoreDistribution } from './facts.ts';
import { ownResponse, responseRate } from './health/communication-response.ts';
import type { Traits } from './health/traits.ts';
import { type ComponentScores, componentScores, engagementOf, weigh } from './health/weighing.ts';
import { mean, median, quantileSketch, shrunk, sum } from './maths/statistics.ts';
import { type RfmInput, rfmOf } from './profile/rfm.ts';

/** What of a guest's summary the scores rest on. */
export interface ScoredGuest extends Traits {
  /** The CRM's own; null: not on record. */
  readonly segment: string | null;
  readonly rfm: RfmInput;
}

/** Adds up smallest first, so that the order of the guests changes nothing. */
function total(values: readonly number[]): number {
  return sum(Array.from(Float64Array.from(values).sort()));
}

/** Means that the guests' own loyalty and feedback are shrunk to, over all guests. */
export function loyaltyAndFeedback(
  guests: readonly Traits[],
): Pick<PopulationFacts, 'fleetEarningVariation' | 'redeemedShare' | 'feedbackMean'> {
  const members = guests.flatMap(({ loyalty }) => (loyalty === null ? [] : [loyalty]));
  const earned = total(members.map(({ earnedPoints }) => earnedPoints));
  const redeemed = total(members.map(({ redeemedPoints }) => redeemedPoints));
  const said = guests.map(({ feedback }) => feedback).filter(({ weight }) => weight > 0);
  const weight = total(said.map((feedback) => feedback.weight));
  return {
    fleetEarningVariation: median(members.flatMap(({ earningVariation }) => earningVariation ?? [])) ?? 1,
    redeemedShare: earned === 0 ? null : Math.min(1, redeemed / earned),
    feedbackMean: weight === 0 ? null : total(said.map(({ points }) => points)) / weight,
  };
}

/** How the current base answers on each channel. */
export function channelFacts(base: readonly Traits[], config: ScoringConfig): ChannelFacts[] {
  const { priorResponse, priorWeight } = config.communication;
  const names = [...new Set(base.flatMap(({ channels }) => channels.map(({ channel }) => channel)))].sort();
  return names.map((channel) => {
    const own = base.flatMap(({ channels }) => channels.filter((traits) => traits.channel === channel));
    const all = {
      deliveries: sum(own.map(({ deliveries }) => deliveries)),
      actions: sum(own.map(({ actions }) => actions)),
      onlyOpened: sum(own.map(({ onlyOpened }) => onlyOpened)),
    };
    const average = shrunk(ownResponse(all, config), all.deliveries, priorResponse, priorWeight);
    const rates = own.map((traits) => responseRate(traits, average, config));
    return {
      channel,
      deliveries: all.deliveries,
      responseRate: average,
      rates: quantileSketch(rates, config.base.minimumGuests),
    };
  });
}

type BaseScores = Pick<PopulationFacts, 'components' | 'engagement' | 'healthScores'>;

/** Before anybody of the base is scored. */
export const unscored: BaseScores = {
  components: { visitFrequency: null, loyaltyEngagement: null, feedbackSentiment: null, communicationResponse: null },
  engagement: null,
  healthScores: null,
};

/** @param venue everything else about the week: none of the guests' scores rests on what is computed here. */
export function baseScores(base: readonly ScoredGuest[], venue: PopulationFacts, day: number, config: ScoringConfig): BaseScores {
  const scored = base.map((guest) => {
    const scores = componentScores(guest, venue, day, config);
    const segment = guest.segment ?? rfmOf(guest.rfm, venue.rfm)?.group ?? null;
    return { scores, segment, exactScore: weigh(scores, config).exactScore };
  });
  const sketch = (value: (scores: ComponentScores) => number | null) =>
    quantileSketch(
      scored.flatMap(({ scores }) => value(scores) ?? []),
      config.base.minimumGuests,
    );
  return {
    components: {
      visitFrequency: sketch(({ visitFrequency }) => visitFrequency),
      loyaltyEngagement: sketch(({ loyaltyEngagement }) => loyaltyEngagement),
      feedbackSentiment: sketch(({ feedbackSentiment }) => feedbackSentiment),
      communicationResponse: sketch(({ communicationResponse }) => communicationResponse),
    },
    engagement: sketch(engagementOf),
    healthScores: distribution(
      scored.flatMap(({ exactScore, segment }) => (exactScore === null ? [] : [{ exactScore, segment }])),
      config,
    ),
  };
}

function distribution(
  scored: readonly { readonly exactScore: number; readonly segment: string | null }[],
  config: ScoringConfig,
): ScoreDistribution | null {
  const ascending = Array.from(Float64Array.from(scored.map(({ exactScore }) => exactScore)).sort());
  const sketch = quantileSketch(ascending, config.base.minimumGuests);
  if (sketch === null) return null;
  const bySegment = new Map<string, number[]>();
  for (const { segment, exactScore } of scored) {
    if (segment === null) continue;
    const scores = bySegment.get(segment);
    if (scores === undefined) bySegment.set(segment, [exactScore]);
    else scores.push(exactScore);
  }
  return {
    guests: ascending.length,
    mean: mean(ascending) ?? 0,
    topMean: mean(ascending.slice(-Math.ceil(config.benchmark.topShare * ascending.length))) ?? 0,
    sketch,
    segments: [...bySegment.keys()].sort().map((segment) => {
      const scores = bySegment.get(segment) ?? [];
      return { segment, guests: scores.length, mean: total(scores) / scores.length };
    }),
  };
}
