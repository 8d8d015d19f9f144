import { hash128 } from '../engine/maths/random.ts';
import type { World } from './world.ts';

export type Arm = 'TREATMENT' | 'CONTROL';

/** Share of guests who, fixed by a hash before anything is known of them, never receive an action. */
export const controlShare = 0.2;

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
  return hash128(`${customerId}/${action}`)[0] / 4_294_967_296 < controlShare ? 'CONTROL' : 'TREATMENT';
}
