/**
 * Answers remembered from one request to the next. An answer is given again only while everything that it rests on is the same: the
 * guest's scoring (any newer event ends it), the facts of both its weeks, and the newest event of each source. All that is asked of the
 * database for it, so no process ever serves what another one has made stale. What a viewer may see is decided before and after, never here.
 */
import DataLoader from 'dataloader';
import { LRUCache } from 'lru-cache';
import type { Db } from '../db/open.ts';
import { dayMs, weekOf } from '../engine/calendar.ts';
import type { Derivation } from '../engine/derivation.ts';
import type { FactName } from '../engine/facts.ts';
import type { Assessor, AssessorContext, Subject } from './assessor.ts';
import type { RequestSources } from './request-sources.ts';
import { readSources } from './sources.ts';

/** Guests whose answers are remembered at most: a whole profile with health is about 100 kB. † */
const mostGuests = 500;

interface Answer {
  /** What it rests on. */
  readonly stamp: string;
  readonly result: unknown;
}

/** Of one guest at one instant and scoring. */
interface Answers {
  /** When the first of them was computed, milliseconds since 1970. */
  readonly since: number;
  readonly results: Map<object, Answer>;
}

export type AnswerCache = LRUCache<string, Answers>;

/** @param ttlSeconds how long an answer may be given again (ENHANCED_PROFILE_CACHE_TTL). @returns null for 0: switched off. */
export function openAnswerCache(ttlSeconds: number): AnswerCache | null {
  return ttlSeconds === 0 ? null : new LRUCache<string, Answers>({ max: mostGuests, ttl: 1000 * ttlSeconds });
}

/** A subject whose facts up to `asOf` are those of its last scoring: nothing was recorded since. */
export interface SettledSubject extends Subject {
  /** Of the scoring, another one after each; null or absent: not settled, so nothing is remembered. */
  readonly version?: string | null;
}

export interface CachingAssessor extends Assessor {
  /** When the remembered answers of a subject began to be computed, milliseconds since 1970; null: nothing is remembered. */
  readonly computedAt: (subject: SettledSubject) => number | null;
}

const keyOf = ({ customerId, asOf, version }: SettledSubject) => `${asOf} ${version} ${customerId}`;

/**
 * @param inner computes what is not remembered.
 * Of the third: `mayKeep` is asked before an answer is remembered; absent: every one may be.
 * @param now of the request, milliseconds since 1970.
 */
export function cachingAssessor(
  inner: Assessor,
  cache: AnswerCache | null,
  db: Db,
  { weeks, config, calendar, sources, mayKeep = () => true }: AssessorContext & { readonly mayKeep?: () => boolean },
  now: number,
): CachingAssessor {
  if (cache === null) return { assess: toldOf(inner.assess, sources), computedAt: () => null };
  const stampedWeeks = sources ? weeks.through(sources.dbOf('population')) : weeks;
  const weekStamps = new DataLoader<string, string | null>((names) => stampedWeeks.stamps(names));
  const sourceStamps = new DataLoader<number, string>(async (instants) =>
    (await readSources(sources?.dbOf('sources') ?? db, instants)).map((sources) => JSON.stringify(sources)),
  );
  const found = new WeakMap<object, Map<string, unknown>>();

  const stampOf = async (subject: Subject, needs: readonly FactName[]): Promise<string | null> => {
    const instants = [subject.asOf, subject.asOf - config.trendDays * dayMs];
    const names = instants.map((instant) => weekOf(instant, calendar.timeZone).week);
    const stamps = await Promise.all([
      ...names.map((name) => weekStamps.load(name)),
      ...(needs.includes('sources') ? [sourceStamps.load(subject.asOf)] : []),
    ]);
    return stamps.includes(null) ? null : stamps.join(' ');
  };

  const answer = async <Name extends FactName, Result>(wanted: Derivation<Name, Result>, subject: SettledSubject) => {
    const stamp = await stampOf(subject, wanted.needs);
    if (stamp === null) return inner.assess(wanted, subject);
    const key = keyOf(subject);
    const known = cache.get(key)?.results.get(wanted);
    if (known?.stamp === stamp) {
      sources?.remembered(wanted, subject);
      return known.result as Result;
    }
    const result = await inner.assess(wanted, subject);
    if (!mayKeep()) return result;
    const answers = cache.get(key) ?? { since: now, results: new Map<object, Answer>() };
    answers.results.set(wanted, { stamp, result });
    if (!cache.has(key)) cache.set(key, answers);
    return result;
  };

  const assess: CachingAssessor['assess'] = <Name extends FactName, Result>(
    wanted: Derivation<Name, Result>,
    subject: SettledSubject,
  ): Result | Promise<Result> => {
    if (subject.version === null || subject.version === undefined) return inner.assess(wanted, subject);
    const results = found.get(wanted) ?? new Map<string, unknown>();
    found.set(wanted, results);
    const key = keyOf(subject);
    if (results.has(key)) return results.get(key) as Result | Promise<Result>;
    const pending = answer(wanted, subject).then((result) => {
      results.set(key, result);
      return result;
    });
    results.set(key, pending);
    return pending;
  };
  return { assess: toldOf(assess, sources), computedAt: (subject) => cache.peek(keyOf(subject))?.since ?? null };
}

/** As `assess`, and whoever wants to know what a request rests on is told. */
function toldOf(assess: Assessor['assess'], sources: RequestSources | null | undefined): Assessor['assess'] {
  if (!sources) return assess;
  return (wanted, subject) => {
    sources.asked(wanted, subject);
    return assess(wanted, subject);
  };
}
