import type { Db } from '../db/open.ts';
import type { Alert } from '../engine/alerts/alerts.ts';
import type { KnownAlert } from '../engine/alerts/life-cycle.ts';
import type { snapshot } from '../engine/snapshot.ts';
import type { CurrentScore } from '../store/scores.ts';
import { scoreInBytes } from '../store/stored-scores.ts';

/** What is kept of a row that stood there: of thousands of guests no whole one. */
export interface RowBefore {
  readonly version: number;
  readonly completenessScore: number;
  /** Whether something that history shows is different now. */
  readonly isOther: boolean;
}

interface Finding {
  /** As of `bytesOfScore`. */
  readonly bytes: Buffer;
  /** Of the row that stood there; null: never scored. */
  readonly before: RowBefore | null;
  /** What calls for attention, most severe first; without a life cycle. */
  readonly alerts: readonly Alert[];
  /** Events of the guest were recorded since: the score is told to who listens, even when it is the same. */
  readonly hadEvents: boolean;
  /** A sink asked to be told, from what it saw before the guest was computed. */
  readonly isWatched: boolean;
}

/** What a run found of a guest, and what stood there before. */
export class ScoredGuest implements Finding {
  readonly customerId: string;
  readonly isScored: boolean;
  readonly bytes: Buffer;
  readonly before: RowBefore | null;
  readonly alerts: readonly Alert[];
  readonly hadEvents: boolean;
  readonly isWatched: boolean;
  readonly #row: CurrentScore | null;

  constructor(row: CurrentScore, { bytes, before, alerts, hadEvents, isWatched }: Finding) {
    this.customerId = row.customer_id;
    this.isScored = row.health_score !== null;
    this.bytes = bytes;
    this.before = before;
    this.alerts = alerts;
    this.hadEvents = hadEvents;
    this.isWatched = isWatched;
    // Of whom only numbers have moved nobody asks for the row, but of some: then it is made of the bytes.
    this.#row = isWatched || before?.isOther !== false ? row : null;
  }

  get row(): CurrentScore {
    return this.#row ?? scoreInBytes(this.bytes, 0);
  }

  withAlerts(alerts: readonly Alert[]): ScoredGuest {
    return new ScoredGuest(this.row, { ...this, alerts });
  }
}

export interface RunInstants {
  /** The instant that the answers know events up to, and when the run writes; milliseconds since 1970. */
  readonly asOf: number;
  readonly now: number;
}

export interface Written extends RunInstants {
  /** Guests whose row somebody else wrote after it was read: what a sink saw before that may have changed. */
  readonly contested: ReadonlySet<string>;
}

/** The alerts that were latched after the run before, by guest. */
export interface KnownAlerts {
  readonly has: (customerId: string) => boolean;
  /** Null: not known. */
  readonly alertsOf: (customerId: string) => readonly KnownAlert[] | null;
}

/** What of a guest a sink is asked about before anything is written. */
export interface Sight extends Pick<ScoredGuest, 'row' | 'alerts'> {
  /** By the row that stood there; null: there was none. */
  readonly completenessBefore: number | null;
}

/**
 * Takes what a run found of a chunk of guests, in the transaction that writes their rows. Of most guests a run finds what stood there: who
 * had no events either is not handed on, unless a sink watches for something else.
 */
export interface ScoreSink {
  (tx: Db, guests: readonly ScoredGuest[], written: Written): Promise<void>;
  /**
   * Reads what the sink needs to know of guests before they are computed.
   * @param known what is known from the run before: of who is absent the sink reads it.
   * @returns whether a guest is to be handed on.
   */
  readonly watch?: (
    tx: Db,
    customerIds: readonly string[],
    instants: RunInstants,
    known: KnownAlerts,
  ) => Promise<(guest: Sight) => boolean>;
}

type Snapshot = ReturnType<(typeof snapshot)['compute']>;

/** The current row of a guest. */
export function currentScoreOf(customerId: string, { health, risks, ...rest }: Snapshot): CurrentScore {
  const { scores } = health;
  return {
    customer_id: customerId,
    week: health.week,
    config_version: health.configVersion,
    method: health.method,
    health_score: health.healthScore,
    exact_score: health.exactScore,
    health_level: health.healthLevel,
    coverage: health.coverage,
    confidence: health.confidence,
    visit_frequency: scores.visitFrequency,
    spending_behavior: scores.spendingBehavior,
    loyalty_engagement: scores.loyaltyEngagement,
    feedback_sentiment: scores.feedbackSentiment,
    communication_response: scores.communicationResponse,
    recency_factor: scores.recencyFactor,
    visit_days: health.dataPoints,
    last_visit_at: rest.lastVisitAt === null ? null : Math.floor(rest.lastVisitAt),
    expected_visits_per_30_days: rest.expectedVisitsPer30Days,
    lifetime_value_minor: rest.lifetimeValueMinor,
    last_12_months_minor: rest.last12MonthsMinor,
    lifetime_value_percentile: rest.lifetimeValuePercentile,
    rfm_group: rest.rfmGroup,
    completeness_score: rest.completenessScore,
    completeness_level: rest.completenessLevel,
    churn_probability: risks.churn.probability,
    churn_risk: risks.churn.riskLevel,
    engagement_risk_probability: risks.engagement.probability,
    engagement_risk: risks.engagement.riskLevel,
    value_risk_probability: risks.value.probability,
    value_risk: risks.value.riskLevel,
    percentile_rank: rest.percentileRank,
  };
}
