import { useQuery } from '@apollo/client/react';
import { useAsOf } from '../../ui/as-of.ts';
import { graphql } from '../../ui/graphql.ts';
import { Failure, Section } from '../../ui/Section.tsx';
import { PurchasesView } from './PurchasesView.tsx';
import { useVisits } from './visits.ts';

const purchases = graphql(`
  query ProfilePurchasesTab($id: ID!, $asOf: DateTime) {
    enhancedCustomerProfile(customerId: $id, asOf: $asOf) {
      ...PurchasesView_profile
    }
  }
`);

export default function PurchasesTab({ customerId }: { readonly customerId: string }) {
  const asked = useQuery(purchases, { variables: { id: customerId, asOf: useAsOf().instant } });
  const visits = useVisits(customerId);
  return (
    <Section asked={asked} height={1100}>
      {({ enhancedCustomerProfile: profile }) => (
        <>
          {visits.error !== undefined && <Failure error={visits.error} retry={visits.refetch} isReading />}
          {profile !== null && <PurchasesView profile={profile} visits={visits.data?.visits} />}
        </>
      )}
    </Section>
  );
}
