/**
 * Why a health score changed: the difference of two answers, taken apart in one fixed order of replacement, as a whole and per component.
 * Late data comes first and stands only between records of what was answered (recorded-change.ts): two answers of today know the same
 * past. Source: the product's definition of a significant change (docs/decisions/0019-changes-explained.md).
 */
import type { ScoringConfig } from '../config.ts';
import { derivation, type Instant } from '../derivation.ts';
import { type Evidence, evidence, evidenceOf } from '../evidence.ts';
import type { PopulationFacts } from '../facts.ts';
import { visitDays } from '../rhythm.ts';
import type { ComponentName } from './component.ts';
import { knownAt } from './known.ts';
import { type HealthLevel, healthNeeds, levelOf } from './score.ts';
import { type GuestFacts, traitsOf } from './traits.ts';
import { type ComponentScores, componentScores, weigh } from './weighing.ts';

/** In the order of replacement. */
export const changeCauses = ['LATE_DATA', 'BEHAVIOR', 'TIME', 'BASE', 'CONFIGURATION'] as const;
export type ChangeCauseName = (typeof changeCauses)[number];

/** LARGE_MOVE: many points. LEVEL_CROSSED: fewer, but clearly into another level. */
export type Significance = 'LARGE_MOVE' | 'LEVEL_CROSSED';

export interface ChangeCause {
  readonly cause: ChangeCauseName;
  /** Points of the score that it gave, negative: took. */
  readonly points: number;
  readonly evidence: readonly Evidence[];
}

/** A component's contribution to the score, now against then. */
export interface ComponentChange {
  readonly component: ComponentName;
  readonly change: number;
  /** Points of it by cause; they add up to `change`. */
  readonly byCause: Readonly<Record<ChangeCauseName, number>>;
}

export interface ScoreChange {
  /** Exact scores, 0 to 100. */
  readonly previous: number;
  readonly current: number;
  /** The causes add up to it exactly, and so do the components. */
  readonly change: number;
  readonly days: number;
  readonly previousLevel: HealthLevel;
  readonly currentLevel: HealthLevel;
  /** Null: no significant change. */
  readonly significance: Significance | null;
  /** One of each, in the order of replacement. */
  readonly causes: readonly ChangeCause[];
  readonly components: readonly ComponentChange[];
}

/** One of the two answers that are compared. */
export interface ChangeEnd {
  readonly instant: Instant;
  readonly population: PopulationFacts;
  readonly config: ScoringConfig;
}

/** Contributions to the score; an absent component gives 0. */
export type Points = Readonly<Record<ComponentName, number>>;

export const componentNames = [
  'visitFrequency',
  'spendingBehavior',
  'loyaltyEngagement',
  'feedbackSentiment',
  'communicationResponse',
  'recencyFactor',
] as const satisfies readonly ComponentName[];

/** Points below 100 in steps of 2⁻⁴⁰ add and subtract without any rounding, so that the parts of a change add up to the last bit. */
const grain = 2 ** 40;

/** The same number for each component. */
export function perComponent(value: (name: ComponentName) => number): Points {
  return {
    visitFrequency: value('visitFrequency'),
    spendingBehavior: value('spendingBehavior'),
    loyaltyEngagement: value('loyaltyEngagement'),
    feedbackSentiment: value('feedbackSentiment'),
    communicationResponse: value('communicationResponse'),
    recencyFactor: value('recencyFactor'),
  };
}

/** @returns null: too little is present for a score. */
export function pointsOf(scores: ComponentScores, config: ScoringConfig): Points | null {
  const { contributions } = weigh(scores, config);
  return contributions === null ? null : perComponent((name) => Math.round((contributions[name] ?? 0) * grain) / grain);
}

export function sumOf(points: Points): number {
  return componentNames.reduce((total, name) => total + points[name], 0);
}

export function scoresAt(facts: GuestFacts, { population, config }: ChangeEnd, day: number): ComponentScores {
  return componentScores(traitsOf(facts, day, config), population, day, config);
}

/**
 * All events, while no time has passed since the earlier answer: visits are looked at on the day of the last one, because nobody can be
 * silent before; everything else on the earlier day, on which what came later is as fresh as on its own.
 */
function freshScores(facts: GuestFacts, before: ChangeEnd): ComponentScores {
  const { day } = before.instant;
  const others = scoresAt(facts, before, day);
  const lastVisitDay = visitDays(facts.visits).at(-1) ?? day;
  if (lastVisitDay <= day) return others;
  const { visitFrequency, spendingBehavior, recencyFactor } = scoresAt(facts, before, lastVisitDay);
  return { ...others, visitFrequency, spendingBehavior, recencyFactor };
}

/** @returns null: no significant change. */
export function significanceOf(previous: number, current: number, { change }: ScoringConfig): Significance | null {
  if (Math.abs(current - previous) >= change.points) return 'LARGE_MOVE';
  const level = levelOf(Math.round(previous));
  const fallen = levelBegins[level] - current;
  const risen = current - (levelEnds[level] ?? Number.POSITIVE_INFINITY);
  return Math.max(fallen, risen) >= change.levelMargin ? 'LEVEL_CROSSED' : null;
}

const levelBegins: Readonly<Record<HealthLevel, number>> = { POOR: 0, FAIR: 40, GOOD: 60, EXCELLENT: 80 };
/** Where the next level begins; null: there is none. */
const levelEnds: Readonly<Record<HealthLevel, number | null>> = { POOR: 40, FAIR: 60, GOOD: 80, EXCELLENT: null };

/** What each replacement gave; a state without a score is passed over, so that its effect is in the next one's. */
function steps(states: readonly (Points | null)[], first: Points): Points[] {
  let last = first;
  return states.map((state) => {
    const reached = state ?? last;
    const step = perComponent((name) => reached[name] - last[name]);
    last = reached;
    return step;
  });
}

