import type { ScoringConfig } from '../config.ts';
import { evidence } from '../evidence.ts';
import type { PopulationFacts, VisitHistory } from '../facts.ts';
import { insufficient } from '../insufficient.ts';
import { activity, type Rhythm, returnWithin, rhythm, spanOf, visitDays } from '../rhythm.ts';
import { explained, type Input, knownRisk, type Risk, unknownRisk } from './risk.ts';

/** What the chance of a return rests on. */
export interface ReturnInputs {
  readonly silentDays: number;
  readonly expectedGapDays: number;
  readonly returnChance: number;
}

/** In the order in which the drivers replace them. */
export const returnInputs = [
  { input: 'silentDays', factor: 'SILENCE', name: 'days since the last visit', unit: 'days' },
  { input: 'expectedGapDays', factor: 'VISIT_GAP', name: 'expected gap between visits', unit: 'days' },
  { input: 'returnChance', factor: 'RETURN_CHANCE', name: 'chance that a visit is followed by another', unit: 'probability' },
] as const satisfies readonly Input<ReturnInputs>[];

/** Comes at the venue's typical gap, returns as its first visits do, and is not overdue. */
export function typicalReturn(population: PopulationFacts): ReturnInputs {
  return { silentDays: 0, expectedGapDays: population.typicalGapDays, returnChance: population.returnShare };
}

/** With the activity that belongs to the silence. */
export function activeInputs(inputs: ReturnInputs): Pick<Rhythm, 'expectedGapDays' | 'returnChance' | 'active'> {
  return { ...inputs, active: activity(inputs.silentDays, inputs.expectedGapDays) };
}

/** @returns P(no visit within H) by the method RHYTHM; absent without a visit. */
export function churnRisk(history: VisitHistory, population: PopulationFacts, day: number, config: ScoringConfig): Risk {
  const { horizonDays } = population;
  const span = spanOf(visitDays(history));
  if (span === null) {
    return unknownRisk(
      horizonDays,
      insufficient('NO_VISITS', 'The risk of losing a guest needs a visit; there is none on record.', 0, 1),
    );
  }
  const own = rhythm(span, day, population, config);
  const found = explained<ReturnInputs>(
    own,
    typicalReturn(population),
    returnInputs,
    (inputs) => 1 - returnWithin(horizonDays, activeInputs(inputs)),
  );
  return knownRisk(
    found,
    horizonDays,
    [
      evidence('days since the last visit', own.silentDays, 'days', history.visits.slice(-1)),
      evidence('expected gap between visits', own.expectedGapDays, 'days', history.visits.slice(-3)),
      evidence('chance that a visit is followed by another', own.returnChance, 'probability'),
      evidence('still within the rhythm', own.active, 'share'),
      evidence('visit days', span.count, 'days'),
    ],
    config,
  );
}
