import { type RawBuilder, sql } from 'kysely';
import type { Channel, Condition, FlagField, GuestFilter, NumberField, TextField } from '../engine/segments/filter.ts';

/** What the fields of a filter are called in SQL, of `customers as c` joined with `current_scores as s`. */

/** The fields that records of `score_history` hold. */
const recordedNumbers = {
  healthScore: sql<number | null>`h.health_score`,
  exactScore: sql<number | null>`h.health_score`,
  visitFrequency: sql<number | null>`h.visit_frequency`,
  spendingBehavior: sql<number | null>`h.spending_behavior`,
  loyaltyEngagement: sql<number | null>`h.loyalty_engagement`,
  feedbackSentiment: sql<number | null>`h.feedback_sentiment`,
  communicationResponse: sql<number | null>`h.communication_response`,
  recencyFactor: sql<number | null>`h.recency_factor`,
  percentileRank: sql<number | null>`h.percentile_rank`,
};
const recordedTexts = {
  healthLevel: sql<string | null>`h.health_level`,
  churnRisk: sql<string | null>`h.churn_risk`,
  engagementRisk: sql<string | null>`h.engagement_risk`,
  valueRisk: sql<string | null>`h.value_risk`,
};

export const numberColumns: Readonly<Record<NumberField, RawBuilder<number | null>>> = {
  healthScore: sql`s.health_score`,
  exactScore: sql`s.exact_score`,
  visitFrequency: sql`s.visit_frequency`,
  spendingBehavior: sql`s.spending_behavior`,
  loyaltyEngagement: sql`s.loyalty_engagement`,
  feedbackSentiment: sql`s.feedback_sentiment`,
  communicationResponse: sql`s.communication_response`,
  recencyFactor: sql`s.recency_factor`,
  percentileRank: sql`s.percentile_rank`,
  lifetimeValuePercentile: sql`s.lifetime_value_percentile`,
  completeness: sql`s.completeness_score`,
  churnProbability: sql`s.churn_probability`,
  engagementRiskProbability: sql`s.engagement_risk_probability`,
  valueRiskProbability: sql`s.value_risk_probability`,
  coverage: sql`s.coverage`,
  expectedVisitsPer30Days: sql`s.expected_visits_per_30_days`,
  visitDays: sql`s.visit_days`,
  daysSinceLastVisit: sql`floor(extract(epoch from s.scored_at - s.last_visit_at) / 86400)`,
  lifetimeValue: sql`s.lifetime_value_minor`,
  last12Months: sql`s.last_12_months_minor`,
};

/** Except for the tier, which lies in a table of its own. */
export const textColumns: Readonly<Record<Exclude<TextField, 'loyaltyTier'>, RawBuilder<string | null>>> = {
  healthLevel: sql`s.health_level`,
  churnRisk: sql`s.churn_risk`,
  engagementRisk: sql`s.engagement_risk`,
  valueRisk: sql`s.value_risk`,
  completenessLevel: sql`s.completeness_level`,
  confidence: sql`s.confidence`,
  rfmGroup: sql`s.rfm_group`,
  crmSegment: sql`c.segment`,
  city: sql`c.city`,
  country: sql`c.country`,
  language: sql`c.language`,
  preferredChannel: sql`c.preferred_channel`,
  lifeStage: sql`c.life_stage`,
};

const flags: Readonly<Record<FlagField, RawBuilder<boolean>>> = {
  hasScore: sql`s.health_score is not null`,
  loyaltyMember: sql`exists (select from loyalty_accounts as l where l.customer_id = c.customer_id)`,
};

const consents: Readonly<Record<Channel, RawBuilder<boolean | null>>> = {
  EMAIL: sql`c.consent_email`,
  SMS: sql`c.consent_sms`,
  PUSH: sql`c.consent_push`,
};

const addresses: Readonly<Record<Channel, RawBuilder<boolean>>> = {
  EMAIL: sql`c.email_sealed is not null`,
  SMS: sql`c.phone_sealed is not null`,
  PUSH: sql`true`,
};

const yes = sql<boolean>`true`;
const no = sql<boolean>`false`;

function joined(parts: readonly RawBuilder<boolean>[], word: 'and' | 'or', none: RawBuilder<boolean>): RawBuilder<boolean> {
  return parts.length === 0 ? none : sql<boolean>`(${sql.join(parts, word === 'and' ? sql` and ` : sql` or `)})`;
}

/**
 * Whether a row of guests and scores meets a filter. Unknown is as good as false: under `and` and `or` by itself, and `not` makes it so.
 */
export function meets(filter: GuestFilter): RawBuilder<boolean> {
  return met(filter, condition);
}

/**
 * Whether a guest met a filter at an instant: what records hold, by the record `h` of that time; visits, by those made by then; all else
 * (completeness, money, contact, consent, the CRM's own words) as it was last known.
 */