const nothing = perComponent(() => 0);

/** The points of each cause put together, with what they are called by. */
export function changeOf(
  ends: { readonly previous: number; readonly current: number; readonly days: number },
  byCause: Readonly<Record<ChangeCauseName, Points>>,
  evidenceFor: (cause: ChangeCauseName) => readonly Evidence[],
  config: ScoringConfig,
): ScoreChange {
  const causes = changeCauses.map((cause) => ({ cause, points: sumOf(byCause[cause]), evidence: evidenceFor(cause) }));
  const components = componentNames.map((component): ComponentChange => {
    const own = {
      LATE_DATA: byCause.LATE_DATA[component],
      BEHAVIOR: byCause.BEHAVIOR[component],
      TIME: byCause.TIME[component],
      BASE: byCause.BASE[component],
      CONFIGURATION: byCause.CONFIGURATION[component],
    };
    return { component, change: changeCauses.reduce((total, cause) => total + own[cause], 0), byCause: own };
  });
  const { previous, current } = ends;
  return {
    ...ends,
    change: causes.reduce((total, { points }) => total + points, 0),
    previousLevel: levelOf(Math.round(previous)),
    currentLevel: levelOf(Math.round(current)),
    significance: significanceOf(previous, current, config),
    causes,
    components,
  };
}

/**
 * The answers of today for two instants, compared.
 * @param facts as known at the later end.
 * @returns null: one of the two has no score.
 */
export function changeBetween(facts: GuestFacts, before: ChangeEnd, after: ChangeEnd): ScoreChange | null {
  const known = knownAt(facts, before.instant);
  const { day } = after.instant;
  const first = pointsOf(scoresAt(known, before, before.instant.day), before.config);
  const last = pointsOf(scoresAt(facts, after, day), after.config);
  if (first === null || last === null) return null;
  const [behavior = nothing, time = nothing, base = nothing, configuration = nothing] = steps(
    [
      pointsOf(freshScores(facts, before), before.config),
      pointsOf(scoresAt(facts, before, day), before.config),
      pointsOf(scoresAt(facts, { ...after, config: before.config }, day), before.config),
      last,
    ],
    first,
  );
  return changeOf(
    { previous: sumOf(first), current: sumOf(last), days: day - before.instant.day },
    { LATE_DATA: nothing, BEHAVIOR: behavior, TIME: time, BASE: base, CONFIGURATION: configuration },
    (cause) => evidenceOfCause[cause](facts, before, after),
    after.config,
  );
}

type EvidenceOfCause = (facts: GuestFacts, before: ChangeEnd, after: ChangeEnd) => Evidence[];

const evidenceOfCause: Readonly<Record<ChangeCauseName, EvidenceOfCause>> = {
  LATE_DATA: () => [],
  BEHAVIOR: behaviorEvidence,
  TIME: ({ visits }, before, after) => [
    evidence('days passed', after.instant.day - before.instant.day, 'days'),
    evidence('days since the last visit', silence(visitDays(visits).at(-1), after), 'days', visits.visits.slice(-1)),
  ],
  BASE: (_facts, before, after) => [
    evidence('weeks between the facts of the base', weeksBetween(before.population.week, after.population.week), 'weeks'),
    evidence('typical gap then', before.population.typicalGapDays, 'days'),
    evidence('typical gap now', after.population.typicalGapDays, 'days'),
    evidence('guests of the base then', before.population.currentBase, 'guests'),
    evidence('guests of the base now', after.population.currentBase, 'guests'),
  ],
  CONFIGURATION: (_facts, before, after) => [
    evidence('version of weights and thresholds then', before.config.version, 'version'),
    evidence('version of weights and thresholds now', after.config.version, 'version'),
  ],
};

function silence(lastDay: number | undefined, { instant }: ChangeEnd): number | null {
  return lastDay === undefined ? null : Math.max(0, instant.day - lastDay);
}

function weeksBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / (7 * 86_400_000));
}

/** What happened since, the newest three of each kind by name. */
function behaviorEvidence({ visits, loyalty, feedback, sends }: GuestFacts, { instant }: ChangeEnd): Evidence[] {
  const isNew = (at: number | null) => at !== null && at > instant.asOf;
  const newVisits = visits.visits.filter(({ at }) => isNew(at));
  const said = feedback.entries.filter(({ at }) => isNew(at)).map(({ feedbackId }) => feedbackId);
  const moved = (loyalty?.transactions ?? []).filter(({ at }) => isNew(at)).map(({ transactionId }) => transactionId);
  const got = sends.sends.filter(({ at }) => isNew(at)).map(({ campaignId }) => campaignId);
  const answered = sends.sends.filter(({ clickedAt, repliedAt }) => isNew(clickedAt) || isNew(repliedAt));
  const events = (name: string, unit: string, ids: readonly string[]) => evidenceOf(name, ids.length, unit, ids.slice(-3));
  return [
    evidence('visits since', newVisits.length, 'visits', newVisits.slice(-3)),
    events('feedback since', 'entries', said),
    events('loyalty transactions since', 'transactions', moved),
    events('messages since', 'messages', got),
    events(
      'messages answered since',
      'messages',
      answered.map(({ campaignId }) => campaignId),
    ),
  ];
}

/** The score against the same score at the trend's earlier instant; null: no score at one of the two. */
export const scoreChange = derivation(healthNeeds, (facts, moment): ScoreChange | null => {
  const { config } = moment;
  const before = { instant: moment.earlier, population: facts.earlierPopulation, config };
  return changeBetween(facts, before, { instant: moment, population: facts.population, config });
});
