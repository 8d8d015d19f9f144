import { defaultScoring } from '../../../server/engine/config.ts';
import { measuredOf } from '../../../server/engine/interventions/effect.ts';
import { randomStream } from '../../../server/engine/maths/random.ts';
import { type Experiment, experiment, truthOf } from './experiments.ts';

export type Covered = Record<'visits' | 'spend' | 'returned' | 'netGain' | 'roi', number>;

/** How often the intervals of so many experiments hold the truth, as shares, and what CUPED takes away of the variance on average. */
export function coverage(seed: string, design: Experiment, rounds: number): { covered: Covered; varianceReduced: number } {
  const truth = truthOf(design, defaultScoring.actions.marginShare);
  const covered: Covered = { visits: 0, spend: 0, returned: 0, netGain: 0, roi: 0 };
  let varianceReduced = 0;
  const random = randomStream(seed);
  for (let round = 0; round < rounds; round += 1) {
    const [treatment, control] = experiment(random, design);
    const measured = measuredOf({ action: 'a', treatment, control }, defaultScoring);
    if (measured === null) continue;
    const { visits, spend, returned, gain } = measured;
    const estimates = {
      visits,
      spend,
      returned,
      netGain: gain?.net,
      roi: gain?.ratio,
    };
    for (const [name, estimate] of Object.entries(estimates)) {
      const key = name as keyof Covered;
      const holds = estimate && (estimate.low ?? -1e18) <= truth[key] && truth[key] <= (estimate.high ?? 1e18);
      if (holds) covered[key] += 1 / rounds;
    }
    varianceReduced += visits.varianceReduced / rounds;
  }
  return { covered, varianceReduced };
}
