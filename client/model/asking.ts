import { graphql } from '../ui/graphql.ts';

/** The whole card: one answer that is computed once a week. Amounts are in the venue's currency. */
export const asking = graphql(`
  query ModelCard($asOf: DateTime) {
    modelCard(asOf: $asOf) {
      verdict
      knownUntil
      week
      version
      tier
      priorWeight
      insufficientData {
        ...NotYet_insufficientData
      }
      horizonDays
      customers
      repeaters
      trust
      base {
        model
        parameters {
          name
          value
        }
        logLikelihood
        customers
        converged
      }
      spend {
        method
        p
        q
        v {
          amount
          currency
        }
        customers
        correlation
      }
      insufficientSpendData {
        ...NotYet_insufficientData
      }
      meanSpend {
        amount
        currency
      }
      chosen {
        horizonDays
        method
        shiftShare
        slopeShare
        examples
      }
      backTest {
        horizons {
          horizonDays
          origins
          guests
          champion {
            auc
          }
          ece
          coverage50
          coverage80
          visitBias
          valueBias
          valueError {
            amount
            currency
          }
          recencyAuc
          recencyDoesAsWell
          bins {
            guests
            predicted
            observed
          }
        }
        origins {
          originDate
          horizonDays
          guests
          champion {
            brier
            auc
          }
          baselines {
            name
            brier
            auc
          }
          models {
            name
            logLoss
          }
        }
      }
      healthScore {
        originDate
        horizonDays
        guests
        returnShare
        levels {
          level
          guests
          returnShare
        }
        verdict
      }
    }
  }
`);
