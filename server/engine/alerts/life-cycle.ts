/**
 * What becomes of a guest's alerts when a scoring has looked again: pure, from what is latched, what the rules found and the numbers.
 * What was raised stays latched until its number has come back beyond the threshold by a margin, also when a person resolved it before:
 * noise around a threshold raises once, and what was dealt with is not raised again while it still holds.
 * A guest's first scoring sees all crossings of the trend window at once: the gravest is raised, the others are latched behind it, so that
 * the first day of an installation calls for each guest once.
 */
import type { ScoringConfig } from '../config.ts';
import type { AlertKind, AlertSeverity, Alert as FoundAlert } from './alerts.ts';

/** What it takes to know whether an alert whose cause has not cleared yet stays as it is. */
export interface KnownAlert {
  readonly kind: AlertKind;
  readonly severity: AlertSeverity;
  /** Where it clears, in the unit of its kind; null: when its rule no longer holds. */
  readonly clearsAt: number | null;
  /** Ids of the events that it was raised for. */
  readonly events: readonly string[];
}

/** The same with what people did about it. */
export interface LatchedAlert extends KnownAlert {
  readonly alertId: string;
  /** False: a person resolved it, or a graver one took its place. */
  readonly open: boolean;
  readonly acknowledged: boolean;
  readonly snoozed: boolean;
}

/** The numbers of a guest's row. Null: absent. */
export interface AlertNumbers {
  readonly exactScore: number | null;
  readonly churnProbability: number | null;
  readonly completenessScore: number | null;
  /** Milliseconds since 1970. */
  readonly lastVisitAt: number | null;
}

export interface Sighting<Known extends KnownAlert = LatchedAlert> {
  readonly latched: readonly Known[];
  /** What the rules find at the instant, without a life cycle; most severe first. */
  readonly found: readonly FoundAlert[];
  readonly numbers: AlertNumbers;
  /** By the scoring before; null: there was none. */
  readonly completenessBefore: number | null;
}

export type AlertStep =
  | { readonly step: 'RAISE'; readonly alert: FoundAlert }
  /** Latched, and over at once: a graver alert that was found together with it stands for it. */
  | { readonly step: 'STAND_BEHIND'; readonly alert: FoundAlert }
  /** The same matter got worse; `reopens` when somebody had already dealt with it. */
  | { readonly step: 'WORSEN'; readonly alertId: string; readonly alert: FoundAlert; readonly reopens: boolean }
  /** `cleared`: what raised it is gone. Otherwise a graver alert took its place. */
  | { readonly step: 'RESOLVE'; readonly alertId: string; readonly cleared: boolean }
  /** It was resolved by hand and now has cleared: the same may be raised again. */
  | { readonly step: 'UNLATCH'; readonly alertId: string };

const rank: Readonly<Record<AlertSeverity, number>> = { LOW: 0, MEDIUM: 1, HIGH: 2, CRITICAL: 3 };

function hasCleared({ kind, clearsAt }: KnownAlert, { numbers, found }: Sighting<KnownAlert>): boolean {
  if (clearsAt === null) return found.every((alert) => alert.kind !== kind);
  switch (kind) {
    case 'CHURN_CROSSED_50':
    case 'CHURN_CROSSED_80':
      return numbers.churnProbability !== null && numbers.churnProbability <= clearsAt;
    case 'SILENT_REGULAR':
      return numbers.lastVisitAt !== null && numbers.lastVisitAt > clearsAt;
    case 'DATA_QUALITY':
      return numbers.completenessScore !== null && numbers.completenessScore >= clearsAt;
    default:
      return numbers.exactScore !== null && numbers.exactScore >= clearsAt;
  }
}

/** The events behind an alert that no number clears: another one is another matter. */
function isAnother(latched: KnownAlert, alert: FoundAlert): boolean {
  return latched.clearsAt === null && alert.evidence.some(({ events }) => events.some((id) => !latched.events.includes(id)));
}

const isGraver = (latched: KnownAlert, alert: FoundAlert): boolean => rank[alert.severity] > rank[latched.severity];

