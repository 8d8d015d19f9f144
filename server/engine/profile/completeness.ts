/** Profile completeness and data quality after ISO/IEC 25012, with measures of 25024. */
import type { ScoringConfig } from '../config.ts';
import { derivation } from '../derivation.ts';
import type { Identity } from '../facts.ts';
import { clamp, sum } from '../maths/statistics.ts';
import { consistency } from './consistency.ts';
import { freshnessScore } from './freshness.ts';

export type CompletenessLevel = 'BASIC' | 'GOOD' | 'EXCELLENT' | 'COMPLETE';

export interface MissingField {
  readonly field: string;
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

/** Weights of the four measures. † */
const measureWeights = { completeness: 40, accuracy: 25, consistency: 15, freshness: 20 };

interface Field {
  readonly field: string;
  /** Points of importance. † Contact 30, consent 15, preferences 15, birth date 10, language and city 10, life stage 10. */
  readonly importance: number;
  readonly applicable: boolean;
  readonly filled: boolean;
  readonly unlocks: readonly string[];
  /** Well-formed; null: the form of this field is not checked. */
  readonly valid: boolean | null;
}

function fieldsOf(identity: Identity): Field[] {
  const field = (
    name: string,
    importance: number,
    filled: boolean,
    unlocks: string[],
    valid: boolean | null = null,
    applicable = true,
  ): Field => ({
    field: name,
    importance,
    applicable,
    filled,
    unlocks,
    valid: filled ? valid : null,
  });
  return [
    field('email', 15, identity.email.present, ['reaching the guest by e-mail'], identity.email.valid),
    field('phone', 15, identity.phone.present, ['reaching the guest by phone or text message'], identity.phone.valid),
    // Consent to a channel without an address is not applicable: it leaves the denominator.
    field('consentEmail', 7.5, identity.consentEmail !== null, ['campaigns by e-mail'], null, identity.email.present),
    field('consentSms', 7.5, identity.consentSms !== null, ['campaigns by text message'], null, identity.phone.present),
    field('preferredChannel', 15, identity.preferredChannel !== null, ['choosing the channel that the guest wants']),
    field('birthDate', 10, identity.birthDate.present, ['age group', 'birthday greetings'], identity.birthDate.valid),
    field('language', 5, identity.language !== null, ['writing in the guest’s language']),
    field('city', 5, identity.city !== null, ['comparing neighbourhoods']),
    field('lifeStage', 10, identity.lifeStage !== null, ['offers that fit the life stage']),
  ];
}

interface Measures {
  readonly completeness: number;
  readonly accuracy: number | null;
  readonly consistency: number | null;
  readonly freshness: number | null;
}

function completenessOf(fields: readonly Field[]): number {
  const applicable = fields.filter((field) => field.applicable);
  const filled = applicable.filter((field) => field.filled);
  return (100 * sum(filled.map((field) => field.importance))) / sum(applicable.map((field) => field.importance));
}

function accuracyOf(fields: readonly Field[]): number | null {
  const checked = fields.filter((field) => field.valid !== null);
  return checked.length === 0 ? null : (100 * checked.filter((field) => field.valid).length) / checked.length;
}

/** The weights of measures that cannot be judged go to the others. */
function overallOf(measures: Measures): number {
  const present = Object.entries(measureWeights).flatMap(([name, weight]) => {
    const value = measures[name as keyof Measures];
    return value === null ? [] : [{ weight, value }];
  });
  return clamp(sum(present.map(({ weight, value }) => weight * value)) / sum(present.map(({ weight }) => weight)), 0, 100);
}

export function completenessLevelOf(overall: number): CompletenessLevel {
  if (overall < 40) return 'BASIC';
  if (overall < 70) return 'GOOD';
  return overall < 90 ? 'EXCELLENT' : 'COMPLETE';
}

/** What each missing field would add to the overall score if it were filled and well-formed, largest first. */
function missingFields(identity: Identity, measures: Measures, overall: number): MissingField[] {
  const fields = fieldsOf(identity);
  return fields
    .filter((field) => field.applicable && !field.filled)
    .map(({ field, unlocks }) => {
      const filledIn = fields.map((other) =>
        other.field === field ? { ...other, filled: true, valid: isChecked(field) ? true : null } : other,
      );
      const improved = overallOf({ ...measures, completeness: completenessOf(filledIn), accuracy: accuracyOf(filledIn) });
      return { field, gain: improved - overall, unlocks };
    })
    .sort((a, b) => b.gain - a.gain || (a.field < b.field ? -1 : 1));
}

function isChecked(field: string): boolean {
  return field === 'email' || field === 'phone' || field === 'birthDate';
}

/** How complete and how good the data about one customer are; always answerable. */
export const profileCompleteness = derivation(
  ['identity', 'visits', 'items', 'loyalty', 'sources'],
  (facts, moment): ProfileCompleteness => {
    const config: ScoringConfig = moment.config;
    const fields = fieldsOf(facts.identity);
    const rules = consistency(facts);
    const measures: Measures = {
      completeness: completenessOf(fields),
      accuracy: accuracyOf(fields),
      consistency: rules.score,
      freshness: freshnessScore(facts.sources, moment.asOf, config),
    };
    const overallScore = overallOf(measures);
    return {
      overallScore,
      completenessLevel: completenessLevelOf(overallScore),
      needsAttention: overallScore < config.attentionBelow,
      missingFields: missingFields(facts.identity, measures, overallScore),
      dataQuality: { ...measures, brokenRules: rules.broken },
    };
  },
);
