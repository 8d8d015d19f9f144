import type { ApolloClient } from '@apollo/client';
import { useApolloClient } from '@apollo/client/react';
import { useState } from 'react';
import type { InterventionCallListQuery, InterventionCallListQueryVariables } from '../generated/graphql.ts';
import { csvText, download } from '../guests/csv.ts';
import { graphql } from '../ui/graphql.ts';
import { Icon } from '../ui/Icon.tsx';
import { toast } from '../ui/toasts.ts';
import { useMay } from '../ui/viewer.ts';
import { useWords } from '../ui/words.ts';
import { interventionWords } from './words.ts';

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
async function treatedSince(client: ApolloClient, { action, since, contact }: Wish) {
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

const dayMs = 86_400_000;

interface CallListProps {
  readonly action: string;
  /** How far back guests are listed. */
  readonly days: number;
  readonly className?: string | undefined;
}

/** Downloads who is to be treated: the list to work through. */
export function CallList({ action, days, className }: CallListProps) {
  const words = useWords(interventionWords);
  const client = useApolloClient();
  const contact = useMay('READ_CONTACT');
  const [isBusy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    try {
      const since = new Date(Date.now() - days * dayMs).toISOString();
      const { head, rows } = await treatedSince(client, { action, since, contact });
      download(csvText([head, ...rows]), `${action}.csv`);
    } catch {
      toast(words('listFailed'), { kind: 'failed' });
    } finally {
      setBusy(false);
    }
  };
  return (
    <button type="button" className={className} disabled={isBusy} title={words('listHint', { days })} onClick={() => void save()}>
      <Icon name="download" size={14} /> {words('list')}
    </button>
  );
}
