import { graphql } from '../ui/graphql.ts';

/** How a guest stands beside the others; the card and its reasons ask the same. */
export const placeAmongGuests = graphql(`
  query HealthPlace($id: ID!, $asOf: DateTime) {
    customerHealthScore(customerId: $id, asOf: $asOf) {
      exactScore
      asOf
      week
      configVersion
      benchmarkComparison {
        segment
        segmentAverage
        segmentGuests
        industryAverage
        industryAverageSource
        topPerformerAverage
        percentileRank
        guests
        insufficientData {
          ...NotYet_insufficientData
        }
      }
    }
  }
`);
