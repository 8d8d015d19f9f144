import { guidance } from '../../engine/insights/guidance.ts';
import { whenKnown } from '../subjects.ts';
import type { PredictionModelsResolvers } from '../types.generated.ts';

export const PredictionModels: PredictionModelsResolvers = {
  churnPrevention: ({ subject, doBefore, tier }, _args, { assessor }) =>
    tier === null
      ? []
      : whenKnown(assessor.assess(guidance, subject), ({ churnPrevention }) =>
          churnPrevention.map((step) => ({ ...step, doBefore })),
        ),
};