const isWorse = (latched: KnownAlert, alert: FoundAlert): boolean => isGraver(latched, alert) || isAnother(latched, alert);

function worsening(latched: LatchedAlert, alert: FoundAlert): AlertStep[] {
  if (!isWorse(latched, alert)) return [];
  const graver = isGraver(latched, alert);
  const severity = graver ? alert.severity : latched.severity;
  const reopens = !latched.snoozed && (!latched.open || latched.acknowledged);
  return [{ step: 'WORSEN', alertId: latched.alertId, alert: { ...alert, severity }, reopens }];
}

/** A state that holds for most of a base is no news: it has to be seen to begin. */
function begins(alert: FoundAlert, sighting: Pick<Sighting, 'completenessBefore'>, config: ScoringConfig): boolean {
  if (alert.kind !== 'DATA_QUALITY') return true; // the other rules look for a crossing themselves
  return (sighting.completenessBefore ?? 0) >= config.attentionBelow;
}

/** Of a guest who was never looked at. */
function firstSteps(found: readonly FoundAlert[], config: ScoringConfig): AlertStep[] {
  return found
    .filter((alert) => begins(alert, { completenessBefore: null }, config))
    .map((alert, index): AlertStep => ({ step: index === 0 ? 'RAISE' : 'STAND_BEHIND', alert }));
}

/** Of most guests, in each run. */
const nothing: AlertStep[] = [];

/** What to do, in the order of the alerts that are latched and then of those that were found. */
export function alertSteps(sighting: Sighting, config: ScoringConfig): readonly AlertStep[] {
  const { latched, found, completenessBefore } = sighting;
  if (latched.length === 0 && !found.some((alert) => begins(alert, sighting, config))) return nothing;
  if (completenessBefore === null && latched.length === 0) return firstSteps(found, config);
  const held = latched.filter((alert) => !hasCleared(alert, sighting));
  const heldKinds = new Map(held.map((alert) => [alert.kind, alert]));
  const cleared = latched
    .filter((alert) => !held.includes(alert))
    .map(({ alertId, open }): AlertStep => (open ? { step: 'RESOLVE', alertId, cleared: true } : { step: 'UNLATCH', alertId }));
  const news = found.flatMap((alert): AlertStep[] => {
    const known = heldKinds.get(alert.kind);
    if (known !== undefined) return worsening(known, alert);
    // Above the higher of the two thresholds the lower one is no news.
    if (alert.kind === 'CHURN_CROSSED_50' && heldKinds.has('CHURN_CROSSED_80')) return [];
    return begins(alert, sighting, config) ? [{ step: 'RAISE', alert }] : [];
  });
  const lesser = heldKinds.get('CHURN_CROSSED_50');
  const overtaken = news.some((each) => each.step === 'RAISE' && each.alert.kind === 'CHURN_CROSSED_80');
  return lesser?.open === true && overtaken
    ? [...cleared, { step: 'RESOLVE', alertId: lesser.alertId, cleared: false }, ...news]
    : [...cleared, ...news];
}

/** Whether `alertSteps` has any: whatever people did about an alert decides what is done, but not whether. */
export function callsForSteps(sighting: Sighting<KnownAlert>, config: ScoringConfig): boolean {
  const { latched, found } = sighting;
  if (latched.some((alert) => hasCleared(alert, sighting))) return true;
  return found.some((alert) => {
    const known = latched.findLast(({ kind }) => kind === alert.kind);
    if (known !== undefined) return isWorse(known, alert);
    // Above the higher of the two thresholds the lower one is no news.
    if (alert.kind === 'CHURN_CROSSED_50' && latched.some(({ kind }) => kind === 'CHURN_CROSSED_80')) return false;
    return begins(alert, sighting, config);
  });
}

/** How long an alert of a severity may wait for an answer before it is told once more, milliseconds; null: for ever. */
export function patienceMs(severity: AlertSeverity, { alerts }: ScoringConfig): number | null {
  const hours = severity === 'CRITICAL' ? alerts.criticalHours : severity === 'HIGH' ? alerts.highHours : null;
  return hours === null ? null : hours * 3_600_000;
}
