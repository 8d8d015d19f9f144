import { useQuery } from '@apollo/client/react';
import { useAsOf } from '../../ui/as-of.ts';
import { graphql } from '../../ui/graphql.ts';
import { Section } from '../../ui/Section.tsx';
import { RelationshipView } from './RelationshipView.tsx';

const relationship = graphql(`
  query ProfileRelationshipTab($id: ID!, $asOf: DateTime) {
    enhancedCustomerProfile(customerId: $id, asOf: $asOf) {
      ...RelationshipView_profile
    }
  }
`);

export default function RelationshipTab({ customerId }: { readonly customerId: string }) {
  const asked = useQuery(relationship, { variables: { id: customerId, asOf: useAsOf().instant } });
  return (
    <Section asked={asked} height={900}>
      {({ enhancedCustomerProfile: profile }) => (profile === null ? null : <RelationshipView profile={profile} />)}
    </Section>
  );
}
