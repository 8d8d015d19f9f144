/** The typed operations of the pages: written where they are used, checked against schema.graphql. */
export { getFragmentData, type FragmentType } from '../generated/fragment-masking.ts';
export { graphql } from '../generated/gql.ts';
