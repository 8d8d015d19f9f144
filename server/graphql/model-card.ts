import { weekOf } from '../engine/calendar.ts';
import type { FittedModel as Fitted } from '../engine/predictions/model.ts';
import {
  type PublishedHorizon,
  type PublishedModelCard,
  type PublishedOrigin,
  publishedModelCard,
} from '../engine/predictions/model-card.ts';
import { modelOf } from '../engine/predictions/models.ts';
import type { ProbabilityScore } from '../engine/predictions/prediction-fit.ts';
import type { Context } from './context.ts';

/** The published card under the names of the schema. */
export async function modelCardAt(asOf: number, { serving }: Context) {
  const { week } = weekOf(asOf, serving.calendar.timeZone);
  const { facts, card } = await serving.weeks.readWeek(week);
  return { week, ...shown(publishedModelCard(facts.predictions, card.backTest, card.score)) };
}

function shown({ tier, spend, base, meanSpendMinor, backTest, ...card }: PublishedModelCard) {
  return {
    ...card,
    tier: tier === 'INSUFFICIENT' ? null : tier,
    base: base.map(shownModel),
    spend: spend === null ? null : { ...spend, v: spend.vMinor },
    meanSpend: meanSpendMinor,
    backTest: {
      sampledGuests: backTest.sampledGuests,
      horizons: backTest.horizons.map(shownHorizon),
      origins: backTest.origins.map(shownOrigin),
    },
  };
}

function shownModel({ parameters, ...model }: Fitted) {
  const { parameterNames } = modelOf(model.model); // in their usual order, which a stored document forgets
  return { ...model, parameters: parameterNames.map((name) => ({ name, value: parameters[name] ?? 0 })) };
}

function shownHorizon({ valueMaeMinor, ...horizon }: PublishedHorizon) {
  return { ...horizon, ece: horizon.champion.ece, valueError: valueMaeMinor };
}

function shownOrigin({ valueMaeMinor, brier, skill, logLoss, auc, ...origin }: PublishedOrigin) {
  const champion: ProbabilityScore = { brier, skill, logLoss, auc };
  return { ...origin, champion, valueError: valueMaeMinor };
}
