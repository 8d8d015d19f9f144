import { useQuery } from '@apollo/client/react';
import { useAsOf } from '../../ui/as-of.ts';
import { graphql } from '../../ui/graphql.ts';
import { Section } from '../../ui/Section.tsx';
import { CompletenessView } from './CompletenessView.tsx';

const completeness = graphql(`
  query ProfileCompletenessTab($id: ID!, $asOf: DateTime) {
    enhancedCustomerProfile(customerId: $id, asOf: $asOf) {
      ...CompletenessView_profile
    }
    venue {
      freshnessThresholdSeconds
    }
  }
`);

export default function CompletenessTab({ customerId }: { readonly customerId: string }) {
  const asked = useQuery(completeness, { variables: { id: customerId, asOf: useAsOf().instant } });
  return (
    <Section asked={asked} height={640}>
      {({ enhancedCustomerProfile: profile, venue }) =>
        profile === null ? null : <CompletenessView profile={profile} freshSeconds={venue.freshnessThresholdSeconds} />
      }
    </Section>
  );
}
