import { componentNames } from '../health/change.ts';
import type { ComponentName } from '../health/component.ts';
import type { HealthLevel, HealthScore } from '../health/score.ts';
import type { HypotheticalEvents } from './events.ts';

/** A number without and with what is supposed; null: absent, and the difference with either. */
export interface Difference {
  readonly before: number | null;
  readonly after: number | null;
  readonly difference: number | null;
}

export interface HealthDifference {
  readonly healthScore: Difference;
  readonly exactScore: Difference;
  readonly levelBefore: HealthLevel | null;
  readonly levelAfter: HealthLevel | null;
  readonly components: readonly ComponentDifference[];
}

export interface ComponentDifference {
  readonly component: ComponentName;
  readonly score: Difference;
  /** Points of the exact score. */
  readonly contribution: Difference;
}

/** What is supposed, and what it makes of the score. */
export interface Supposed extends HealthDifference {
  readonly events: HypotheticalEvents;
}

function differ(before: number | null, after: number | null): Difference {
  return { before, after, difference: before === null || after === null ? null : after - before };
}

export function differenceOf(before: HealthScore, after: HealthScore): HealthDifference {
  return {
    healthScore: differ(before.healthScore, after.healthScore),
    exactScore: differ(before.exactScore, after.exactScore),
    levelBefore: before.healthLevel,
    levelAfter: after.healthLevel,
    components: componentNames.map((component) => {
      const [own, other] = [before.components[component], after.components[component]];
      return {
        component,
        score: differ(own.score, other.score),
        contribution: differ(own.contribution, other.contribution),
      };
    }),
  };
}
