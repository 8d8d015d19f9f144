import type { ScoringConfig } from '../config.ts';
import { evidence } from '../evidence.ts';
import type { Facts, PopulationFacts, Send } from '../facts.ts';
import { insufficient } from '../insufficient.ts';
import { rhythm, spanOf, visitDays } from '../rhythm.ts';
import { activeInputs, type ReturnInputs, returnInputs, typicalReturn } from './churn.ts';
import { explained, type Input, knownRisk, type Risk, unknownRisk } from './risk.ts';

interface EngagementInputs extends ReturnInputs {
  /** P(no action within H | still a customer). */
  readonly idleChance: number;
}

const inputs = [
  ...returnInputs,
  {
    input: 'idleChance',
    factor: 'ENGAGEMENT_ACTIONS',
    name: 'chance of no campaign or loyalty action while still a customer',
    unit: 'probability',
  },
] as const satisfies readonly Input<EngagementInputs>[];

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
  const written = sends.sends.filter((send) => send.day > since);
  if (loyalty === null && written.length === 0) return null;
  const moved = (loyalty?.transactions ?? []).filter(({ kind }) => kind === 'EARN' || kind === 'REDEEM');
  const beginnings = [sends.sends[0]?.day, loyalty?.transactions[0]?.day].filter((first) => first !== undefined);
  const firstDay = beginnings.length === 0 ? since : Math.min(...beginnings);
  return {
    campaign: written.filter(answered).length,
    loyalty: new Set(moved.filter((transaction) => transaction.day > since).map((transaction) => transaction.day)).size,
    days: Math.min(actionWindowDays, Math.max(1, day - firstDay)),
  };
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
  facts: Pick<Facts, 'visits' | 'loyalty' | 'sends' | 'population'>,
  day: number,
  config: ScoringConfig,
): Risk {
  const { population } = facts;
  const { horizonDays } = population;
  const lack = (reason: 'NO_VISITS' | 'NO_ENGAGEMENT', message: string) =>
    unknownRisk(horizonDays, insufficient(reason, message, 0, 1));
  const span = spanOf(visitDays(facts.visits));
  if (span === null) return lack('NO_VISITS', 'The risk of lower engagement needs a visit; there is none on record.');
  const actions = actionsOf(facts, day, config);
  if (actions === null) {
    return lack(
      'NO_ENGAGEMENT',
      'The guest is no member and was sent no campaign in the last year: there is no engagement to lose.',
    );
  }
  const own = rhythm(span, day, population, config);
  const prior = priorOf(population, config);
  const count = actions.campaign + actions.loyalty;
  const idleChance = (shape: number, days: number) => (days / (days + horizonDays)) ** shape;
  const found = explained<EngagementInputs>(
    { ...own, idleChance: idleChance(prior.actions + count, prior.days + actions.days) },
    { ...typicalReturn(population), idleChance: idleChance(prior.actions, prior.days) },
    inputs,
    ({ idleChance: idle, ...rest }) => {
      const guest = activeInputs(rest);
      return 1 - guest.returnChance * guest.active * (1 - idle);
    },
  );
  return knownRisk(
    found,
    horizonDays,
    [
      evidence('answered campaign sends', actions.campaign, 'sends'),
      evidence('days with points earned or redeemed', actions.loyalty, 'days'),
      evidence('days of possible actions', actions.days, 'days'),
      evidence('still within the rhythm', own.active, 'share', facts.visits.visits.slice(-1)),
    ],
    config,
  );
}
