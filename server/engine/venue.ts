import { businessDay, type Calendar, isoDay } from './calendar.ts';

/** What one source holds of the whole base. Instants are milliseconds since 1970; null: it holds nothing. */
export interface SourceSpan {
  readonly firstEventAt: number | null;
  readonly lastEventAt: number | null;
  /** When its newest event was recorded here. */
  readonly lastRecordedAt: number | null;
}

export const sourceNames = ['visits', 'loyalty', 'campaigns', 'feedback'] as const;
export type SourceName = (typeof sourceNames)[number];
export type SourceSpans = Readonly<Record<SourceName, SourceSpan>>;

export interface SourceState extends SourceSpan {
  /** Whether its newest event is at most the threshold old; null: it holds nothing. */
  readonly isFresh: boolean | null;
}

/** How a source stands at an instant. */
export function sourceState(span: SourceSpan, now: number, freshnessSeconds: number): SourceState {
  return { ...span, isFresh: span.lastEventAt === null ? null : now - span.lastEventAt <= freshnessSeconds * 1000 };
}

/** The business days of the oldest and the newest event of all sources, ISO; null: there are none. */
export function eventDays(
  spans: SourceSpans,
  calendar: Calendar,
): { readonly first: string | null; readonly last: string | null } {
  const known = (at: number | null): readonly number[] => (at === null ? [] : [at]);
  const firsts = sourceNames.flatMap((name) => known(spans[name].firstEventAt));
  const lasts = sourceNames.flatMap((name) => known(spans[name].lastEventAt));
  const day = (at: number): string => isoDay(businessDay(at, calendar));
  return {
    first: firsts.length === 0 ? null : day(Math.min(...firsts)),
    last: lasts.length === 0 ? null : day(Math.max(...lasts)),
  };
}

/** The time of day that a business day begins at, such as "04:00". */
export function timeOfDay(minutes: number): string {
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
