import type { Calendar } from '../engine/calendar.ts';
import { defaultScoring, type ScoringConfig } from '../engine/config.ts';
import { joinedVersion } from '../engine/configuration-version.ts';

/** The settings that scores depend on, under their names in the environment. */
export interface ScoringSettings {
  readonly CURRENCY: string;
  readonly TIME_ZONE: string;
  /** hh:mm. */
  readonly BUSINESS_DAY_START: string;
  /** Days. */
  readonly HEALTH_SCORE_TREND_DAYS: number;
  /** Seconds. */
  readonly DATA_FRESHNESS_THRESHOLD: number;
  readonly PROFILE_COMPLETENESS_THRESHOLD: number;
  readonly HEALTH_SCORE_ALERT_THRESHOLD: number;
  readonly FEATURE_PREDICTIVE_ANALYTICS: boolean;
}

/** The calendar of the main time zone. */
export function calendarOf(settings: ScoringSettings): Calendar {
  const [hours = '4', minutes = '0'] = settings.BUSINESS_DAY_START.split(':');
  return { timeZone: settings.TIME_ZONE, dayStartMinutes: 60 * Number(hours) + Number(minutes) };
}

/** Weights and thresholds of this installation where nothing is saved. */
export function scoringConfigOf(settings: ScoringSettings): ScoringConfig {
  const decimals =
    new Intl.NumberFormat('en', { style: 'currency', currency: settings.CURRENCY }).resolvedOptions().maximumFractionDigits ?? 2;
  const fitsModels = settings.FEATURE_PREDICTIVE_ANALYTICS;
  return {
    ...defaultScoring,
    version: joinedVersion({ method: defaultScoring.version, saved: 1, fitsModels }),
    fitsModels,
    trendDays: settings.HEALTH_SCORE_TREND_DAYS,
    freshnessSeconds: settings.DATA_FRESHNESS_THRESHOLD,
    attentionBelow: settings.PROFILE_COMPLETENESS_THRESHOLD,
    alerts: { ...defaultScoring.alerts, scoreBelow: settings.HEALTH_SCORE_ALERT_THRESHOLD },
    currency: settings.CURRENCY,
    minorPerMajor: 10 ** decimals,
  };
}
