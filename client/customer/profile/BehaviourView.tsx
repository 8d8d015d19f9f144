import type { BehaviourView_ProfileFragment as Fields } from '../../generated/graphql.ts';
import { Card } from '../../ui/Figure.tsx';
import { useFormat } from '../../ui/format.ts';
import { type FragmentType, getFragmentData, graphql } from '../../ui/graphql.ts';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { useWords } from '../../ui/words.ts';
import { DiningFigures } from './DiningFigures.tsx';
import { HabitFacts } from './HabitFacts.tsx';
import { HabitHeat } from './HabitHeat.tsx';
import { LoyaltyHabits } from './LoyaltyHabits.tsx';
import css from './profile.module.css';
import { SeasonFigure } from './SeasonFigure.tsx';
import { VisitFigure } from './VisitFigure.tsx';
import type { VisitPoint } from './visit-figures.ts';
import { behaviourWords } from './words.behaviour.ts';

export const BehaviourView_profile = graphql(`
  fragment BehaviourView_profile on EnhancedCustomerProfile {
    asOf
    customerId
    behavioralPreferences {
      visitPatterns {
        visitDays
        firstVisitAt
        lastVisitAt
        visitsPer30Days
        insufficientRateData {
          ...NotYet_insufficientData
        }
        meanGapDays
        regularity
        regularityConfidence
        insufficientRegularityData {
          ...NotYet_insufficientData
        }
        preferredDay
        insufficientDayData {
          __typename
        }
        preferredDaypart
        preferredLocationId
        locations {
          locationId
          visits
          share
        }
      }
      diningPreferences {
        seating {
          usual
          dataPoints
          choices {
            value
            visits
            share
          }
        }
        serviceType {
          usual
          dataPoints
          choices {
            value
            visits
            share
          }
        }
        partySize {
          median
          dataPoints
          sizes {
            people
            visits
            share
          }
        }
      }
      seasonalTrends {
        peakMonth
        dataPoints
        spanDays
        months {
          month
          visits
          share
          venueShare
          index
        }
        insufficientData {
          ...NotYet_insufficientData
        }
      }
      loyaltyBehavior {
        member
        tier
        tierPath {
          tier
          at
        }
        earnings
        earnedPoints
        meanEarnGapDays
        redemptions
        redeemedPoints
        meanRedeemGapDays
        lastRedeemedAt
        expiredPoints
        redemptionShare
        balance
        breakageRisk {
          probability
          level
          withinDays
          pointsAtRisk
        }
        insufficientBreakageData {
          ...NotYet_insufficientData
        }
      }
    }
  }
`);

export type Behaviour = NonNullable<Fields['behavioralPreferences']>;

/** A place where visits happen. */
export interface Place {
  readonly id: string;
  readonly name: string;
  readonly timeZone: string | null;
}

interface BehaviourViewProps {
  readonly profile: FragmentType<typeof BehaviourView_profile>;
  readonly locations: readonly Place[];
  /** Undefined while they are on their way. */
  readonly visits: { readonly visits: readonly VisitPoint[]; readonly isWhole: boolean } | undefined;
}

/** When, where and how a guest comes. */
export function BehaviourView({ profile, locations, visits }: BehaviourViewProps) {
  const words = useWords(behaviourWords);
  const format = useFormat();
  const { asOf, customerId, behavioralPreferences: behaviour } = getFragmentData(BehaviourView_profile, profile);
  if (behaviour === null) return null;
  const { visitPatterns, seasonalTrends, diningPreferences, loyaltyBehavior } = behaviour;
  const { visitDays: days, meanGapDays, preferredDaypart: part } = visitPatterns;
  const gap = meanGapDays === null ? 'NONE' : format.whole(Math.max(1, meanGapDays));
  const loyalty = <LoyaltyHabits loyalty={loyaltyBehavior} asOf={asOf} customerId={customerId} />;
  return (
    <div className={css.body}>
      <h2 className={css.title}>{words('title', { days, gap, part: part ?? 'NONE' })}</h2>
      <div className={css.lead}>
        {visits === undefined ? (
          <Skeleton height={420} />
        ) : (
          <div className={css.stack}>
            <VisitFigure {...visits} asOf={asOf} />
            <HabitHeat patterns={visitPatterns} visits={visits.visits} locations={locations} />
          </div>
        )}
        <div className={css.stack}>
          <Card title={words('habits')}>
            <HabitFacts patterns={visitPatterns} locations={locations} asOf={asOf} customerId={customerId} />
          </Card>
          {!loyaltyBehavior.member && loyalty}
        </div>
      </div>
      <DiningFigures dining={diningPreferences} />
      <div className={loyaltyBehavior.member ? css.pair : undefined}>
        <SeasonFigure seasons={seasonalTrends} />
        {loyaltyBehavior.member && loyalty}
      </div>
    </div>
  );
}
