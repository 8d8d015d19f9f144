/** Profile completeness and data quality after ISO/IEC 25012, with measures of 25024. */
import type { BareFacts } from '../bare-visits.ts';
import type { ScoringConfig } from '../config.ts';
import { bareDerivation, type Moment } from '../derivation.ts';
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

/** What alerts and lists look at. */
export type BareCompleteness = Omit<ProfileCompleteness, 'dataQuality'>;

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
  const agrees = consentEmail === true || consentSms === true || consentPush === true;
  return !agrees && (consentEmail === false || consentSms === false || consentPush === false);
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

/**
 * The fields that are filled, which of the checked ones are well-formed, and whether messages are refused, as bits: completeness, accuracy
 * and what is missing follow. Field by field: a run asks for it of everybody.
 */
function patternOf(identity: Identity): number {
  const { email, phone, birthDate } = identity;
  return (
    Number(email.valid) |
    (Number(phone.valid) << 1) |
    (Number(birthDate.valid) << 2) |
    (Number(refusesMessages(identity)) << 3) |
    (Number(email.present) << 4) |
    (Number(phone.present) << 5) |
    (Number(birthDate.present) << 6) |
    (Number(identity.consentEmail !== null) << 7) |
    (Number(identity.consentSms !== null) << 8) |
    (Number(identity.preferredChannel !== null) << 9) |
    (Number(identity.language !== null) << 10) |
    (Number(identity.city !== null) << 11) |
    (Number(identity.lifeStage !== null) << 12)
  );
}

/** What a record is rated, whoever's it is. */
type Rating = Omit<ProfileCompleteness, 'dataQuality'> & { readonly measures: Measures };

function ratingOf(identity: Identity, kept: number | null, freshness: number | null, config: ScoringConfig): Rating {
  const measuresOf = (record: Identity): Measures => {
    const completeness = completenessOf(record, config);
    return { completeness, accuracy: accuracyOf(record), consistency: kept, freshness };
  };
  const measures = measuresOf(identity);
  const overallScore = overallOf(measures, config);
  return {
    overallScore,
    completenessLevel: completenessLevelOf(overallScore, config),
    needsAttention: overallScore < config.attentionBelow,
    missingFields: missingFields(identity, (record) => overallOf(measuresOf(record), config)),
    measures,
  };
}

/** Ratings by consistency and pattern, at a freshness. */
interface KnownRatings {
  readonly freshness: number | null;
  readonly byRules: Map<number | null, Map<number, Rating>>;
}

/** Many records hold and lack the same: each pattern is rated once. */
const latestRatings = openMemory<ScoringConfig, KnownRatings>();

function knownRating(identity: Identity, kept: number | null, freshness: number | null, config: ScoringConfig): Rating {
  let known = latestRatings.get(config);
  if (known === undefined || known.freshness !== freshness) {
    known = { freshness, byRules: new Map() };
    latestRatings.set(config, known);
  }
  let ratings = known.byRules.get(kept);
  if (ratings === undefined) {
    ratings = new Map();
    known.byRules.set(kept, ratings);
  }
  const pattern = patternOf(identity);
  let rating = ratings.get(pattern);
  if (rating === undefined) {
    rating = ratingOf(identity, kept, freshness, config);
    ratings.set(pattern, rating);
  }
  return rating;
}

type RatedFacts = Pick<BareFacts, 'identity' | 'visits' | 'items' | 'loyalty' | 'sources'>;

/** The same without the quality of the data, found anew: what a run keeps. */
export function bareCompleteness(facts: RatedFacts, { asOf, config }: Moment): BareCompleteness {
  const freshness = freshnessScore(facts.sources, asOf, config);
  return knownRating(facts.identity, consistency(facts, config).score, freshness, config);
}

/** How complete and how good the data about one customer are; always answerable. */
export const profileCompleteness = bareDerivation(
  ['identity', 'visits', 'items', 'loyalty', 'sources'],
  (facts, { asOf, config }): ProfileCompleteness => {
    const rules = consistency(facts, config);
    const rating = knownRating(facts.identity, rules.score, freshnessScore(facts.sources, asOf, config), config);
    const { measures, ...rest } = rating;
    return { ...rest, dataQuality: { ...measures, brokenRules: rules.broken } };
  },
);
