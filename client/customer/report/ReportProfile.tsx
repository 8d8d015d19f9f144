import type { ReactNode } from 'react';
import { type FragmentType, getFragmentData, graphql } from '../../ui/graphql.ts';
import { useWords } from '../../ui/words.ts';
import { BehaviourView, type Place } from '../profile/BehaviourView.tsx';
import { CompletenessView } from '../profile/CompletenessView.tsx';
import { DemographicsView } from '../profile/DemographicsView.tsx';
import { InsightsView } from '../profile/InsightsView.tsx';
import { PurchasesView } from '../profile/PurchasesView.tsx';
import { RelationshipView } from '../profile/RelationshipView.tsx';
import type { VisitPoint } from '../profile/visit-figures.ts';
import { profileWords } from '../profile/words.ts';
import css from './report.module.css';

export const ReportProfile_profile = graphql(`
  fragment ReportProfile_profile on EnhancedCustomerProfile {
    ...InsightsView_profile
    ...RelationshipView_profile
    ...BehaviourView_profile
    ...PurchasesView_profile
    ...DemographicsView_profile
    ...CompletenessView_profile
  }
`);

interface ReportProfileProps {
  readonly profile: FragmentType<typeof ReportProfile_profile>;
  readonly visits: { readonly visits: readonly VisitPoint[]; readonly isWhole: boolean } | undefined;
  readonly locations: readonly Place[];
  readonly freshSeconds: number;
}

/** The six parts of the profile, one under another: what to do first, how good the data are last. */
export function ReportProfile({ profile: given, visits, locations, freshSeconds }: ReportProfileProps) {
  const words = useWords(profileWords);
  const profile = getFragmentData(ReportProfile_profile, given);
  return (
    <>
      <Part name={words('insights')}>
        <InsightsView profile={profile} />
      </Part>
      <Part name={words('relationship')}>
        <RelationshipView profile={profile} />
      </Part>
      <Part name={words('behaviour')}>
        <BehaviourView profile={profile} visits={visits} locations={locations} />
      </Part>
      <Part name={words('purchases')}>
        <PurchasesView profile={profile} visits={visits?.visits} />
      </Part>
      <Part name={words('demographics')}>
        <DemographicsView profile={profile} />
      </Part>
      <Part name={words('completeness')}>
        <CompletenessView profile={profile} freshSeconds={freshSeconds} />
      </Part>
    </>
  );
}

/** One part of the report below its name. */
export function Part({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <section className={css.part}>
      <p className={css.partName}>{name}</p>
      {children}
    </section>
  );
}
