import type { ScoringConfig } from '../config.ts';
import type { VisitHistory } from '../facts.ts';
import { type Choice, choicesOf, usualChoice } from './behavior-shares.ts';

/** What a guest chooses on most visits, learned from the visits: the CRM has no column for a stated wish. */
export interface DiningHabit {
  /** The choice of clearly more than half of the visits; null: none, or too few visits. */
  readonly usual: string | null;
  readonly choices: readonly Choice[];
  /** Visits with a known choice. */
  readonly dataPoints: number;
}

export interface PartySizeShare {
  readonly people: number;
  readonly visits: number;
  readonly share: number;
}

export interface PartySizes {
  /** The lower of the two in the middle of an even number: nobody comes by halves. */
  readonly median: number | null;
  readonly sizes: readonly PartySizeShare[];
  readonly dataPoints: number;
}

export interface DiningPreferences {
  readonly seating: DiningHabit;
  readonly serviceType: DiningHabit;
  readonly partySize: PartySizes;
}

function habitOf(values: readonly (string | null)[], config: ScoringConfig): DiningHabit {
  const choices = choicesOf(values);
  const dataPoints = values.filter((value) => value !== null).length;
  return { usual: usualChoice(choices, config), choices, dataPoints };
}

/** People at the table over the visits with a known number, small parties first. */
export function partySizes({ visits }: VisitHistory): PartySizes {
  const known = visits.flatMap(({ partySize }) => (partySize === null ? [] : [partySize]));
  const sizes = choicesOf(known.map(String))
    .map(({ value, visits: count, share }) => ({ people: Number(value), visits: count, share }))
    .sort((a, b) => a.people - b.people);
  const middle = known.toSorted((a, b) => a - b)[Math.floor((known.length - 1) / 2)] ?? null;
  return { median: middle, sizes, dataPoints: known.length };
}

export function diningPreferences(history: VisitHistory, config: ScoringConfig): DiningPreferences {
  return {
    seating: habitOf(
      history.visits.map(({ seating }) => seating),
      config,
    ),
    serviceType: habitOf(
      history.visits.map(({ serviceType }) => serviceType),
      config,
    ),
    partySize: partySizes(history),
  };
}
