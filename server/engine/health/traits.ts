import type { BareFacts, BareHistory } from '../bare-visits.ts';
import type { ScoringConfig } from '../config.ts';
import type { Facts } from '../facts.ts';
import { openMemory } from '../memory.ts';
import type { Spender } from '../predictions/gamma-gamma.ts';
import { daysVariation, distinctDays, spanOf, type VisitSpan, visitDays } from '../rhythm.ts';
import { spenderOf } from '../spend-outlook.ts';
import { newSpendChange, type Spend, type SpendChange, spendChange, spendOf } from '../spending.ts';
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
  const delivered = deliveries ?? deliveriesOf(facts.sends, facts.visits, day, config);
  const change = spendChange(facts.visits.visits, day, config);
  const traits = madeOf(facts, visitDays(facts.visits), change, delivered, day, config);
  latest.set(facts.visits, { facts, day, config, traits });
  return traits;
}

/** The same, found anew: for who asks once and hands it on, as a run does. */
export function newTraits(facts: BareGuest, day: number, config: ScoringConfig): Traits {
  const { visits } = facts.visits;
  const deliveries = deliveriesOf(facts.sends, facts.visits, day, config);
  return madeOf(facts, distinctDays(visits), newSpendChange(visits, day, config), deliveries, day, config);
}

function madeOf(
  { visits: { visits }, loyalty, feedback }: BareGuest,
  days: readonly number[],
  change: SpendChange | null,
  deliveries: readonly Delivery[],
  day: number,
  config: ScoringConfig,
): Traits {
  return {
    days,
    span: spanOf(days),
    gapVariation: daysVariation(days, config),
    spend: spendOf(visits),
    spender: spenderOf(visits),
    spendRose: change?.probabilityUp ?? null,
    loyalty: loyaltyTraits(loyalty, day, config),
    feedback: feedbackTraits(feedback, day, config),
    channels: channelTraits(deliveries),
  };
}
