import { weekOf } from '../engine/calendar.ts';
import { eventDays, type SourceName, type SourceSpans, type SourceState, sourceState } from '../engine/venue.ts';
import { readSourceSpans, readStoredHorizon } from '../facts/venue.ts';
import type { Context } from './context.ts';

/** The venue as one request sees it: what its sources hold is read once, by whichever field asks first. */
export interface VenueParent {
  readonly spans: () => Promise<SourceSpans>;
}

export function venueOf({ db, now }: Context): VenueParent {
  let read: Promise<SourceSpans> | null = null;
  return {
    spans: () => {
      read ??= readSourceSpans(db, now);
      return read;
    },
  };
}

/** H as it is stored; null: no week was computed yet. */
export function storedHorizon({ db, now, serving }: Context): Promise<number | null> {
  return readStoredHorizon(db, weekOf(now, serving.calendar.timeZone).week);
}

export async function eventDaysOf(venue: VenueParent, { serving }: Context) {
  return eventDays(await venue.spans(), serving.calendar);
}

export async function freshnessOf(venue: VenueParent, { now, serving }: Context): Promise<Record<SourceName, SourceState>> {
  const { visits, loyalty, campaigns, feedback } = await venue.spans();
  const state = (span: SourceSpans[SourceName]) => sourceState(span, now, serving.config.freshnessSeconds);
  return { visits: state(visits), loyalty: state(loyalty), campaigns: state(campaigns), feedback: state(feedback) };
}
