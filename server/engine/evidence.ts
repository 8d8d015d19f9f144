import type { Visit } from './facts.ts';

/** A named input of a number. */
export interface Evidence {
  readonly name: string;
  /** Null: not known. */
  readonly value: number | null;
  readonly unit: string;
  /** Ids of the events that mattered most. */
  readonly events: readonly string[];
}

export function evidence(
  name: string,
  value: number | null,
  unit: string,
  visits: readonly Pick<Visit, 'visitId'>[] = [],
): Evidence {
  return { name, value, unit, events: visits.map((visit) => visit.visitId) };
}

/** The same with the ids of events of any kind. */
export function evidenceOf(name: string, value: number | null, unit: string, events: readonly string[]): Evidence {
  return { name, value, unit, events };
}
