import type { BareHistory } from '../bare-visits.ts';
import type { ScoringConfig } from '../config.ts';
import { evidence } from '../evidence.ts';
import type { PopulationFacts } from '../facts.ts';
import { insufficient } from '../insufficient.ts';
import { activeEvidence, type Outlook, outlookOn } from '../outlook.ts';
import { visitDays } from '../rhythm.ts';
import { readingOf } from './reading.ts';
import { bareRisk, explained, knownRisk, type Risk, unknownRisk } from './risk.ts';

function withoutVisit(horizonDays: number): Risk {
  const message = 'The risk of losing a guest needs a visit; there is none on record.';
  return unknownRisk(horizonDays, insufficient('NO_VISITS', message, 0, 1));
}

/** The same without what explains it, of a guest who has been looked at. */
export function bareChurnRisk(
  outlook: Outlook | null,
  { horizonDays }: Pick<PopulationFacts, 'horizonDays'>,
  config: ScoringConfig,
): Risk {
  return outlook === null ? withoutVisit(horizonDays) : bareRisk(1 - outlook.returnWithin(horizonDays), horizonDays, config);
}

/** @returns P(no visit within H), H being the venue's; absent without a visit. */
export function churnRisk(history: BareHistory, population: PopulationFacts, day: number, config: ScoringConfig): Risk {
  const { horizonDays } = population;
  const days = visitDays(history);
  const reading = readingOf(days, day, population, config);
  const outlook = outlookOn(days, day, population, config);
  if (reading === null || outlook === null) return withoutVisit(horizonDays);
  const { own, typical, order, returnWithin } = reading;
  const found = explained(own, typical, order, (inputs) => 1 - returnWithin(inputs, horizonDays));
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
