import { useQuery } from '@apollo/client/react';
import { useAsOf } from '../ui/as-of.ts';
import { graphql } from '../ui/graphql.ts';

export const ComponentReasons_component = graphql(`
  fragment ComponentReasons_component on HealthComponent {
    score
    weight
    contribution
    percentileSource
    withoutSpread
    evidence {
      ...Evidence_list
    }
    insufficientData {
      ...NotYet_insufficientData
    }
  }
`);

const componentReasons = graphql(`
  query ComponentReasons($id: ID!, $asOf: DateTime) {
    customerHealthScore(customerId: $id, asOf: $asOf) {
      healthScore
      healthLevel
      exactScore
      coverage
      method
      configVersion
      asOf
      components {
        visitFrequency {
          ...ComponentReasons_component
        }
        spendingBehavior {
          ...ComponentReasons_component
        }
        loyaltyEngagement {
          ...ComponentReasons_component
        }
        feedbackSentiment {
          ...ComponentReasons_component
        }
        communicationResponse {
          ...ComponentReasons_component
        }
        recencyFactor {
          ...ComponentReasons_component
        }
      }
    }
  }
`);

/** The reasons of a score and of its six parts: one question for all seven panels. @param isToday now, though the page looks at the past. */
export function useComponentReasons(customerId: string, isToday: boolean) {
  const { instant } = useAsOf();
  return useQuery(componentReasons, { variables: { id: customerId, asOf: isToday ? null : instant } });
}

const recentVisits = graphql(`
  query ReasonVisits($id: ID!) {
    customer(id: $id) {
      id
      visits(first: 60) {
        nodes {
          id
          businessDay
          total {
            amount
            currency
          }
        }
      }
    }
  }
`);

/** The newest visits by id, to name events with. */
export function useVisitsById(customerId: string) {
  const { data } = useQuery(recentVisits, { variables: { id: customerId } });
  return new Map(data?.customer?.visits.nodes.map((visit) => [visit.id, visit]));
}
