import type { BareHistory, BareVisit } from '../bare-visits.ts';
import type { ScoringConfig } from '../config.ts';
import { evidence, evidenceOf } from '../evidence.ts';
import type { ChannelFacts, PopulationFacts, Send, SendHistory } from '../facts.ts';
import { insufficient } from '../insufficient.ts';
import { shrunk, withoutSpread } from '../maths/statistics.ts';
import { absent, type Part, type PercentileSource, type Ranked, ranked } from './component.ts';

/** A delivered message and what became of it. */
export interface Delivery {
  readonly send: Send;
  readonly opened: boolean;
  /** Clicked, replied, or a visit is attributed to it. */
  readonly answered: boolean;
  readonly visited: boolean;
}

/** What a guest did with the messages of one channel in the last 180 days. */
export interface ChannelTraits {
  readonly channel: string;
  readonly deliveries: number;
  /** At most one per delivery. */
  readonly actions: number;
  /** Opened and nothing more. */
  readonly onlyOpened: number;
}

/**
 * The messages of the last 180 days that arrived: whatever was opened, clicked, replied to or led to a visit did. A fully refunded visit
 * is no visit, so it answers nothing.
 */
export function deliveriesOf(history: SendHistory, visits: BareHistory, day: number, config: ScoringConfig): Delivery[] {
  const since = day - config.communication.windowDays;
  const visitIds = attributedVisits(history.sends, visits.visits, since);
  const deliveries: Delivery[] = [];
  for (const send of history.sends) {
    if (send.day <= since) continue;
    const visited = send.visitId !== null && visitIds.has(send.visitId);
    const answered = visited || send.clickedAt !== null || send.repliedAt !== null;
    const opened = send.openedAt !== null;
    if (answered || opened || send.deliveredAt !== null) deliveries.push({ send, opened, answered, visited });
  }
  return deliveries;
}

const nothing: ReadonlySet<string> = new Set();

/** The ids of visits that messages sent after a day led to, as far as there are such visits. */
export function attributedVisits(
  sends: readonly Send[],
  visits: readonly BareVisit[],
  afterDay = Number.NEGATIVE_INFINITY,
): ReadonlySet<string> {
  let named: Set<string> | null = null; // most messages lead nowhere
  for (const { visitId, day } of sends) {
    if (visitId === null || day <= afterDay) continue;
    named ??= new Set();
    named.add(visitId);
  }
  if (named === null) return nothing;
  const found = new Set<string>();
  for (const { visitId } of visits) if (named.has(visitId)) found.add(visitId);
  return found;
}

/** By channel, in order of the name. */
export function channelTraits(deliveries: readonly Delivery[]): ChannelTraits[] {
  const found: { channel: string; deliveries: number; actions: number; onlyOpened: number }[] = [];
  let own: (typeof found)[number] | undefined;
  for (const { send, answered, opened } of deliveries) {
    // Neighbours are often of one channel.
    if (own?.channel !== send.channel) own = found.find(({ channel }) => channel === send.channel);
    if (own === undefined) {
      own = { channel: send.channel, deliveries: 0, actions: 0, onlyOpened: 0 };
      found.push(own);
    }
    own.deliveries += 1;
    if (answered) own.actions += 1;
    else if (opened) own.onlyOpened += 1;
  }
  return found.length < 2 ? found : found.sort((a, b) => (a.channel < b.channel ? -1 : 1));
}

/** Responses per delivery, 0 to 1, opens at their weight. */
export function ownResponse(traits: Omit<ChannelTraits, 'channel'>, config: ScoringConfig): number {
  return (traits.actions + config.communication.openWeight * traits.onlyOpened) / traits.deliveries;
}

/** The own response shrunk to the channel's mean (a Beta prior worth 10 deliveries), 0 to 1. */
export function responseRate(traits: Omit<ChannelTraits, 'channel'>, channelMean: number, config: ScoringConfig): number {
  return shrunk(ownResponse(traits, config), traits.deliveries, channelMean, config.communication.channelWeight);
}

export interface ChannelRank extends ChannelTraits, Ranked {
  readonly responseRate: number;
}

/** Position of a guest among those who get messages on the same channel. */
export function channelRank(traits: ChannelTraits, channels: readonly ChannelFacts[], config: ScoringConfig): ChannelRank {
  const { priorLogSpread, priorResponse } = config.communication;
  const venue = channels.find(({ channel }) => channel === traits.channel);
  const mean = venue?.responseRate ?? priorResponse;
  const rate = responseRate(traits, mean, config);
  const rank = ranked(rate, venue?.rates ?? null, { medianRate: mean, logSpread: priorLogSpread });
  // Field by field: spreading costs a run more than the ranking.
  return {
    channel: traits.channel,
    deliveries: traits.deliveries,
    actions: traits.actions,
    onlyOpened: traits.onlyOpened,
    percentile: rank.percentile,
    source: rank.source,
    withoutSpread: rank.withoutSpread,
    responseRate: rate,
  };
}

/** The channels' percentiles weighted by deliveries, 0 to 100; null when nothing was delivered. */
export function communicationScore(
  channels: readonly ChannelTraits[],
  population: PopulationFacts,
  config: ScoringConfig,
): number | null {
  let [deliveries, points] = [0, 0];
  for (const channel of channels) {
    deliveries += channel.deliveries;
    points += channel.deliveries * channelRank(channel, population.channels, config).percentile;
  }
  return deliveries === 0 ? null : points / deliveries;
}

function sourceOf(ranks: readonly ChannelRank[]): PercentileSource {
  return ranks.some(({ source }) => source === 'PRIOR') ? 'PRIOR' : 'BASE';
}

/**
 * Answers to campaigns: per channel the percentile of (clicks + replies + attributed visits)/delivered, at most one action per message,
 * a mere opening worth 0.2; channels weighted by deliveries.
 *
 * @returns score 0 to 100; absent when nothing was delivered in 180 days.
 */
export function communicationResponse(
  deliveries: readonly Delivery[],
  channels: readonly ChannelTraits[],
  population: PopulationFacts,
  config: ScoringConfig,
): Part {
  const score = communicationScore(channels, population, config);
  if (score === null) {
    const { windowDays } = config.communication;
    return absent(
      insufficient('NOTHING_DELIVERED', `Communication response needs a message delivered in the last ${windowDays} days.`, 0, 1),
    );
  }
  const ranks = channels.map((channel) => channelRank(channel, population.channels, config));
  const answered = deliveries.filter((delivery) => delivery.answered);
  const campaigns = [...new Set(answered.slice(-3).map(({ send }) => send.campaignId))];
  return {
    score,
    evidence: [
      evidence('messages delivered', deliveries.length, 'messages'),
      evidenceOf('messages answered', answered.length, 'messages', campaigns),
      ...ranks.map((rank) => evidence(`response by ${rank.channel}`, rank.responseRate, 'share of messages')),
      ...ranks.map((rank) => evidence(`percentile by ${rank.channel}`, rank.percentile, 'percent of guests')),
    ],
    percentileSource: sourceOf(ranks),
    withoutSpread: withoutSpread(population.components.communicationResponse),
    insufficientData: null,
  };
}
