/** The smallest realistic change that lifts a guest to a level: ways tried in order of what they ask, by the functions that score. */
import type { ScoringConfig } from '../config.ts';
import { type Derivation, derivation, type Moment } from '../derivation.ts';
import type { Facts, VisitHistory } from '../facts.ts';
import { type HealthLevel, healthNeeds, levelOf } from '../health/score.ts';
import { traitsOf } from '../health/traits.ts';
import { componentScores, weigh } from '../health/weighing.ts';
import { reachOf } from '../insights/reach.ts';
import {
  eventsOf,
  type Habits,
  type HypotheticalChange,
  type HypotheticalEvents,
  habitsOf,
  momentAfter,
  supposing,
} from './events.ts';

export interface LevelPath {
  readonly changes: readonly HypotheticalChange[];
  readonly events: HypotheticalEvents;
  /** What it asks of guest and venue; a visit at the own pace is 2. */
  readonly effort: number;
  /** The day of the last event, since 1970-01-01. */
  readonly reachedDay: number;
  /** 0 to 100, on that day. */
  readonly exactScore: number;
}

export interface PathToLevel {
  readonly level: HealthLevel;
  readonly status: 'ALREADY_THERE' | 'REACHABLE' | 'NOT_REACHABLE';
  /** 0 to 100; null: no score today. */
  readonly exactScore: number | null;
  readonly withinDays: number;
  /** In order of effort; empty unless REACHABLE. */
  readonly paths: readonly LevelPath[];
  /** The best that any way reaches, 0 to 100; null: no way leads to a score. */
  readonly bestScore: number | null;
}

const needs = [...healthNeeds, 'identity'] as const;
type Known = Pick<Facts, (typeof needs)[number]>;

interface Way {
  readonly visits: number;
  readonly everyDays: number;
  readonly feedback: number;
  readonly responses: number;
  readonly effort: number;
}

const upTo = (most: number) => Array.from({ length: most + 1 }, (_, index) => index);

/** Days between two answered messages. */
const messageDays = 7;

/** Every way, the one that asks least first; among equals the one with fewer visits. */
function waysOf(habits: Habits, reachable: boolean, { path }: ScoringConfig): Way[] {
  const { days, effort } = path;
  const usual = Math.min(habits.everyDays, days);
  const quick = Math.max(1, Math.min(days, Math.round(habits.everyDays / path.pace)));
  const visiting = (everyDays: number, cost: number) =>
    upTo(Math.min(path.mostVisits, Math.floor(days / everyDays)))
      .slice(1)
      .map((visits) => ({ visits, everyDays, cost: cost * visits }));
  const visits = [
    { visits: 0, everyDays: usual, cost: 0 },
    ...visiting(usual, effort.visit),
    ...(quick < usual ? visiting(quick, effort.quickVisit) : []),
  ];
  const ways = visits.flatMap(({ cost, ...visit }) =>
    upTo(path.mostFeedback).flatMap((feedback) =>
      upTo(reachable ? path.mostResponses : 0).map((responses) => ({
        ...visit,
        feedback,
        responses,
        effort: cost + feedback * effort.feedback + responses * effort.response,
      })),
    ),
  );
  return ways.filter((way) => way.effort > 0).sort((a, b) => a.effort - b.effort || a.visits - b.visits);
}

function changesOf(
  { visits, everyDays, feedback, responses }: Way,
  { day, config }: Moment,
  habits: Habits,
): HypotheticalChange[] {
  const { spendMinor, channel } = habits;
  return [
    ...(visits === 0 ? [] : [{ kind: 'VISITS', count: visits, days: null, everyDays, spendMinor } as const]),
    ...upTo(feedback)
      .slice(1)
      .map(() => ({ kind: 'FEEDBACK', rating: config.path.rating, nps: null, day: null }) as const),
    ...upTo(responses)
      .slice(1)
      .map((place) => ({ kind: 'CAMPAIGN_RESPONSE', response: 'CLICKED', channel, day: day + messageDays * place }) as const),
  ];
}

/**
 * The exact score as if events had happened; null: none.
 * @param visits the same visits as one history in every way: what is computed of it is then known.
 */
function scoreAfter(facts: Known, events: HypotheticalEvents, visits: VisitHistory, moment: Moment): number | null {
  const supposed = { ...supposing(facts, events), visits };
  const { day, config } = momentAfter(moment, events);
  return weigh(componentScores(traitsOf(supposed, day, config), supposed.population, day, config), config).exactScore;
}

const order: readonly HealthLevel[] = ['POOR', 'FAIR', 'GOOD', 'EXCELLENT'];

function reaches(score: number | null, level: HealthLevel): boolean {
  return score !== null && order.indexOf(levelOf(Math.round(score))) >= order.indexOf(level);
}

/** The second way does all that the first one does, and more. */
function contains(found: Way, way: Way): boolean {
  const all = (['visits', 'feedback', 'responses'] as const).map((part) => found[part] === 0 || way[part] > 0);
  return all.every((held) => held);
}

interface Tried {
  readonly paths: LevelPath[];
  readonly bestScore: number | null;
}

function tryWays(facts: Known, level: HealthLevel, moment: Moment): Tried {
  const { config } = moment;
  const habits = habitsOf(facts, moment);
  const reachable = reachOf(facts.identity, facts.sends, config).length > 0;
  const found: Way[] = [];
  const paths: LevelPath[] = [];
  const histories = new Map<string, VisitHistory>();
  let bestScore: number | null = null;
  for (const way of waysOf(habits, reachable, config)) {
    if (paths.length === config.path.answers) break;
    if (found.some((other) => contains(other, way))) continue;
    const changes = changesOf(way, moment, habits);
    const events = eventsOf(changes, habits, moment);
    const key = `${way.visits} ${way.everyDays}`;
    const visits = histories.get(key) ?? supposing({ visits: facts.visits }, events).visits;
    histories.set(key, visits);
    const exactScore = scoreAfter(facts, events, visits, moment);
    if (exactScore === null) continue;
    bestScore = Math.max(bestScore ?? 0, exactScore);
    if (!reaches(exactScore, level)) continue;
    found.push(way);
    paths.push({ changes, events, effort: way.effort, reachedDay: moment.day + events.days, exactScore });
  }
  return { paths, bestScore };
}

/**
 * Ways to a level within 90 days: further visits at the own pace or twice as often, at the own spend, good feedback, and answers to
 * messages where the guest may be written to. At most three, none of which is another one with more.
 */
export function pathToLevel(level: HealthLevel): Derivation<(typeof needs)[number], PathToLevel> {
  return derivation(needs, (facts, moment): PathToLevel => {
    const { config, day } = moment;
    const exactScore = weigh(componentScores(traitsOf(facts, day, config), facts.population, day, config), config).exactScore;
    const known = { level, exactScore, withinDays: config.path.days };
    if (reaches(exactScore, level)) return { ...known, status: 'ALREADY_THERE', paths: [], bestScore: exactScore };
    const { paths, bestScore } = tryWays(facts, level, moment);
    return { ...known, status: paths.length > 0 ? 'REACHABLE' : 'NOT_REACHABLE', paths, bestScore };
  });
}
