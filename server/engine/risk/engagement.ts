import type { BareFacts } from '../bare-visits.ts';
import type { ScoringConfig } from '../config.ts';
import { evidence } from '../evidence.ts';
import type { Facts, LoyaltyHistory, LoyaltyTransaction, PopulationFacts, Send } from '../facts.ts';
import type { Look } from '../health/look.ts';
import { insufficient } from '../insufficient.ts';
import { activeEvidence, outlookOn } from '../outlook.ts';
import { visitDays } from '../rhythm.ts';
import { readingOf } from './reading.ts';
import { bareRisk, explained, type Input, knownRisk, type Risk, unknownRisk } from './risk.ts';

/** P(no action within H | still a customer), beside the inputs of the chance of staying. */
const idleInput: Input = {
  input: 'idleChance',
  factor: 'ENGAGEMENT_ACTIONS',
  name: 'chance of no answer and no loyalty action while still a guest',
  unit: 'probability',
};

/** A send counts once, whatever followed: click, reply or an attributed visit. An opening is no action: mail programs open too. */
export function answered(send: Send): boolean {
  return send.clickedAt !== null || send.repliedAt !== null || send.visitId !== null;
}

interface Actions {
  readonly campaign: number;
  readonly loyalty: number;
  /** Days since the guest could first act, at most the window. */
  readonly days: number;
}

/** Days after one on which points were earned or redeemed. */
function movingDays({ transactions }: LoyaltyHistory, since: number): number {
  let [count, last] = [0, since];
  for (const { kind, day } of transactions) {
    if (day <= since || day === last || (kind !== 'EARN' && kind !== 'REDEEM')) continue;
    if (day < last) return distinctMovingDays(transactions, since);
    count += 1;
    last = day;
  }
  return count;
}

/** The same where a clock that was put back has left days out of order. */
function distinctMovingDays(transactions: readonly LoyaltyTransaction[], since: number): number {
  const moves = transactions.filter(({ kind, day }) => day > since && (kind === 'EARN' || kind === 'REDEEM'));
  return new Set(moves.map(({ day }) => day)).size;
}

/** @returns null: neither a member nor written to within the window, so nothing to act on. */
function actionsOf({ loyalty, sends }: Pick<Facts, 'loyalty' | 'sends'>, day: number, config: ScoringConfig): Actions | null {
  const { actionWindowDays } = config.risk;
  const since = day - actionWindowDays;
  let [written, campaign] = [0, 0];
  for (const send of sends.sends) {
    if (send.day <= since) continue;
    written += 1;
    if (answered(send)) campaign += 1;
  }
  if (loyalty === null && written === 0) return null;
  const [firstSend, firstMove] = [sends.sends[0]?.day, loyalty?.transactions[0]?.day];
  const firstDay = firstSend === undefined && firstMove === undefined ? since : Math.min(firstSend ?? day, firstMove ?? day);
  return {
    campaign,
    loyalty: loyalty === null ? 0 : movingDays(loyalty, since),
    days: Math.min(actionWindowDays, Math.max(1, day - firstDay)),
  };
}

/** The prior: shape and exposure in days. */
function priorOf(population: PopulationFacts, { risk }: ScoringConfig): { actions: number; days: number } {
  return { actions: risk.priorActions, days: (risk.priorActions * population.typicalGapDays) / risk.priorActionsPerGap };
}

function lack(horizonDays: number, reason: 'NO_VISITS' | 'NO_ENGAGEMENT'): Risk {
  const message =
    reason === 'NO_VISITS'
      ? 'The risk of lower engagement needs a visit; there is none on record.'
      : 'The guest is no member and was sent no campaign in the last year: there is no engagement to lose.';
  return unknownRisk(horizonDays, insufficient(reason, message, 0, 1));
}

/** P(nothing | still a customer) of so many actions in so many days. */
function idleChance(actions: number, days: number, horizonDays: number): number {
  return (days / (days + horizonDays)) ** actions;
}

/** The same of a guest. */
function ownIdleChance({ campaign, loyalty, days }: Actions, population: PopulationFacts, config: ScoringConfig): number {
  const prior = priorOf(population, config);
  return idleChance(prior.actions + (campaign + loyalty), prior.days + days, population.horizonDays);
}

/** The same without what explains it, of a guest who has been looked at. */
export function bareEngagementRisk(
  { outlook }: Pick<Look, 'outlook'>,
  facts: Pick<Facts, 'loyalty' | 'sends' | 'population'>,
  day: number,
  config: ScoringConfig,
): Risk {
  const { horizonDays } = facts.population;
  if (outlook === null) return lack(horizonDays, 'NO_VISITS');
  const actions = actionsOf(facts, day, config);
  if (actions === null) return lack(horizonDays, 'NO_ENGAGEMENT');
  return bareRisk(1 - outlook.stays * (1 - ownIdleChance(actions, facts.population, config)), horizonDays, config);
}

/**
 * P(no campaign or loyalty action within H): the guest is lost, or stays and does nothing. The rate of actions is Gamma–Poisson, so
 * that P(nothing | still a customer) = (days/(days + H))^actions of the posterior.
 * @returns absent without a visit, and for who is no member and was not written to within a year.
 */
export function engagementRisk(
  facts: Pick<BareFacts, 'visits' | 'loyalty' | 'sends' | 'population'>,
  day: number,
  config: ScoringConfig,
): Risk {
  const { population } = facts;
  const { horizonDays } = population;
  const days = visitDays(facts.visits);
  const reading = readingOf(days, day, population, config);
  const outlook = outlookOn(days, day, population, config);
  if (reading === null || outlook === null) return lack(horizonDays, 'NO_VISITS');
  const actions = actionsOf(facts, day, config);
  if (actions === null) return lack(horizonDays, 'NO_ENGAGEMENT');
  const prior = priorOf(population, config);
  const found = explained(
    { ...reading.own, idleChance: ownIdleChance(actions, population, config) },
    { ...reading.typical, idleChance: idleChance(prior.actions, prior.days, horizonDays) },
    [...reading.order, idleInput],
    (inputs) => 1 - reading.staying(inputs) * (1 - (inputs.idleChance ?? 1)),
  );
  return knownRisk(
    found,
    horizonDays,
    [
      evidence('answered campaign sends', actions.campaign, 'sends'),
      evidence('days with points earned or redeemed', actions.loyalty, 'days'),
      evidence('days of possible actions', actions.days, 'days'),
      evidence(...activeEvidence(outlook), facts.visits.visits.slice(-1)),
    ],
    config,
  );
}
