/**
 * The events at or before an instant, of events in any order. Most lists come in the order of time, so that they need not be gone through
 * one by one with a list that grows.
 */
export function eventsUntil<Event extends { readonly at: number }>(events: readonly Event[], asOf: number): readonly Event[] {
  let known = events.length;
  while (known > 0 && (events[known - 1]?.at ?? asOf) > asOf) known -= 1;
  for (let place = 0; place < known; place += 1)
    if ((events[place]?.at ?? asOf) > asOf) return events.filter(({ at }) => at <= asOf);
  return events.slice(0, known);
}
