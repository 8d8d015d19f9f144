/** How a guest wants to be written to: stated, else learned from answers; never a channel without consent. */
import type { ScoringConfig } from '../config.ts';
import type { Facts, Identity, PopulationFacts, Visit } from '../facts.ts';
import {
  type ChannelTraits,
  channelTraits,
  type Delivery,
  deliveriesOf,
  responseRate,
} from '../health/communication-response.ts';
import { type InsufficientData, insufficient } from '../insufficient.ts';
import { clamp, sum } from '../maths/statistics.ts';

export type PreferenceBasis = 'STATED' | 'LEARNED';

export interface ChannelInsight {
  readonly channel: string;
  /** Null: never asked. */
  readonly consent: boolean | null;
  /** Consent given and a well-formed address on record. */
  readonly usable: boolean;
  readonly deliveries: number;
  readonly actions: number;
  /** Mean and 80 % interval of the Beta posterior, 0 to 1. */
  readonly responseRate: number;
  readonly lower: number;
  readonly upper: number;
}

export interface CommunicationPreferences {
  /** Null: none that may be used. */
  readonly channel: string | null;
  readonly channelBasis: PreferenceBasis | null;
  /** What the guest asked for, whether or not it may be used. */
  readonly statedChannel: string | null;
  readonly channels: readonly ChannelInsight[];
  readonly insufficientChannelData: InsufficientData | null;
  /** Local hour in which most answers came, 0 to 23. */
  readonly hour: number | null;
  readonly answers: number;
  readonly language: string | null;
}

const campaignChannels = ['EMAIL', 'PUSH', 'SMS'] as const;

/** What the record allows: consent and address by channel. A telephone call has no consent on record, so none may be made. */
function permission(channel: string, identity: Identity): Pick<ChannelInsight, 'consent' | 'usable'> {
  const allowed = (consent: boolean | null, reachable: boolean) => ({ consent, usable: consent === true && reachable });
  if (channel === 'EMAIL') return allowed(identity.consentEmail, identity.email.valid);
  if (channel === 'SMS') return allowed(identity.consentSms, identity.phone.valid);
  if (channel === 'PUSH') return allowed(identity.consentPush, true);
  return allowed(null, false);
}

function channelInsight(
  traits: ChannelTraits,
  identity: Identity,
  venue: PopulationFacts,
  config: ScoringConfig,
): ChannelInsight {
  const { channel, deliveries, actions } = traits;
  const { channelWeight, priorResponse } = config.communication;
  const mean = venue.channels.find((known) => known.channel === channel)?.responseRate ?? priorResponse;
  const rate = deliveries === 0 ? mean : responseRate(traits, mean, config);
  // Spread of a Beta distribution with this mean.
  const halfWidth = config.contact.intervalZ * Math.sqrt((rate * (1 - rate)) / (deliveries + channelWeight + 1));
  return {
    channel,
    ...permission(channel, identity),
    deliveries,
    actions,
    responseRate: rate,
    lower: clamp(rate - halfWidth, 0, 1),
    upper: clamp(rate + halfWidth, 0, 1),
  };
}

/** The local clock of the visit nearest in time tells the local hour of an answer. */
function localHour(at: number, timed: readonly Visit[]): number | null {
  let nearest: Visit | null = null;
  for (const visit of timed) {
    if (nearest === null || Math.abs(visit.at - at) < Math.abs(nearest.at - at)) nearest = visit;
  }
  if (nearest?.localMinute === null || nearest?.localMinute === undefined) return null;
  const quarter = 15;
  const offset = Math.round((nearest.localMinute - Math.floor(nearest.at / 60_000)) / quarter) * quarter;
  const minute = (((Math.floor(at / 60_000) + offset) % 1_440) + 1_440) % 1_440;
  return Math.floor(minute / 60);
}

/** The hour around which most answers came; the earlier one of equals. */
function answerHour(answers: readonly Delivery[], visits: readonly Visit[], { contact }: ScoringConfig): number | null {
  const timed = visits.filter(({ localMinute }) => localMinute !== null);
  const hours = answers.flatMap(({ send }) => {
    const at = send.clickedAt ?? send.repliedAt;
    const hour = at === null ? null : localHour(at, timed);
    return hour === null ? [] : [hour];
  });
  if (hours.length < contact.answersNeeded) return null;
  const distance = (a: number, b: number) => Math.min((a - b + 24) % 24, (b - a + 24) % 24);
  // An hour itself weighs as much as both its neighbours.
  const weight = (hour: number) => sum(hours.map((other) => Math.max(0, 1 - distance(hour, other) / (contact.hourSpread + 1))));
  let best = 0;
  for (let hour = 1; hour < 24; hour += 1) if (weight(hour) > weight(best) + 1e-9) best = hour;
  return best;
}

function choose(channels: readonly ChannelInsight[], stated: string | null, config: ScoringConfig) {
  const usable = channels.filter((one) => one.usable);
  if (stated !== null && usable.some(({ channel }) => channel === stated)) {
    return { channel: stated, channelBasis: 'STATED' as const, insufficientChannelData: null };
  }
  const need = config.contact.deliveriesNeeded;
  const { actionsNeeded } = config.contact;
  const known = usable.filter(({ deliveries, actions }) => deliveries >= need && actions >= actionsNeeded);
  const best = known.toSorted((a, b) => b.responseRate - a.responseRate || (a.channel < b.channel ? -1 : 1))[0];
  if (best !== undefined) return { channel: best.channel, channelBasis: 'LEARNED' as const, insufficientChannelData: null };
  const most = Math.max(0, ...usable.map(({ deliveries }) => deliveries));
  if (most >= need) {
    const answers = Math.max(0, ...usable.map(({ actions }) => actions));
    const silent = `A preferred channel needs ${actionsNeeded} answered messages on a channel with consent; there are ${answers}.`;
    const noAnswers = insufficient('NO_ENGAGEMENT', silent, answers, actionsNeeded);
    return { channel: null, channelBasis: null, insufficientChannelData: noAnswers };
  }
  const message =
    usable.length === 0
      ? 'No channel may be used: there is no consent with an address on record.'
      : `A preferred channel needs ${need} delivered messages on a channel with consent; there are ${most}.`;
  const lack = insufficient('NOTHING_DELIVERED', message, most, need);
  return { channel: null, channelBasis: null, insufficientChannelData: lack };
}

export function communicationPreferences(
  { identity, sends, visits, population }: Pick<Facts, 'identity' | 'sends' | 'visits' | 'population'>,
  day: number,
  config: ScoringConfig,
): CommunicationPreferences {
  const deliveries = deliveriesOf(sends, visits, day, config);
  const traits = new Map(channelTraits(deliveries).map((one) => [one.channel, one]));
  const channels = [...new Set([...campaignChannels, ...traits.keys()])]
    .sort()
    .map((channel) => traits.get(channel) ?? { channel, deliveries: 0, actions: 0, onlyOpened: 0 })
    .map((one) => channelInsight(one, identity, population, config));
  const answers = deliveries.filter(({ send }) => send.clickedAt !== null || send.repliedAt !== null);
  return {
    ...choose(channels, identity.preferredChannel, config),
    statedChannel: identity.preferredChannel,
    channels,
    hour: answerHour(answers, visits.visits, config),
    answers: answers.length,
    language: identity.language,
  };
}
