import type { GraphQLFormattedError } from 'graphql';
import type { Viewer } from '../access/viewer.ts';
import type { Db } from '../db/open.ts';
import type { Reader, Replicas } from '../db/replicas.ts';
import type { Calendar } from '../engine/calendar.ts';
import { type AnswerCache, type CachingAssessor, cachingAssessor } from '../facts/answer-cache.ts';
import { openAssessor } from '../facts/assessor.ts';
import { openRequestSources, type RequestSources } from '../facts/request-sources.ts';
import type { CurrentScoring, ScoringRules } from '../facts/scoring-rules.ts';
import type { AuditDoor } from '../store/audit-chain.ts';
import type { AuditLog } from '../store/audit-log.ts';
import type { Webhook } from '../store/webhooks.ts';
import type { AnsweredOperation } from './answered.ts';
import type { Budgets, Taking } from './budgets.ts';
import type { LiveSource } from './live/queue.ts';
import { type Loaders, openLoaders } from './loaders.ts';
import type { Meter } from './meter.ts';
import type { Monitor } from './monitor.ts';
import { sectionOf } from './section-names.ts';
import { Seen } from './seen.ts';
import type { TrustedDocuments } from './trusted-documents.ts';

/** Told of every answer to a document that names something deprecated. */
export type NoteDeprecated = (use: {
  readonly principal: string;
  /** What the caller calls its program, in the header `apollographql-client-name`; null: nothing. */
  readonly client: string | null;
  readonly fields: readonly string[];
  readonly now: number;
}) => void;

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
  readonly FEATURE_REAL_TIME_ALERTS: boolean;
  readonly FEATURE_BATCH_PROCESSING: boolean;
  readonly DEBUG_TRACK_PERFORMANCE?: boolean;
  readonly DEBUG_SHOW_DATA_SOURCES?: boolean;
}

/** How many guests were scored. */
export interface ScoringCounts {
  readonly customers: number;
  readonly scored: number;
  readonly insufficient: number;
}

/** What is sent to the outside. */
export interface Outbound {
  /** What is wrong with an address; null: nothing that can be seen from here. */
  readonly fault: (url: string) => string | null;
  /** Sends a test at once. */
  readonly test: (webhook: Webhook) => Promise<{
    readonly status: number | null;
    readonly durationMs: number;
    readonly error: string | null;
  }>;
}

/** What lives as long as the process. */
export interface Serving {
  readonly db: Db;
  /** Where queries may be read instead of `db`; absent: nowhere. */
  readonly replicas?: Replicas | undefined;
  /** For figures of the whole base whose statement may take longer than a request's others; absent: `db`. */
  readonly patientDb?: Db;
  readonly settings: GraphqlSettings;
  readonly calendar: Calendar;
  /** What scores go by; saved configurations change it while the process lives. */
  readonly scoring: CurrentScoring;
  /** Null: switched off. */
  readonly answers: AnswerCache | null;
  /** Scores these guests as of `now`, milliseconds since 1970, and stores it. */
  readonly rescore: (customerIds: readonly string[], now: number) => Promise<ScoringCounts | null>;
  /** Queues a run over everybody as of `now` by the newest configuration. @returns its id; false: batch processing is switched off. */
  readonly rescoreAll: (now: number) => Promise<string | false>;
  /** What our pages ask with, so that they need to send hashes only; absent: no hash is known. */
  readonly documents?: TrustedDocuments;
  /** What happens while clients listen; absent: nobody is told. */
  readonly live?: LiveSource;
  /** Absent: nothing is sent from here. */
  readonly outbound?: Outbound;
  /** What operators watch, remembered for a while; absent: read at each question. */
  readonly monitor?: Monitor;
  /** Who read and did what; absent: nothing is kept. */
  readonly audit?: Pick<AuditLog, 'note' | 'settled'>;
  /** What was answered so far; absent: nobody counts. */
  readonly meter?: Meter;
  /** What each caller may still spend; absent: nobody counts. */
  readonly budgets?: Budgets;
  /** Told of every answered operation. */
  readonly onAnswered?: (answered: AnsweredOperation) => void;
  /** Told of every answer to a document that names something deprecated. */
  readonly onDeprecated?: NoteDeprecated;
  /** Told of every fault of the program, with the id of its request. */
  readonly onFault: (fault: { readonly requestId: string; readonly error: unknown }) => void;
}

