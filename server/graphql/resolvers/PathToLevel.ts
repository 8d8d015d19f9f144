import type { PathToLevelResolvers } from '../types.generated.ts';

export const PathToLevel: PathToLevelResolvers = {
  healthScore: ({ before }) => before.healthScore,
  healthLevel: ({ before }) => before.healthLevel,
};