export function metAt(at: Date, filter: GuestFilter): RawBuilder<boolean> {
  return met(filter, (leaf) => recordedCondition(at, leaf) ?? condition(leaf));
}

function met(filter: GuestFilter, leaf: (condition: Condition) => RawBuilder<boolean>): RawBuilder<boolean> {
  const each = (part: GuestFilter) => met(part, leaf);
  switch (filter.kind) {
    case 'and':
      return joined(filter.of.map(each), 'and', yes);
    case 'or':
      return joined(filter.of.map(each), 'or', no);
    case 'not':
      return sql<boolean>`((${each(filter.of)}) is not true)`;
    default:
      return leaf(filter);
  }
}

/** Null: records do not say. */
function recordedCondition(at: Date, leaf: Condition): RawBuilder<boolean> | null {
  switch (leaf.kind) {
    case 'range': {
      const column = recordedNumbers[leaf.field as keyof typeof recordedNumbers];
      return column === undefined ? null : range(column, leaf.min, leaf.max);
    }
    case 'oneOf': {
      const column = recordedTexts[leaf.field as keyof typeof recordedTexts];
      return column === undefined ? null : sql<boolean>`${column} = any(${leaf.values}::text[])`;
    }
    case 'flag':
      return leaf.field === 'hasScore' ? sql<boolean>`(h.health_score is not null) = ${leaf.value}::boolean` : null;
    case 'visitedAt':
      return visitedAt(leaf.locations, sql`and v.visited_at <= ${at}::timestamptz`);
    default:
      return null;
  }
}

function visitedAt(locations: readonly string[], when: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql<boolean>`exists (select from visits as v where v.customer_id = c.customer_id and v.location_id = any(${locations}::text[]) ${when})`;
}

function condition(leaf: Condition): RawBuilder<boolean> {
  switch (leaf.kind) {
    case 'range':
      return range(numberColumns[leaf.field], leaf.min, leaf.max);
    case 'oneOf':
      return leaf.field === 'loyaltyTier'
        ? sql<boolean>`exists (select from loyalty_accounts as l where l.customer_id = c.customer_id and l.tier = any(${leaf.values}::text[]))`
        : sql<boolean>`${textColumns[leaf.field]} = any(${leaf.values}::text[])`;
    case 'flag':
      return sql<boolean>`(${flags[leaf.field]}) = ${leaf.value}::boolean`;
    case 'consent':
      return sql<boolean>`${consents[leaf.channel]} is not distinct from ${leaf.given}::boolean`;
    case 'reachable':
      return joined(
        leaf.channels.map((channel) => sql<boolean>`(${consents[channel]} and ${addresses[channel]})`),
        'or',
        no,
      );
    case 'created': {
      const bound = (at: number) => sql`${new Date(at)}::timestamptz`;
      const since = leaf.since === null ? [] : [sql<boolean>`c.created_at >= ${bound(leaf.since)}`];
      const before = leaf.before === null ? [] : [sql<boolean>`c.created_at < ${bound(leaf.before)}`];
      return joined([...since, ...before], 'and', yes);
    }
    case 'visitedAt':
      return visitedAt(leaf.locations, sql``);
    case 'name':
      return sql<boolean>`lower(c.name) like ${likePattern(leaf.part)}::text`;
    case 'customers':
      return sql<boolean>`c.customer_id = any(${leaf.ids}::text[])`;
  }
}

function range(column: RawBuilder<number | null>, min: number | null, max: number | null): RawBuilder<boolean> {
  const from = min === null ? [] : [sql<boolean>`${column} >= ${min}::float8`];
  const to = max === null ? [] : [sql<boolean>`${column} <= ${max}::float8`];
  return joined([...from, ...to], 'and', sql<boolean>`${column} is not null`);
}

/** `%`, `_` and `\` of a search stand for themselves. */
function likePattern(part: string): string {
  return `%${part
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\\%_]/g, '\\$&')}%`;
}

/** One filter that shows every piece of SQL above, for the test of the database rules. */
export const sampleFilter: GuestFilter = {
  kind: 'and',
  of: [
    ...(Object.keys(numberColumns) as NumberField[]).map((field) => ({ kind: 'range', field, min: 1, max: 2 }) as const),
    ...([...Object.keys(textColumns), 'loyaltyTier'] as TextField[]).map(
      (field) => ({ kind: 'oneOf', field, values: ['x'] }) as const,
    ),
    ...(Object.keys(flags) as FlagField[]).map((field) => ({ kind: 'flag', field, value: true }) as const),
    {
      kind: 'or',
      of: [
        { kind: 'consent', channel: 'EMAIL', given: null },
        { kind: 'reachable', channels: ['EMAIL', 'SMS', 'PUSH'] },
      ],
    },
    { kind: 'not', of: { kind: 'created', since: 0, before: 1 } },
    { kind: 'or', of: [] },
    { kind: 'visitedAt', locations: ['x'] },
    { kind: 'name', part: 'x' },
    { kind: 'customers', ids: ['x'] },
  ],
};
