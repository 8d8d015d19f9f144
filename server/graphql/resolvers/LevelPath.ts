import { isoDay } from '../../engine/calendar.ts';
import type { LevelPathResolvers } from '../types.generated.ts';

export const LevelPath: LevelPathResolvers = {
  steps: ({ changes }) => changes,
  reachedOn: ({ reachedDay }) => isoDay(reachedDay),
  health: ({ subject }) => subject,
};
