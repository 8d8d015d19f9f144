import type { HypotheticalEvents } from '../engine/what-if/events.ts';

/** Who, and seen from when (milliseconds since 1970). */
export interface Subject {
  readonly customerId: string;
  readonly asOf: number;
  /** Absent: the guest as on record. */
  readonly hypothesis?: Hypothesis;
}

/** Events that are supposed to happen after the instant. */
export interface Hypothesis {
  /** The same for the same events. */
  readonly key: string;
  readonly events: HypotheticalEvents;
}
