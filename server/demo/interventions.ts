import { defaultScoring } from '../engine/config.ts';
import { type Arm, armOf as armBy } from '../engine/interventions/arms.ts';
import type { World } from './world.ts';

/** What decides whether an action is due. */
export interface Standing {
  readonly visitDays: number;
  readonly lastVisitDay: number | null;
}

/** A small care programme with a measured effect: each guest is considered once per action. */
export interface Intervention {
  readonly action: string;
  readonly costMinor: number;
  /** True uplift of the visit rate of a treated guest who is still one (0.5 = +50 %), for so many days. */
  readonly uplift: number;
  readonly effectDays: number;
  /** True chance to win back a guest who had left for good. */
  readonly revives: number;
  /** Whether the guest is due on this day, before any visit of the day. */
  due(standing: Standing, day: number): boolean;
}

const silentFor = (standing: Standing, day: number) => (standing.lastVisitDay === null ? 0 : day - standing.lastVisitDay);

export const interventions: readonly Intervention[] = [
  {
    action: 'second-visit-note',
    costMinor: 150,
    uplift: 0.8,
    effectDays: 30,
    revives: 0.06,
    due: (standing, day) => standing.visitDays === 1 && silentFor(standing, day) === 7,
  },
  {
    action: 'welcome-back-offer',
    costMinor: 500,
    uplift: 0.6,
    effectDays: 30,
    revives: 0.12,
    due: (standing, day) => standing.visitDays >= 4 && silentFor(standing, day) === 45,
  },
  {
    action: 'milestone-thanks',
    costMinor: 250,
    uplift: 0.15,
    effectDays: 30,
    revives: 0,
    due: (standing, day) => standing.visitDays === 10 && silentFor(standing, day) === 1,
  },
];

/** The programme began when a third of the history had passed. */
export function programmeStart(world: World): number {
  return world.startDay + Math.floor((world.untilDay - world.startDay) / 3);
}

export function armOf(customerId: string, action: string): Arm {
  return armBy(customerId, action, defaultScoring.interventions.controlShare);
}
