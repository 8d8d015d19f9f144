/** Profile completeness and data quality after ISO/IEC 25012, with measures of 25024. */
import type { ScoringConfig } from '../config.ts';
import { bareDerivation } from '../derivation.ts';
import type { Identity } from '../facts.ts';
import { clamp } from '../maths/statistics.ts';
import { openMemory } from '../memory.ts';
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

/** In the order of the form; every answer adds up in this order. */
const fieldNames = [
  'email',
  'phone',
  'consentEmail',
  'consentSms',
  'preferredChannel',
  'birthDate',
  'language',
  'city',
  'lifeStage',
] as const satisfies readonly FieldName[];

/** Not-applicable fields leave the denominator: there is nothing to consent to without an address. */
function isApplicable(identity: Identity, field: FieldName): boolean {
  if (field === 'consentEmail') return identity.email.present;
  return field === 'consentSms' ? identity.phone.present : true;
}

function isFilled(identity: Identity, field: FieldName): boolean {
  return field === 'email' || field === 'phone' || field === 'birthDate' ? identity[field].present : identity[field] !== null;
}

interface Measures {
  readonly completeness: number;
  readonly accuracy: number | null;
  readonly consistency: number | null;
  readonly freshness: number | null;
}

function completenessOf(identity: Identity, { completeness: { importance } }: ScoringConfig): number {
  let [filled, applicable] = [0, 0];
  for (const field of fieldNames) {
    if (!isApplicable(identity, field)) continue;
    applicable += importance[field];
    if (isFilled(identity, field)) filled += importance[field];
  }
  return (100 * filled) / applicable;
}

/** Of the fields whose form is checked; null: none is filled. */
function accuracyOf({ email, phone, birthDate }: Identity): number | null {
  const checked = Number(email.present) + Number(phone.present) + Number(birthDate.present);
  const valid =
    Number(email.present && email.valid) + Number(phone.present && phone.valid) + Number(birthDate.present && birthDate.valid);
  return checked === 0 ? null : (100 * valid) / checked;
}

/**
 * The weights of consistency and freshness go to the others where they cannot be judged. Accuracy keeps its weight: a record with
 * nothing to check earns nothing for it, else knowing only an id would count as good data.
 */
function overallOf({ completeness, accuracy, consistency: kept, freshness }: Measures, config: ScoringConfig): number {
  const weights = config.completeness.measures;
  let points = weights.completeness * completeness + weights.accuracy * (accuracy ?? 0);
  let all = weights.completeness + weights.accuracy;
  if (kept !== null) {
    points += weights.consistency * kept;
    all += weights.consistency;
  }
  if (freshness !== null) {
    points += weights.freshness * freshness;
    all += weights.freshness;
  }
  return clamp(points / all, 0, 100);
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
  return fieldNames
    .filter((field) => isApplicable(identity, field) && !isFilled(identity, field))
    .map((field) => {
      const { record, unlocks } = filledIn[field];
      return { field, gain: overallWith(Object.assign({}, identity, record)) - overall, unlocks };
    })
    .sort((a, b) => asked(b.field) - asked(a.field) || b.gain - a.gain || (a.field < b.field ? -1 : 1));
}

/** The fields that are filled, which of the checked ones are well-formed, and whether messages are refused, as bits: what is missing follows. */
function patternOf(identity: Identity): number {
  const { email, phone, birthDate } = identity;
  let bits = Number(email.valid) + 2 * Number(phone.valid) + 4 * Number(birthDate.valid) + 8 * Number(refusesMessages(identity));
  for (let index = 0; index < fieldNames.length; index += 1) {
    const field = fieldNames[index];
    if (field !== undefined && isFilled(identity, field)) bits += 16 << index;
  }
  return bits;
}

/** What is missing by consistency and pattern, at a freshness. */
interface KnownMissing {
  readonly freshness: number | null;
  readonly byRules: Map<number | null, Map<number, readonly MissingField[]>>;
}

/** Many guests lack the same: a run asks once for each pattern. */
const latestMissing = openMemory<ScoringConfig, KnownMissing>();

function knownMissing(config: ScoringConfig, freshness: number | null, kept: number | null) {
  let known = latestMissing.get(config);
  if (known === undefined || known.freshness !== freshness) {
    known = { freshness, byRules: new Map() };
    latestMissing.set(config, known);
  }
  const patterns = known.byRules.get(kept) ?? new Map<number, readonly MissingField[]>();
  known.byRules.set(kept, patterns);
  return patterns;
}

/** How complete and how good the data about one customer are; always answerable. */
export const profileCompleteness = bareDerivation(
  ['identity', 'visits', 'items', 'loyalty', 'sources'],
  (facts, { asOf, config }): ProfileCompleteness => {
    const rules = consistency(facts, config);
    const freshness = freshnessScore(facts.sources, asOf, config);
    const measuresOf = (identity: Identity): Measures => {
      const completeness = completenessOf(identity, config);
      return { completeness, accuracy: accuracyOf(identity), consistency: rules.score, freshness };
    };
    const measures = measuresOf(facts.identity);
    const overallScore = overallOf(measures, config);
    const patterns = knownMissing(config, freshness, rules.score);
    const pattern = patternOf(facts.identity);
    const missing = patterns.get(pattern) ?? missingFields(facts.identity, (identity) => overallOf(measuresOf(identity), config));
    patterns.set(pattern, missing);
    return {
      overallScore,
      completenessLevel: completenessLevelOf(overallScore, config),
      needsAttention: overallScore < config.attentionBelow,
      missingFields: missing,
      dataQuality: { ...measures, brokenRules: rules.broken },
    };
  },
);
