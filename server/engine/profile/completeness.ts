/** Profile completeness and data quality after ISO/IEC 25012, with measures of 25024. */
import type { ScoringConfig } from '../config.ts';
import { derivation } from '../derivation.ts';
import type { Identity } from '../facts.ts';
import { clamp, sum } from '../maths/statistics.ts';
import { consistency } from './consistency.ts';
import { freshnessScore } from './freshness.ts';

export type CompletenessLevel = 'BASIC' | 'GOOD' | 'EXCELLENT' | 'COMPLETE';

export interface MissingField {
  readonly field: FieldName;
  /** Points of the overall score. */
  readonly gain: number;
  readonly unlocks: readonly string[];
}

export interface ProfileCompleteness {
  readonly overallScore: number;
  readonly completenessLevel: CompletenessLevel;
  readonly needsAttention: boolean;
  readonly missingFields: readonly MissingField[];
  readonly dataQuality: {
    readonly accuracy: number | null;
    readonly freshness: number | null;
    readonly completeness: number;
    readonly consistency: number | null;
    readonly brokenRules: readonly string[];
  };
}

type FieldName = keyof ScoringConfig['completeness']['importance'];

interface Field {
  readonly field: FieldName;
  /** Not-applicable fields leave the denominator. */
  readonly applicable: boolean;
  readonly filled: boolean;
  /** Well-formed; null: the form of this field is not checked. */
  readonly valid: boolean | null;
}

const good = { present: true, valid: true };

/** What the record would hold if a field were filled and well-formed, and what that makes possible. */
const filledIn: Readonly<Record<FieldName, { readonly record: Partial<Identity>; readonly unlocks: readonly string[] }>> = {
  email: { record: { email: good }, unlocks: ['reaching the guest by e-mail'] },
  phone: { record: { phone: good }, unlocks: ['reaching the guest by phone or text message'] },
  consentEmail: { record: { consentEmail: true }, unlocks: ['campaigns by e-mail'] },
  consentSms: { record: { consentSms: true }, unlocks: ['campaigns by text message'] },
  preferredChannel: { record: { preferredChannel: 'EMAIL' }, unlocks: ['choosing the channel that the guest wants'] },
  birthDate: { record: { birthDate: good }, unlocks: ['age group', 'birthday greetings'] },
  language: { record: { language: 'en' }, unlocks: ['writing in the guest’s language'] },
  city: { record: { city: 'known' }, unlocks: ['comparing neighbourhoods'] },
  lifeStage: { record: { lifeStage: 'known' }, unlocks: ['offers that fit the life stage'] },
};

function fieldsOf(identity: Identity): Field[] {
  const plain = (field: FieldName, value: unknown, applicable = true): Field => ({
    field,
    applicable,
    filled: value !== null,
    valid: null,
  });
  const checked = (field: 'email' | 'phone' | 'birthDate'): Field => {
    const { present, valid } = identity[field];
    return { field, applicable: true, filled: present, valid: present ? valid : null };
  };
  return [
    checked('email'),
    checked('phone'),
    // There is nothing to consent to without an address.
    plain('consentEmail', identity.consentEmail, identity.email.present),
    plain('consentSms', identity.consentSms, identity.phone.present),
    plain('preferredChannel', identity.preferredChannel),
    checked('birthDate'),
    plain('language', identity.language),
    plain('city', identity.city),
    plain('lifeStage', identity.lifeStage),
  ];
}

interface Measures {
  readonly completeness: number;
  readonly accuracy: number | null;
  readonly consistency: number | null;
  readonly freshness: number | null;
}

function completenessOf(fields: readonly Field[], config: ScoringConfig): number {
  const { importance } = config.completeness;
  const applicable = fields.filter((field) => field.applicable);
  const filled = applicable.filter((field) => field.filled);
  return (100 * sum(filled.map(({ field }) => importance[field]))) / sum(applicable.map(({ field }) => importance[field]));
}

