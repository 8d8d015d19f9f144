/** The life stage of a guest: stated, else a labelled guess from visits. Never from a name, religion or health. */
import type { ScoringConfig } from '../config.ts';
import { type Evidence, evidence } from '../evidence.ts';
import type { Facts, Identity, ItemHistory, Visit } from '../facts.ts';
import { type InsufficientData, insufficient } from '../insufficient.ts';
import { sum } from '../maths/statistics.ts';
import { daypartOf, dayparts, weekdayOf } from '../venue-mix.ts';
import { ageOn } from './age.ts';

const stages = ['STUDENT', 'PROFESSIONAL', 'FAMILY', 'RETIREE'] as const;
type KnownStage = (typeof stages)[number];
export type LifeStage = KnownStage | 'UNKNOWN';

export interface LifeStageInsight {
  readonly value: LifeStage;
  /** Null: neither stated nor guessed. */
  readonly basis: 'STATED' | 'GUESSED' | null;
  /** Probability of the value, 0 to 1: 1 when stated; null: not guessed. */
  readonly confidence: number | null;
  readonly evidence: readonly Evidence[];
  readonly dataPoints: number;
  readonly insufficientData: InsufficientData | null;
}

type Sign = keyof ScoringConfig['lifeStage']['signs'];
type Signs = Readonly<Record<Sign, number>>;

function statedStage({ lifeStage }: Identity): KnownStage | null {
  return stages.find((stage) => stage === lifeStage?.trim().toUpperCase()) ?? null;
}

/** Of the visits of known time, the shares that fall on weekdays at lunch, and at breakfast or in the afternoon. */
function weekdayTimes(visits: readonly Visit[], config: ScoringConfig) {
  let [lunches, daytimes] = [0, 0];
  for (const { day, localMinute } of visits) {
    if (localMinute === null || weekdayOf(day) > 4) continue;
    const daypart = dayparts[daypartOf(localMinute, config)];
    if (daypart === 'LUNCH') lunches += 1;
    else if (daypart === 'BREAKFAST' || daypart === 'AFTERNOON') daytimes += 1;
  }
  return { lunches, daytimes, known: visits.filter(({ localMinute }) => localMinute !== null).length };
}

function names(text: string | null, words: string): boolean {
  const spoken = text?.toLowerCase() ?? '';
  return words.split(' ').some((word) => spoken.includes(word));
}

/** Each sign from 0 (absent) to 1. */
function signsOf(visits: readonly Visit[], items: ItemHistory, identity: Identity, day: number, config: ScoringConfig): Signs {
  const rules = config.lifeStage;
  const share = (hits: number, of: number) => hits / (of + rules.signWeight);
  const visitIds = (lines: ItemHistory['lines']) => new Set(lines.map(({ visitId }) => visitId)).size;
  const itemised = visitIds(items.lines);
  const parties = visits.flatMap(({ partySize }) => (partySize === null ? [] : [partySize]));
  const times = weekdayTimes(visits, config);
  const tariff = (words: string) =>
    names(identity.segment, words) ? 1 : share(visitIds(items.lines.filter(({ name }) => names(name, words))), itemised);
  const age = identity.birthDay === null ? null : ageOn(identity.birthDay, day);
  const aged = (from: number, to: number) => (age !== null && age >= from && age <= to ? 1 : 0);
  return {
    childItems: share(visitIds(items.lines.filter(({ childItem }) => childItem === true)), itemised),
    largerParties: share(parties.filter((people) => people >= rules.largerParty).length, parties.length),
    weekdayLunches: share(times.lunches, times.known),
    weekdayDaytimes: share(times.daytimes, times.known),
    studentTariff: tariff(rules.studentWords),
    seniorTariff: tariff(rules.seniorWords),
    ageTo25: aged(0, 25),
    age26To64: aged(26, 64),
    age65: aged(65, 200),
  };
}

const signNames: readonly (readonly [Sign, string])[] = [
  ['childItems', 'visits with a dish for children'],
  ['largerParties', 'visits with a larger party'],
  ['weekdayLunches', 'visits at lunch on weekdays'],
  ['weekdayDaytimes', 'visits at breakfast or in the afternoon on weekdays'],
  ['studentTariff', 'student tariff'],
  ['seniorTariff', 'senior tariff'],
  ['ageTo25', 'age to 25'],
  ['age26To64', 'age 26 to 64'],
  ['age65', 'age from 65'],
];

/** The likeliest stage with its probability: the signs add up in logarithms of odds. */
function likeliest(signs: Signs, { lifeStage }: ScoringConfig): { readonly stage: KnownStage; readonly probability: number } {
  const weights = stages.map((stage) =>
    Math.exp(lifeStage.start[stage] + sum(signNames.map(([sign]) => lifeStage.signs[sign][stage] * signs[sign]))),
  );
  const best = weights.indexOf(Math.max(...weights));
  return { stage: stages[best] ?? 'PROFESSIONAL', probability: (weights[best] ?? 0) / sum(weights) };
}

export function lifeStageOf(
  { identity, visits: { visits }, items }: Pick<Facts, 'identity' | 'visits' | 'items'>,
  day: number,
  config: ScoringConfig,
): LifeStageInsight {
  const dataPoints = visits.length;
  const stated = statedStage(identity);
  if (stated !== null) return { value: stated, basis: 'STATED', confidence: 1, evidence: [], dataPoints, insufficientData: null };
  const unknown = { value: 'UNKNOWN', basis: null, confidence: null, evidence: [], dataPoints } as const;
  const need = config.lifeStage.visitsNeeded;
  if (dataPoints < need) {
    const message = `A guess of the life stage needs ${need} visits; there are ${dataPoints}.`;
    const reason = dataPoints === 0 ? 'NO_VISITS' : 'TOO_FEW_VISITS';
    return { ...unknown, insufficientData: insufficient(reason, message, dataPoints, need) };
  }
  const signs = signsOf(visits, items, identity, day, config);
  const { stage, probability } = likeliest(signs, config);
  const seen = signNames.flatMap(([sign, name]) => (signs[sign] > 0 ? [evidence(name, 100 * signs[sign], 'percent')] : []));
  if (probability < config.lifeStage.confidenceNeeded) return { ...unknown, evidence: seen, insufficientData: null };
  return { value: stage, basis: 'GUESSED', confidence: probability, evidence: seen, dataPoints, insufficientData: null };
}
