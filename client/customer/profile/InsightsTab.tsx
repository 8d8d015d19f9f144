import { useQuery } from '@apollo/client/react';
import { useAsOf } from '../../ui/as-of.ts';
import { graphql } from '../../ui/graphql.ts';
import { Section } from '../../ui/Section.tsx';
import { InsightsView } from './InsightsView.tsx';

const insights = graphql(`
  query ProfileInsightsTab($id: ID!, $asOf: DateTime) {
    enhancedCustomerProfile(customerId: $id, asOf: $asOf) {
      ...InsightsView_profile
    }
  }
`);

export default function InsightsTab({ customerId }: { readonly customerId: string }) {
  const asked = useQuery(insights, { variables: { id: customerId, asOf: useAsOf().instant } });
  return (
    <Section asked={asked} height={720}>
      {({ enhancedCustomerProfile: profile }) => (profile === null ? null : <InsightsView profile={profile} />)}
    </Section>
  );
}
