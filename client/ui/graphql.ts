/** The typed operations of the pages: written where they are used, checked against schema.graphql. */
export { type FragmentType, getFragmentData } from '../generated/fragment-masking.ts';
export { graphql } from '../generated/gql.ts';
