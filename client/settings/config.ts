import { graphql } from '../ui/graphql.ts';

/** A version of the settings of the scoring. */
export const Scoring_config = graphql(`
  fragment Scoring_config on ScoringConfig {
    version
    settings {
      name
      group
      meaning
      value
      default
      minimum
      maximum
      whole
      unit
    }
  }
`);
