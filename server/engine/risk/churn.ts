import type { BareHistory } from '../bare-visits.ts';
import type { ScoringConfig } from '../config.ts';
import { evidence } from '../evidence.ts';
import type { PopulationFacts } from '../facts.ts';
import { insufficient } from '../insufficient.ts';
import { activeEvidence, outlookOn } from '../outlook.ts';
import { visitDays } from '../rhythm.ts';
import { readingOf } from './reading.ts';
import { bareRisk, type Detail, explained, type Inputs, knownRisk, type Risk, unknownRisk } from './risk.ts';

/** @returns P(no visit within H), H being the venue's; absent without a visit. */
export function churnRisk(
  history: BareHistory,
  population: PopulationFacts,
  day: number,
  config: ScoringConfig,
  detail: Detail = 'DRIVERS',
): Risk {
  const { horizonDays } = population;
  const days = visitDays(history);
  const reading = readingOf(days, day, population, config);
  const outlook = outlookOn(days, day, population, config);
  if (reading === null || outlook === null) {
    return unknownRisk(
      horizonDays,
      insufficient('NO_VISITS', 'The risk of losing a guest needs a visit; there is none on record.', 0, 1),
    );
  }
  const { own, typical, order, returnWithin } = reading;
  const probabilityOf = (inputs: Inputs) => 1 - returnWithin(inputs, horizonDays);
  if (detail === 'PROBABILITY') return bareRisk(probabilityOf(own), horizonDays, config);
  const found = explained(own, typical, order, probabilityOf);
  return knownRisk(
    found,
    horizonDays,
    [
      evidence('days since the last visit', outlook.silentDays, 'days', history.visits.slice(-1)),
      evidence('expected gap between visits', outlook.expectedGapDays, 'days', history.visits.slice(-3)),
      evidence(...activeEvidence(outlook)),
      evidence('expected visits', outlook.visitsPer30Days, 'visits per 30 days'),
      evidence('visit days', days.length, 'days'),
    ],
    config,
  );
}