/** The process, and what scores go by at the instant of a request. */
export type ServingNow = Serving & Pick<ScoringRules, 'config' | 'weeks'>;

/** What is known of a request before its document is looked at. */
export interface RequestFacts {
  readonly viewer: Viewer;
  /** The one instant of the request, milliseconds since 1970. */
  readonly now: number;
  /** Named in answers to faults, and in the log. */
  readonly requestId: string;
  /** Where it came in; absent: GraphQL over HTTP. */
  readonly door?: AuditDoor;
  /** What was taken for it already; absent: nothing. */
  readonly paid?: Taking;
  /** What a first try read, which did not end well; absent: there was none. */
  readonly tried?: Context;
  /** Where a query may be read: a replica that knows all up to a position (null: any replica); absent: the primary only. */
  readonly readsAfter?: bigint | null;
  /** Work that goes on after its request: it has bounds of its own, and nobody's budget is spent on it. */
  readonly isBackground?: true;
}

/** An answer that was found without graphql-js. */
export interface Outcome {
  readonly data: Readonly<Record<string, unknown>> | null;
  /** As callers see them; absent: none. */
  readonly errors?: readonly GraphQLFormattedError[];
}

/** What lives as long as one request. */
export interface Context extends RequestFacts {
  /** What is answered; absent: that is to be found. */
  readonly outcome?: Outcome;
  readonly serving: ServingNow;
  readonly db: Db;
  readonly assessor: CachingAssessor;
  readonly loaders: Loaders;
  /** What it read and did so far. */
  readonly seen: Seen;
  /** What the request read; null: nobody wants to know. */
  readonly sources: RequestSources | null;
}

const servingNow = new WeakMap<Serving, { readonly rules: ScoringRules; readonly serving: ServingNow }>();

/** The process by rules that stay for a while: made once for all their requests. */
function servingBy(process: Serving, rules: ScoringRules): ServingNow {
  const known = servingNow.get(process);
  if (known?.rules === rules) return known.serving;
  const serving = { ...process, config: rules.config, weeks: rules.weeks };
  servingNow.set(process, { rules, serving });
  return serving;
}

/** Answers from rows of the last scoring ask nothing of it, so it is made when it is asked. */
function assessorOnDemand(open: () => CachingAssessor): CachingAssessor {
  let opened: CachingAssessor | null = null;
  const assessor = (): CachingAssessor => {
    opened ??= open();
    return opened;
  };
  return {
    assess: (wanted, subject) => assessor().assess(wanted, subject),
    computedAt: (subject) => assessor().computedAt(subject),
  };
}

/** What was tried before goes on with what it read. @param reader what it reads from; null: the primary. @param seen what it read and did until now. */
export async function contextOf(
  process: Serving,
  facts: RequestFacts,
  reader: Reader | null = null,
  seen = new Seen(),
): Promise<Context> {
  const { viewer, now } = facts;
  if (facts.tried !== undefined) {
    const { viewer: _viewer, now: _now, tried, ...others } = facts;
    return { ...tried, ...others };
  }
  const rules = await process.scoring.at(now);
  const { config, weeks } = rules;
  // Counts of rows would tell a limited reach of what lies beyond it.
  const shown = process.settings.DEBUG_SHOW_DATA_SOURCES === true && viewer.reach === null;
  const own = reader?.db ?? process.db;
  const sources = shown ? openRequestSources(own, { calendar: process.calendar, trendDays: config.trendDays }, sectionOf) : null;
  const db = sources?.dbOf(null) ?? own;
  // The weeks of the base stay with the primary: a replica that is behind would have them computed again.
  const ofProcess = servingBy(process, rules);
  const serving =
    reader === null && sources === null
      ? ofProcess
      : {
          ...ofProcess,
          ...(reader === null ? {} : { patientDb: reader.patientDb }),
          db,
          weeks: sources === null ? weeks : weeks.through(db),
        };
  return {
    ...facts,
    serving,
    db,
    assessor: assessorOnDemand(() => {
      const assessing = { ...serving, sources, ...(reader === null ? {} : { mayKeep: reader.mayKeep }) };
      return cachingAssessor(openAssessor(db, assessing), serving.answers, db, assessing, now);
    }),
    loaders: openLoaders(db, viewer, seen),
    seen,
    sources,
  };
}
