import type { PortfolioHeadQuery } from '../generated/graphql.ts';
import { graphql } from '../ui/graphql.ts';

/** What stands at the top: one query, so that the page is there at once. */
export const portfolioHead = graphql(`
  query PortfolioHead(
    $filter: CustomerFilter!
    $slipping: CustomerFilter!
    $asOf: DateTime
    $isPast: Boolean!
    $alerts: Boolean!
    $compares: Boolean!
  ) {
    portfolio(filter: $filter, asOf: $asOf) {
      asOf
      customers
      scored
      healthLevels {
        level
        customers
      }
      valueAtRisk @skip(if: $isPast) {
        amount
        currency
      }
      last12Months @skip(if: $isPast) {
        amount
        currency
      }
      risks @include(if: $isPast) {
        churn {
          level
          customers
          share
        }
      }
      trend {
        guests
        meanBefore
        meanNow
        change
      }
      insufficientData {
        ...NotYet_insufficientData
      }
    }
    slipping: portfolio(filter: $slipping) @skip(if: $isPast) {
      customers
      valueAtRisk {
        amount
        currency
      }
    }
    today: portfolio(filter: $filter) @include(if: $compares) {
      customers
      healthLevels {
        level
        customers
      }
      risks {
        churn {
          level
          customers
        }
      }
    }
    healthAlertCounts(filter: { customer: $filter }) @include(if: $alerts) {
      open
      severities {
        severity
        alerts
      }
    }
  }
`);

export type Head = PortfolioHeadQuery;
