import { seriesOf } from '../../engine/interventions/series.ts';
import type { InterventionEffectResolvers } from '../types.generated.ts';

export const InterventionEffect: InterventionEffectResolvers = {
  series: async (effect) => seriesOf(effect, await effect.days()),
};
