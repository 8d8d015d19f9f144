import { useQuery } from '@apollo/client/react';
import { useAsOf } from '../../ui/as-of.ts';
import { graphql } from '../../ui/graphql.ts';
import { Section } from '../../ui/Section.tsx';
import { useMay } from '../../ui/viewer.ts';
import { ContactCard } from './ContactCard.tsx';
import { DemographicsView } from './DemographicsView.tsx';
import css from './profile.module.css';

const demographics = graphql(`
  query ProfileDemographicsTab($id: ID!, $asOf: DateTime) {
    enhancedCustomerProfile(customerId: $id, asOf: $asOf) {
      ...DemographicsView_profile
    }
  }
`);

export default function DemographicsTab({ customerId }: { readonly customerId: string }) {
  const mayRead = useMay('READ_CONTACT');
  const asked = useQuery(demographics, { variables: { id: customerId, asOf: useAsOf().instant } });
  return (
    <div className={css.body}>
      <Section asked={asked} height={640}>
        {({ enhancedCustomerProfile: profile }) => (profile === null ? null : <DemographicsView profile={profile} />)}
      </Section>
      {mayRead && <ContactCard customerId={customerId} />}
    </div>
  );
}
