import type { BareFacts } from './bare-visits.ts';
import type { ScoringConfig } from './config.ts';
import type { FactName, Facts } from './facts.ts';
import { openMemory } from './memory.ts';

export interface Instant {
  /** Milliseconds since 1970: everything at or before it is known. */
  readonly asOf: number;
  /** Business day of `asOf` in the main time zone, days since 1970-01-01. */
  readonly day: number;
}

/** The instant of an answer and the rules it is computed with. */
export interface Moment extends Instant {
  /** The instant that trends compare with, `config.trendDays` earlier. */
  readonly earlier: Instant;
  readonly config: ScoringConfig;
}

/** A result and the facts it needs. `compute` can read only what `needs` lists: another fact does not compile. */
export interface Derivation<Name extends FactName, Result, Known extends BareFacts = Facts> {
  readonly needs: readonly Name[];
  /** Of visits it looks only at what is read of everybody. */
  readonly bare: boolean;
  readonly compute: (facts: Pick<Known, Name>, moment: Moment) => Result;
}

/** A result, and the very facts and moment that it came from. */
interface Remembered<Known, Result> {
  readonly facts: Known;
  readonly moment: Moment;
  readonly result: Result;
}

/**
 * A derivation remembers its latest result per first fact: several derivations of one answer rest on the same health score, which is then
 * computed once. Nothing outlives its facts.
 */
export function derivation<const Name extends FactName, Result>(
  needs: readonly Name[],
  compute: (facts: Pick<Facts, Name>, moment: Moment) => Result,
): Derivation<Name, Result> {
  return { needs, bare: false, compute: remembering(needs, compute) };
}

/** The same of bare visits: what runs ask of everybody. */
export function bareDerivation<const Name extends FactName, Result>(
  needs: readonly Name[],
  compute: (facts: Pick<BareFacts, Name>, moment: Moment) => Result,
): Derivation<Name, Result, BareFacts> {
  return { needs, bare: true, compute: remembering(needs, compute) };
}

function remembering<Name extends FactName, Known extends Pick<BareFacts, Name>, Result>(
  needs: readonly Name[],
  compute: (facts: Known, moment: Moment) => Result,
): (facts: Known, moment: Moment) => Result {
  const latest = openMemory<object, Remembered<Known, Result>>();
  return (facts, moment) => {
    const first = needs[0] === undefined ? null : facts[needs[0]];
    if (typeof first !== 'object' || first === null) return compute(facts, moment);
    const found = latest.get(first);
    if (found !== undefined && found.moment === moment && same(needs, found.facts, facts)) return found.result;
    const result = compute(facts, moment);
    latest.set(first, { facts, moment, result });
    return result;
  };
}

function same<Name extends FactName, Known extends Pick<BareFacts, Name>>(needs: readonly Name[], a: Known, b: Known): boolean {
  if (a === b) return true;
  for (const name of needs) if (a[name] !== b[name]) return false;
  return true;
}
