import type { Role } from '../access/roles.ts';
import type { HealthScore } from '../engine/health/score.ts';
import type { PersonalizedInsights } from '../engine/insights/guidance.ts';
import type { JudgedEffect } from '../engine/interventions/report.ts';
import type { DaySums } from '../engine/interventions/series.ts';
import type { Predictions } from '../engine/predictions/guest-predictions.ts';
import type { GuestFilter } from '../engine/segments/filter.ts';
import type { portfolioFigures } from '../engine/segments/portfolio.ts';
import type { LevelPath, PathToLevel } from '../engine/what-if/path.ts';
import type { SettledSubject } from '../facts/answer-cache.ts';
import type { AlertConditions, AlertRecord } from '../store/alert-list.ts';
import type { AuditRecord } from '../store/audit-reading.ts';
import type { PlacedGuest } from '../store/guest-list.ts';
import type { Guest } from '../store/guests.ts';
import type { FeedbackRecord, HistoryPage, VisitRecord } from '../store/history.ts';
import type { InterventionRecord } from '../store/interventions.ts';
import type { Scored } from '../store/scored-at.ts';
import type { Delivery } from '../store/webhook-deliveries.ts';
import type { Webhook } from '../store/webhooks.ts';
import type { KeptAnswer } from './kept-answers.ts';

/** What the parent of a field is, where it is neither a row nor the type's own plain object. */

/** Who is spoken of, and seen from when. */
export interface InsightParent extends SettledSubject {
  readonly guest: Guest;
  /** Undefined: not asked for yet, because the instant was given. Null: never scored, or events were recorded since. */
  readonly scored: Scored | null | undefined;
  /** Everything that is asked for, as the last scoring found it; absent: it is computed. */
  readonly kept?: KeptAnswer;
}

/** What the models say of a guest. */
export interface PredictionsParent extends Predictions {
  readonly subject: InsightParent;
}

/** What to do for a guest, and who that is: what the guest may like is computed only where it is asked for. */
export interface PersonalizedInsightsParent extends PersonalizedInsights {
  readonly subject: InsightParent;
}

/** A way to a level, and the guest at its end. */
export interface LevelPathParent extends LevelPath {
  readonly subject: InsightParent;
}

export interface PathToLevelParent extends Omit<PathToLevel, 'paths'> {
  readonly customerId: string;
  readonly asOf: number;
  /** Of today. */
  readonly before: HealthScore;
  readonly paths: readonly LevelPathParent[];
}

interface Borders {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

export interface CustomerConnectionParent extends Borders {
  readonly guests: readonly PlacedGuest[];
  /** Names the order in each cursor. */
  readonly order: string;
  /** Everybody in the list, on this page or another. */
  readonly filter: GuestFilter;
}

interface HistoryParent<Item> extends Borders {
  readonly customerId: string;
  readonly page: HistoryPage<Item>;
}

/** What came of one action; its days are read once for the whole report, when one is asked for. */
export interface InterventionEffectParent extends JudgedEffect {
  readonly days: () => Promise<readonly DaySums[]>;
}

export interface InterventionPageParent extends Borders {
  readonly items: readonly InterventionRecord[];
  readonly cursorOf: (item: InterventionRecord) => string;
  /** All of the list. */
  readonly total: () => Promise<number>;
}

export interface AuditEntryParent extends Omit<AuditRecord, 'no' | 'role'> {
  readonly id: string;
  readonly role: Role | null;
}

export interface AuditPageParent extends Borders {
  readonly items: readonly AuditEntryParent[];
  readonly cursorOf: (item: AuditEntryParent) => string;
  /** All that meet the conditions. */
  readonly total: () => Promise<number>;
}

export type VisitConnectionParent = HistoryParent<VisitRecord>;
export type FeedbackConnectionParent = HistoryParent<FeedbackRecord>;

/** What operators watch is read when it is asked for. */
export interface MonitoringParent {
  /** Milliseconds since 1970; null: this process does not count. */
  readonly countedSince: number | null;
}

/** A portfolio whose first figures are there; the others are read when they are asked for. */
export interface PortfolioParent {
  readonly filter: GuestFilter;
  /** Null: the current rows. Milliseconds since 1970. */
  readonly at: number | null;
  readonly newestAt: number | null;
  readonly figures: ReturnType<typeof portfolioFigures>;
}

/** A page of alerts and what they were chosen by. */
export interface AlertPageParent {
  readonly alerts: readonly AlertRecord[];
  readonly conditions: AlertConditions;
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

/** Who has entered or left a segment. */
export interface MembershipChangeParent {
  readonly customerId: string;
  readonly segmentId: string;
  readonly change: 'ENTERED' | 'LEFT';
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface SavedWebhookParent {
  readonly webhook: Webhook;
  /** Null: it has one already. */
  readonly secret: string | null;
}

export interface DeliveryPage {
  readonly deliveries: readonly Delivery[];
  readonly more: boolean;
  /** All of the webhook, in the asked state. */
  readonly total: () => Promise<number>;
}
