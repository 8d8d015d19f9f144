/**
 * Health scores answered from the row of the last scoring, where all that is asked for stands there and nothing that it rests on has
 * changed (docs/decisions/0050-kept-answers.md).
 */
import type { GraphQLResolveInfo, SelectionSetNode } from 'graphql';
import type { ScoringConfig } from '../engine/config.ts';
import { keptComponents } from '../engine/health/kept.ts';
import type { HealthScore } from '../engine/health/score.ts';
import type { RiskAssessment } from '../engine/risk/assessment.ts';
import type { KeptScore } from '../store/kept-scores.ts';
import type { Context } from './context.ts';
import type { Loaders } from './loaders.ts';
import { asksForComputed } from './origins.ts';

/** What a selection may ask for: everything below a field, or only these fields. */
type Kept = true | { readonly [field: string]: Kept };

const component: Kept = { __typename: true, score: true, weight: true, contribution: true };
const risk: Kept = { __typename: true, probability: true, riskLevel: true };

const keptFields: Kept = {
  __typename: true,
  customerId: true,
  customer: true,
  asOf: true,
  healthScore: true,
  healthLevel: true,
  exactScore: true,
  coverage: true,
  confidence: true,
  method: true,
  week: true,
  configVersion: true,
  dataPoints: true,
  components: {
    __typename: true,
    visitFrequency: component,
    spendingBehavior: component,
    loyaltyEngagement: component,
    feedbackSentiment: component,
    communicationResponse: component,
    recencyFactor: component,
  },
  riskAssessment: { __typename: true, churnRisk: risk, engagementRisk: risk, valueRisk: risk },
  lastCalculated: true,
  nextCalculation: true,
};

function isWithin(set: SelectionSetNode | undefined, kept: Kept, fragments: GraphQLResolveInfo['fragments']): boolean {
  if (kept === true || set === undefined) return true;
  return set.selections.every((selection) => {
    if (selection.kind === 'InlineFragment') return isWithin(selection.selectionSet, kept, fragments);
    if (selection.kind === 'FragmentSpread') return isWithin(fragments[selection.name.value]?.selectionSet, kept, fragments);
    const below = kept[selection.name.value];
    return below !== undefined && isWithin(selection.selectionSet, below, fragments);
  });
}

/** Documents are cached by their text, so most fields are looked at once. */
const known = new WeakMap<object, boolean>();

/** Whether something of the operation has to be computed, so that all of it is. */
function isMixed(info: GraphQLResolveInfo): boolean {
  return asksForComputed(info, (set) => isWithin(set, keptFields, info.fragments));
}

/** Whether everything below a field of type CustomerHealthScore stands in the row of a scoring, and nothing beside it is computed. */
export function asksForKept(info: GraphQLResolveInfo): boolean {
  const { fieldNodes, fragments } = info;
  if (isMixed(info)) return false;
  return fieldNodes.every((node) => {
    const found = known.get(node) ?? isWithin(node.selectionSet, keptFields, fragments);
    known.set(node, found);
    return found;
  });
}

const wanting = new WeakMap<object, boolean>();

/**
 * Whether a field that answers guests is asked for their scores, in a way that the rows of the last scoring may answer.
 * @param path names of fields between it and the guests.
 */
export function wantsKept(info: GraphQLResolveInfo, path: readonly string[]): boolean {
  const { fieldNodes, fragments } = info;
  const within = (set: SelectionSetNode | undefined): boolean =>
    set?.selections.some((selection) => {
      if (selection.kind === 'InlineFragment') return within(selection.selectionSet);
      if (selection.kind === 'FragmentSpread') return within(fragments[selection.name.value]?.selectionSet);
      if (path.includes(selection.name.value)) return within(selection.selectionSet);
      return selection.name.value === 'healthScore' && isWithin(selection.selectionSet, keptFields, fragments);
    }) ?? false;
  if (isMixed(info)) return false;
  return fieldNodes.some((node) => {
    const found = wanting.get(node) ?? within(node.selectionSet);
    wanting.set(node, found);
    return found;
  });
}

/** Reads guests with the rows of their last scoring where these may answer. */
export function loaderOfGuests(context: Context, isKept: boolean): Loaders['guests'] {
  return isKept && givesAgain(context) ? context.loaders.keptGuests : context.loaders.guests;
}

/** What the row of a scoring answers with. */
export interface KeptAnswer {
  readonly score: HealthScore;
  readonly riskAssessment: RiskAssessment;
}

/** Only for a selection that asks for nothing else: the parts that explain the numbers are not there. */
function answerOf(row: KeptScore, { serving }: Context): KeptAnswer {
  const scores = {
    visitFrequency: row.visit_frequency,
    spendingBehavior: row.spending_behavior,
    loyaltyEngagement: row.loyalty_engagement,
    feedbackSentiment: row.feedback_sentiment,
    communicationResponse: row.communication_response,
    recencyFactor: row.recency_factor,
  };
  const answer = {
    score: {
      healthScore: row.health_score,
      healthLevel: row.health_level,
      exactScore: row.exact_score,
      coverage: row.coverage,
      confidence: row.confidence,
      method: row.method,
      week: row.week,
      configVersion: row.config_version,
      dataPoints: row.visit_days,
      components: keptComponents(scores, serving.config),
    },
    riskAssessment: {
      churnRisk: { probability: row.churn_probability, riskLevel: row.churn_risk },
      engagementRisk: { probability: row.engagement_risk_probability, riskLevel: row.engagement_risk },
      valueRisk: { probability: row.value_risk_probability, riskLevel: row.value_risk },
    },
  };
  return answer as unknown as KeptAnswer;
}

/** Whether answers may be given again at all: somebody who is shown what each is read from gets them read. */
export function givesAgain({ serving, sources }: Context): boolean {
  return serving.answers !== null && sources === null;
}

const answers = new WeakMap<KeptScore, { readonly config: ScoringConfig; readonly answer: KeptAnswer }>();

/** The answer of a row, made once: the same row says the same under the same rules. */
function answerOnce(row: KeptScore, context: Context): KeptAnswer {
  const { config } = context.serving;
  const known = answers.get(row);
  if (known?.config === config) return known.answer;
  const answer = answerOf(row, context);
  answers.set(row, { config, answer });
  return answer;
}

/** @returns null: it is too old, of other rules, or the facts of its week are others by now. */
export function keptAnswer(context: Context, row: KeptScore): KeptAnswer | null {
  const { config, answers: remembered } = context.serving;
  const isYoung = remembered !== null && Math.abs(context.now - row.recordedAt) < remembered.ttl;
  return isYoung && row.isCurrent && row.config_version === config.version ? answerOnce(row, context) : null;
}