function accuracyOf(fields: readonly Field[]): number | null {
  const checked = fields.filter((field) => field.valid !== null);
  return checked.length === 0 ? null : (100 * checked.filter((field) => field.valid).length) / checked.length;
}

/**
 * The weights of consistency and freshness go to the others where they cannot be judged. Accuracy keeps its weight: a record with
 * nothing to check earns nothing for it, else knowing only an id would count as good data.
 */
function overallOf(measures: Measures, config: ScoringConfig): number {
  const weights = config.completeness.measures;
  const present = [
    { weight: weights.completeness, value: measures.completeness },
    { weight: weights.accuracy, value: measures.accuracy ?? 0 },
    { weight: weights.consistency, value: measures.consistency },
    { weight: weights.freshness, value: measures.freshness },
  ].flatMap(({ weight, value }) => (value === null ? [] : [{ weight, value }]));
  return clamp(sum(present.map(({ weight, value }) => weight * value)) / sum(present.map(({ weight }) => weight)), 0, 100);
}

export function completenessLevelOf(overall: number, config: ScoringConfig): CompletenessLevel {
  const { goodFrom, excellentFrom, completeFrom } = config.completeness;
  if (overall < goodFrom) return 'BASIC';
  if (overall < excellentFrom) return 'GOOD';
  return overall < completeFrom ? 'EXCELLENT' : 'COMPLETE';
}

/** The fields in words. */
export const fieldWords: Readonly<Record<FieldName, string>> = {
  email: 'an e-mail address',
  phone: 'a phone number',
  consentEmail: 'an answer about e-mail',
  consentSms: 'an answer about text messages',
  preferredChannel: 'the preferred channel',
  birthDate: 'the birth date',
  language: 'the language',
  city: 'the city',
  lifeStage: 'the life stage',
};

const contactFields: ReadonlySet<FieldName> = new Set(['email', 'phone', 'consentEmail', 'consentSms', 'preferredChannel']);

/** Said no wherever asked. */
function refusesMessages({ consentEmail, consentSms, consentPush }: Identity): boolean {
  const consents = [consentEmail, consentSms, consentPush];
  return consents.includes(false) && !consents.includes(true);
}

/**
 * What each missing field would add to the overall score if it were filled and well-formed, largest first; ways to write come last where
 * the guest said no to messages, for asking again gains nothing.
 */
function missingFields(identity: Identity, overallWith: (identity: Identity) => number): MissingField[] {
  const overall = overallWith(identity);
  const asked = (field: FieldName) => (refusesMessages(identity) && contactFields.has(field) ? 0 : 1);
  return fieldsOf(identity)
    .filter((field) => field.applicable && !field.filled)
    .map(({ field }) => {
      const { record, unlocks } = filledIn[field];
      return { field, gain: overallWith(Object.assign({}, identity, record)) - overall, unlocks };
    })
    .sort((a, b) => asked(b.field) - asked(a.field) || b.gain - a.gain || (a.field < b.field ? -1 : 1));
}

/** How complete and how good the data about one customer are; always answerable. */
export const profileCompleteness = derivation(
  ['identity', 'visits', 'items', 'loyalty', 'sources'],
  (facts, { asOf, config }): ProfileCompleteness => {
    const rules = consistency(facts, config);
    const freshness = freshnessScore(facts.sources, asOf, config);
    const measuresOf = (identity: Identity): Measures => {
      const fields = fieldsOf(identity);
      return { completeness: completenessOf(fields, config), accuracy: accuracyOf(fields), consistency: rules.score, freshness };
    };
    const measures = measuresOf(facts.identity);
    const overallScore = overallOf(measures, config);
    return {
      overallScore,
      completenessLevel: completenessLevelOf(overallScore, config),
      needsAttention: overallScore < config.attentionBelow,
      missingFields: missingFields(facts.identity, (identity) => overallOf(measuresOf(identity), config)),
      dataQuality: { ...measures, brokenRules: rules.broken },
    };
  },
);
