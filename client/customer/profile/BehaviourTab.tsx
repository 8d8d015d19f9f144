import { useQuery } from '@apollo/client/react';
import { useAsOf } from '../../ui/as-of.ts';
import { graphql } from '../../ui/graphql.ts';
import { Failure, Section } from '../../ui/Section.tsx';
import { BehaviourView } from './BehaviourView.tsx';
import { useVisits } from './visits.ts';

const behaviour = graphql(`
  query ProfileBehaviourTab($id: ID!, $asOf: DateTime) {
    enhancedCustomerProfile(customerId: $id, asOf: $asOf) {
      ...BehaviourView_profile
    }
    venue {
      locations {
        id
        name
        timeZone
      }
    }
  }
`);

export default function BehaviourTab({ customerId }: { readonly customerId: string }) {
  const asked = useQuery(behaviour, { variables: { id: customerId, asOf: useAsOf().instant } });
  const visits = useVisits(customerId);
  return (
    <Section asked={asked} height={1100}>
      {({ enhancedCustomerProfile: profile, venue }) => (
        <>
          {visits.error !== undefined && <Failure error={visits.error} retry={visits.refetch} isReading />}
          {profile !== null && <BehaviourView profile={profile} locations={venue.locations} visits={visits.data} />}
        </>
      )}
    </Section>
  );
}
