import type { Viewer } from '../access/viewer.ts';
import type { Db } from '../db/open.ts';
import type { Calendar } from '../engine/calendar.ts';
import type { ScoringConfig } from '../engine/config.ts';
import { type AnswerCache, type CachingAssessor, cachingAssessor } from '../facts/answer-cache.ts';
import { openAssessor } from '../facts/assessor.ts';
import type { WeekSource } from '../facts/population.ts';
import { type Loaders, openLoaders } from './loaders.ts';
import type { AnsweredOperation } from './usage.ts';

/** The settings that answers depend on, under their names in the environment. */
export interface GraphqlSettings {
  readonly CURRENCY: string;
  readonly TIME_ZONE: string;
  readonly ENHANCED_PROFILE_BATCH_SIZE: number;
  /** Seconds. */
  readonly HEALTH_SCORE_CALCULATION_INTERVAL: number;
  readonly FEATURE_ENHANCED_PROFILES: boolean;
  readonly FEATURE_HEALTH_SCORING: boolean;
  readonly FEATURE_PREDICTIVE_ANALYTICS: boolean;
  readonly FEATURE_BATCH_PROCESSING: boolean;
  readonly DEBUG_TRACK_PERFORMANCE?: boolean;
}

/** What lives as long as the process. */
export interface Serving {
  readonly db: Db;
  readonly settings: GraphqlSettings;
  readonly config: ScoringConfig;
  readonly calendar: Calendar;
  readonly weeks: WeekSource;
  /** Null: switched off. */
  readonly answers: AnswerCache | null;
  /** Scores these guests as of `now`, milliseconds since 1970, and stores it. */
  readonly rescore: (customerIds: readonly string[], now: number) => Promise<unknown>;
  /** Told of every answered operation. */
  readonly onAnswered?: (answered: AnsweredOperation) => void;
  /** Told of every fault of the program, with the id of its request. */
  readonly onFault: (fault: { readonly requestId: string; readonly error: unknown }) => void;
}

/** What is known of a request before its document is looked at. */
export interface RequestFacts {
  readonly viewer: Viewer;
  /** The one instant of the request, milliseconds since 1970. */
  readonly now: number;
  /** Named in answers to faults, and in the log. */
  readonly requestId: string;
}

/** What lives as long as one request. */
export interface Context extends RequestFacts {
  readonly serving: Serving;
  readonly db: Db;
  readonly assessor: CachingAssessor;
  readonly loaders: Loaders;
}

export function contextOf(serving: Serving, { viewer, now, requestId }: RequestFacts): Context {
  return {
    viewer,
    now,
    requestId,
    serving,
    db: serving.db,
    assessor: cachingAssessor(openAssessor(serving.db, serving), serving.answers, serving.db, serving, now),
    loaders: openLoaders(serving.db, viewer),
  };
}
