import type { BareFacts } from '../bare-visits.ts';
import type { ScoringConfig } from '../config.ts';
import { evidence } from '../evidence.ts';
import type { Facts, PopulationFacts, Send } from '../facts.ts';
import { insufficient } from '../insufficient.ts';
import { activeEvidence, outlookOn } from '../outlook.ts';
import { visitDays } from '../rhythm.ts';
import { readingOf } from './reading.ts';
import { bareRisk, type Detail, explained, type Input, type Inputs, knownRisk, type Risk, unknownRisk } from './risk.ts';

/** P(no action within H | still a customer), beside the inputs of the chance of staying. */
const idleInput: Input = {
  input: 'idleChance',
  factor: 'ENGAGEMENT_ACTIONS',
  name: 'chance of no campaign or loyalty action while still a customer',
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
  const days = new Set<number>();
  for (const { kind, day: moved } of loyalty?.transactions ?? [])
    if (moved > since && (kind === 'EARN' || kind === 'REDEEM')) days.add(moved);
  const [firstSend, firstMove] = [sends.sends[0]?.day, loyalty?.transactions[0]?.day];
  const firstDay = firstSend === undefined && firstMove === undefined ? since : Math.min(firstSend ?? day, firstMove ?? day);
  return { campaign, loyalty: days.size, days: Math.min(actionWindowDays, Math.max(1, day - firstDay)) };
}

/** The prior: shape and exposure in days. */
function priorOf(population: PopulationFacts, { risk }: ScoringConfig): { actions: number; days: number } {
  return { actions: risk.priorActions, days: (risk.priorActions * population.typicalGapDays) / risk.priorActionsPerGap };
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
  detail: Detail = 'DRIVERS',
): Risk {
  const { population } = facts;
  const { horizonDays } = population;
  const lack = (reason: 'NO_VISITS' | 'NO_ENGAGEMENT', message: string) =>
    unknownRisk(horizonDays, insufficient(reason, message, 0, 1));
  const days = visitDays(facts.visits);
  const reading = readingOf(days, day, population, config);
  const outlook = outlookOn(days, day, population, config);
  if (reading === null || outlook === null)
    return lack('NO_VISITS', 'The risk of lower engagement needs a visit; there is none on record.');
  const actions = actionsOf(facts, day, config);
  if (actions === null) {
    return lack(
      'NO_ENGAGEMENT',
      'The guest is no member and was sent no campaign in the last year: there is no engagement to lose.',
    );
  }
  const prior = priorOf(population, config);
  const count = actions.campaign + actions.loyalty;
  const idleChance = (shape: number, days: number) => (days / (days + horizonDays)) ** shape;
  const idle = idleChance(prior.actions + count, prior.days + actions.days);
  const probabilityOf = (inputs: Inputs, idle: number) => 1 - reading.staying(inputs) * (1 - idle);
  if (detail === 'PROBABILITY') return bareRisk(probabilityOf(reading.own, idle), horizonDays, config);
  const found = explained(
    { ...reading.own, idleChance: idle },
    { ...reading.typical, idleChance: idleChance(prior.actions, prior.days) },
    [...reading.order, idleInput],
    (inputs) => probabilityOf(inputs, inputs.idleChance ?? 1),
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
