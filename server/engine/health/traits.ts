import type { BareFacts, BareHistory } from '../bare-visits.ts';
import type { ScoringConfig } from '../config.ts';
import type { Facts } from '../facts.ts';
import { openMemory } from '../memory.ts';
import type { Spender } from '../predictions/gamma-gamma.ts';
import { gapsOf, gapVariation, spanOf, type VisitSpan, visitDays } from '../rhythm.ts';
import { spenderOf } from '../spend-outlook.ts';
import { type Spend, spendChange, spendOf } from '../spending.ts';
import { type ChannelTraits, channelTraits, type Delivery, deliveriesOf } from './communication-response.ts';
import { type FeedbackTraits, feedbackTraits } from './feedback-sentiment.ts';
import { type LoyaltyTraits, loyaltyTraits } from './loyalty-engagement.ts';

/** What is known of one guest that the six components look at. */
export type GuestFacts = Pick<Facts, 'visits' | 'loyalty' | 'feedback' | 'sends'>;

/** The same with bare visits, which is all that its numbers rest on. */
export type BareGuest = Pick<BareFacts, keyof GuestFacts>;

/** What one guest shows by itself on a day: all that the components need beside the venue's numbers. */
export interface Traits {
  /** Visit days, ascending. */
  readonly days: readonly number[];
  /** Null: no visit. */
  readonly span: VisitSpan | null;
  /** CV² of the gaps between visit days; null below 5 gaps. */
  readonly gapVariation: number | null;
  readonly spend: Spend;
  /** Paid visit days after the first. */
  readonly spender: Spender;
  /** Probability that the rate of spending rose; null: cannot be said. */
  readonly spendRose: number | null;
  /** Null: no member. */
  readonly loyalty: LoyaltyTraits | null;
  readonly feedback: FeedbackTraits;
  readonly channels: readonly ChannelTraits[];
}

interface Known {
  readonly facts: BareGuest;
  readonly day: number;
  readonly config: ScoringConfig;
  readonly traits: Traits;
}

/** Score, comparison and engagement of one answer look at the same traits. */
const latest = openMemory<BareHistory, Known>();

function same(a: BareGuest, b: BareGuest): boolean {
  return a.visits === b.visits && a.loyalty === b.loyalty && a.feedback === b.feedback && a.sends === b.sends;
}

/** @param deliveries of the facts on that day, where the caller has them already. */
export function traitsOf(facts: BareGuest, day: number, config: ScoringConfig, deliveries?: readonly Delivery[]): Traits {
  const known = latest.get(facts.visits);
  if (known !== undefined && known.day === day && known.config === config && same(known.facts, facts)) return known.traits;
  const traits = newTraits(facts, day, config, deliveries ?? deliveriesOf(facts.sends, facts.visits, day, config));
  latest.set(facts.visits, { facts, day, config, traits });
  return traits;
}

function newTraits(facts: BareGuest, day: number, config: ScoringConfig, deliveries: readonly Delivery[]): Traits {
  const days = visitDays(facts.visits);
  return {
    days,
    span: spanOf(days),
    gapVariation: gapVariation(gapsOf(days), config),
    spend: spendOf(facts.visits.visits),
    spender: spenderOf(facts.visits.visits),
    spendRose: spendChange(facts.visits.visits, day, config)?.probabilityUp ?? null,
    loyalty: loyaltyTraits(facts.loyalty, day, config),
    feedback: feedbackTraits(facts.feedback, day, config),
    channels: channelTraits(deliveries),
  };
}
