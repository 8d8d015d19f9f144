import { derivation } from '../derivation.ts';
import { type AgeGroup, ageGroupOf, isUnderAge } from './age.ts';
import { type CommunicationPreferences, communicationPreferences } from './communication.ts';
import { type LifeStageInsight, lifeStageOf } from './life-stage.ts';
import { type SocialBehavior, socialBehavior } from './social.ts';

export interface DemographicInsights {
  readonly ageGroup: AgeGroup;
  /** Known to be under 18: no marketing profile is made, the three below are null. */
  readonly underAge: boolean;
  readonly lifeStage: LifeStageInsight | null;
  readonly socialBehavior: SocialBehavior | null;
  readonly communicationPreferences: CommunicationPreferences | null;
}

export const demographicInsights = derivation(
  ['identity', 'visits', 'items', 'sends', 'population'],
  (facts, { day, config }): DemographicInsights => {
    const { birthDay } = facts.identity;
    if (isUnderAge(birthDay, day)) {
      return {
        ageGroup: 'UNDETERMINED',
        underAge: true,
        lifeStage: null,
        socialBehavior: null,
        communicationPreferences: null,
      };
    }
    return {
      ageGroup: ageGroupOf(birthDay, day),
      underAge: false,
      lifeStage: lifeStageOf(facts, day, config),
      socialBehavior: socialBehavior(facts.visits, config),
      communicationPreferences: communicationPreferences(facts, day, config),
    };
  },
);
