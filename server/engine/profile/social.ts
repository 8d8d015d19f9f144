import type { ScoringConfig } from '../config.ts';
import type { VisitHistory } from '../facts.ts';
import { type InsufficientData, insufficient } from '../insufficient.ts';
import { sum } from '../maths/statistics.ts';
import { type PartySizes, partySizes } from './dining.ts';

/** A visit with an unusually large party. */
export interface Occasion {
  readonly visitId: string;
  readonly at: number;
  readonly people: number;
}

export interface SocialBehavior {
  readonly partySize: PartySizes;
  /** Shares of the visits with a known number of people, 0 to 1; null: see `insufficientData`. */
  readonly soloShare: number | null;
  readonly coupleShare: number | null;
  readonly groupShare: number | null;
  /** Newest first. */
  readonly occasions: readonly Occasion[];
  readonly insufficientData: InsufficientData | null;
}

/** With how many people a guest comes. */
export function socialBehavior(history: VisitHistory, { social }: ScoringConfig): SocialBehavior {
  const partySize = partySizes(history);
  const { dataPoints, sizes } = partySize;
  const typical = partySize.median ?? 0;
  const occasions = history.visits
    .flatMap(({ visitId, at, partySize: people }) =>
      people !== null && people >= social.occasionPeople && people >= social.occasionFactor * typical
        ? [{ visitId, at, people }]
        : [],
    )
    .reverse()
    .slice(0, social.listed);
  const need = social.visitsNeeded;
  if (dataPoints < need) {
    const message = `Social behaviour needs ${need} visits with a known number of people; there are ${dataPoints}.`;
    const lack = insufficient(history.visits.length === 0 ? 'NO_VISITS' : 'TOO_FEW_VISITS', message, dataPoints, need);
    return { partySize, soloShare: null, coupleShare: null, groupShare: null, occasions, insufficientData: lack };
  }
  const shareOf = (holds: (people: number) => boolean) =>
    sum(sizes.map(({ people, visits }) => (holds(people) ? visits : 0))) / dataPoints;
  return {
    partySize,
    soloShare: shareOf((people) => people === 1),
    coupleShare: shareOf((people) => people === 2),
    groupShare: shareOf((people) => people > 2),
    occasions,
    insufficientData: null,
  };
}
