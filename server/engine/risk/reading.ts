/**
 * A guest as plain inputs of the chance of a return, each of which can be replaced by the typical guest's to see what it is worth: by
 * fitted models where there are any, else by RHYTHM.
 */

import type { ScoringConfig } from '../config.ts';
import type { PopulationFacts } from '../facts.ts';
import { openMemory } from '../memory.ts';
import { predictorOf } from '../outlook.ts';
import { knownTiming } from '../predictions/guest-timing.ts';
import type { ChampionPredictor, GuestTiming } from '../predictions/prediction-fit.ts';
import { activity, returnWithin, rhythm, spanOf } from '../rhythm.ts';
import { RandomVisits, type VisitShares } from '../visit-shares.ts';
import type { Input, Inputs } from './risk.ts';

export interface Reading {
  readonly own: Inputs;
  /** Of the venue's typical guest. */
  readonly typical: Inputs;
  /** In the order in which the drivers replace them. */
  readonly order: readonly Input[];
  /** P(at least one visit within the days). */
  readonly returnWithin: (inputs: Inputs, days: number) => number;
  /** P(still a customer). */
  readonly staying: (inputs: Inputs) => number;
  /** P(0), P(1), … visit days within the days; the last one holds the rest. */
  readonly visitShares: (inputs: Inputs, days: number) => VisitShares;
}

const rhythmInputs: readonly Input[] = [
  { input: 'silentDays', factor: 'SILENCE', name: 'days since the last visit', unit: 'days' },
  { input: 'expectedGapDays', factor: 'VISIT_GAP', name: 'expected gap between visits', unit: 'days' },
  { input: 'returnChance', factor: 'RETURN_CHANCE', name: 'chance that a visit is followed by another', unit: 'probability' },
];

function byRhythm(days: readonly number[], day: number, population: PopulationFacts, config: ScoringConfig): Reading | null {
  const span = spanOf(days);
  if (span === null) return null;
  const { silentDays, expectedGapDays, returnChance } = rhythm(span, day, population, config);
  const guestOf = (inputs: Inputs) => {
    const [gap, returns] = [inputs.expectedGapDays ?? 1, inputs.returnChance ?? 0];
    return { expectedGapDays: gap, returnChance: returns, active: activity(inputs.silentDays ?? 0, gap) };
  };
  const staying = (inputs: Inputs) => {
    const guest = guestOf(inputs);
    return guest.returnChance * guest.active;
  };
  return {
    own: { silentDays, expectedGapDays, returnChance },
    typical: { silentDays: 0, expectedGapDays: population.typicalGapDays, returnChance: population.returnShare },
    order: rhythmInputs,
    returnWithin: (inputs, within) => returnWithin(within, guestOf(inputs)),
    staying,
    visitShares: (inputs, within) => new RandomVisits(within / (inputs.expectedGapDays ?? 1), staying(inputs)),
  };
}

const weekDays = 7;

/**
 * The rates of visits go together: who came often in 13 weeks did so in 4. Silence counts in own gaps: 30 days are long for who comes
 * weekly, though short beside the typical guest's in days.
 */
function inputsOf({ x, tx, T, visits13Weeks, visits4Weeks, gapVariation }: GuestTiming, typicalGapDays: number): Inputs {
  const gapDays = x === 0 ? typicalGapDays : (tx * weekDays) / x;
  return {
    silentGaps: ((T - tx) * weekDays) / gapDays,
    recentVisits: visits13Weeks,
    lately: visits4Weeks,
    gapDays,
    repeats: x,
    ...(gapVariation === null ? {} : { variation: gapVariation }),
  };
}

function timingOfInputs(inputs: Inputs): GuestTiming {
  const [repeats, gapDays] = [inputs.repeats ?? 0, inputs.gapDays ?? 0];
  const tx = (repeats * gapDays) / weekDays;
  return {
    x: repeats,
    tx,
    T: tx + ((inputs.silentGaps ?? 0) * gapDays) / weekDays,
    visits4Weeks: inputs.lately ?? 0,
    visits13Weeks: inputs.recentVisits ?? 0,
    gapVariation: inputs.variation ?? null,
  };
}

const timingInputs: readonly Input[] = [
  { input: 'silentGaps', factor: 'SILENCE', name: 'silence since the last visit in own gaps', unit: 'gaps' },
  {
    input: 'recentVisits',
    factor: 'RECENT_VISITS',
    name: 'visit days of the last 13 weeks',
    unit: 'days',
    alsoReplaces: ['lately'],
  },
  { input: 'gapDays', factor: 'VISIT_GAP', name: 'mean gap between visits', unit: 'days' },
  { input: 'variation', factor: 'REGULARITY', name: 'variation of the gaps, 0 for clockwork', unit: 'share of the mean' },
  { input: 'repeats', factor: 'RETURN_CHANCE', name: 'visit days after the first', unit: 'days' },
];

/** Whether two inputs make the same timing. */
function sameTiming(a: Inputs, b: Inputs): boolean {
  return (
    a.silentGaps === b.silentGaps &&
    a.recentVisits === b.recentVisits &&
    a.lately === b.lately &&
    a.gapDays === b.gapDays &&
    a.repeats === b.repeats &&
    a.variation === b.variation
  );
}

function byChampion(
  champion: ChampionPredictor,
  days: readonly number[],
  day: number,
  population: PopulationFacts,
): Reading | null {
  const timing = knownTiming(days, day);
  if (timing === null) return null;
  const typicalGuest = population.typicalTiming ?? timing;
  const typicalInputs = inputsOf(typicalGuest, population.typicalGapDays);
  const own = inputsOf(timing, population.typicalGapDays);
  // A guest without gaps has no variation to be replaced.
  const typical =
    own.variation === undefined ? typicalInputs : { variation: Math.sqrt(population.fleetGapVariation), ...typicalInputs };
  // The risks replace the same inputs in the same order: what one has asked of a guest, the next one finds.
  const guests = [{ inputs: own, guest: timing }];
  const guestOf = (inputs: Inputs): GuestTiming => {
    const known = guests.find((each) => sameTiming(each.inputs, inputs));
    if (known !== undefined) return known.guest;
    const guest = timingOfInputs(inputs);
    guests.push({ inputs, guest });
    return guest;
  };
  return {
    own,
    typical,
    order: timingInputs.filter(({ input }) => own[input] !== undefined),
    returnWithin: (inputs, within) => champion.returnWithin(guestOf(inputs), within),
    staying: (inputs) => champion.stillCustomer(guestOf(inputs)),
    visitShares: (inputs, within) => champion.known(guestOf(inputs)).visitShares(within),
  };
}

interface Known {
  readonly day: number;
  readonly population: PopulationFacts;
  readonly config: ScoringConfig;
  readonly reading: Reading | null;
}

/** The three risks of one answer read the same guest. */
const latest = openMemory<readonly number[], Known>();

/**
 * @param days visit days up to `day`, ascending; never changed.
 * @returns null without a visit.
 */
export function readingOf(
  days: readonly number[],
  day: number,
  population: PopulationFacts,
  config: ScoringConfig,
): Reading | null {
  const known = latest.get(days);
  if (known?.day === day && known.population === population && known.config === config) return known.reading;
  const champion = predictorOf(population.predictions);
  const reading = champion === null ? byRhythm(days, day, population, config) : byChampion(champion, days, day, population);
  latest.set(days, { day, population, config, reading });
  return reading;
}
