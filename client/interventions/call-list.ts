import type { ApolloClient } from '@apollo/client';
import type { InterventionCallListQuery, InterventionCallListQueryVariables } from '../generated/graphql.ts';
import { graphql } from '../ui/graphql.ts';

const asking = graphql(`
  query InterventionCallList($filter: InterventionFilter!, $after: String, $contact: Boolean!) {
    interventions(first: 100, after: $after, filter: $filter) {
      nodes {
        id
        customerId
        at
        customer {
          id
          name
          email @include(if: $contact)
          phone @include(if: $contact)
          preferredChannel
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

type Page = InterventionCallListQuery['interventions'];

interface Wish {
  readonly action: string;
  /** Instant. */
  readonly since: string;
  /** Whether the viewer may see how guests are reached. */
  readonly contact: boolean;
}

async function pageOf(client: ApolloClient, variables: InterventionCallListQueryVariables): Promise<Page> {
  const { data } = await client.query({ query: asking, variables, fetchPolicy: 'no-cache' });
  if (data === undefined) throw new Error('expected a page of interventions, got none');
  return data.interventions;
}

/** Everybody who is to be treated since an instant, as rows of a table; those held back are not in it. */
export async function treatedSince(client: ApolloClient, { action, since, contact }: Wish) {
  const filter = { action, arm: 'TREATMENT' as const, from: since };
  const head = ['customer_id', 'name', ...(contact ? ['email', 'phone'] : []), 'preferred_channel', 'due_at', 'intervention_id'];
  const rows: (string | null | undefined)[][] = [];
  let after: string | null | undefined = null;
  for (;;) {
    const page = await pageOf(client, { filter, after, contact });
    for (const { id, customerId, at, customer } of page.nodes)
      rows.push([
        customerId,
        customer?.name,
        ...(contact ? [customer?.email, customer?.phone] : []),
        customer?.preferredChannel,
        at,
        id,
      ]);
    if (!page.pageInfo.hasNextPage) return { head, rows };
    after = page.pageInfo.endCursor;
  }
}
