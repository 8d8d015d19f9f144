import { useQuery } from '@apollo/client/react';
import { lazy, Suspense } from 'react';
import { useParams, useSearchParams } from 'react-router';
import { useAsOf } from '../ui/as-of.ts';
import { graphql } from '../ui/graphql.ts';
import { Link } from '../ui/Link.tsx';
import { type ProfileTab, profileTabs, useNavigation } from '../ui/navigation.ts';
import { Section } from '../ui/Section.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { useTitle } from '../ui/title.ts';
import { useFeature } from '../ui/viewer.ts';
import { useWords } from '../ui/words.ts';
import { GuestHead } from './GuestHead.tsx';
import css from './guest.module.css';
import { guestWords } from './guest-words.ts';

const CustomerHealthScoreDashboard = lazy(() => import('../health/CustomerHealthScoreDashboard.tsx'));
const EnhancedCustomerProfileDashboard = lazy(() => import('./EnhancedCustomerProfileDashboard.tsx'));

/** What the head of the page shows. */
export const guestHead = graphql(`
  query Guest($id: ID!, $asOf: DateTime, $withProfile: Boolean!, $withHealth: Boolean!) {
    customer(id: $id) {
      id
      name
      ...GuestHead_customer
    }
    enhancedCustomerProfile(customerId: $id, asOf: $asOf) @include(if: $withProfile) {
      ...GuestHead_profile
    }
    customerHealthScore(customerId: $id, asOf: $asOf) @include(if: $withHealth) {
      ...GuestHead_health
    }
  }
`);

/** One guest: who it is, in one sentence how it stands, and below it either the health or the profile. */
export default function GuestPage({ view }: { readonly view: 'health' | 'profile' }) {
  const words = useWords(guestWords);
  const { id = '', tab } = useParams();
  const [query, setQuery] = useSearchParams();
  const { go } = useNavigation();
  const { instant } = useAsOf();
  const withProfile = useFeature('ENHANCED_PROFILES');
  const withHealth = useFeature('HEALTH_SCORING');
  const asked = useQuery(guestHead, { variables: { id, asOf: instant, withProfile, withHealth } });
  const name = asked.data?.customer?.name;
  useTitle(name === null ? id : name);
  const switchTo = (part: string) => (on: boolean) =>
    setQuery((now) => {
      const next = new URLSearchParams(now);
      if (on) next.set(part, '1');
      else next.delete(part);
      return next;
    });
  if (!asked.loading && asked.data?.customer === null) return <Unknown id={id} />;
  const shownTab = profileTabs.find((known) => known === tab) ?? 'completeness';
  return (
    <div className={css.page}>
      <Section asked={asked} height={132} heading={words('loading')}>
        {({ customer, enhancedCustomerProfile, customerHealthScore }) =>
          customer !== null && (
            <GuestHead
              customer={customer}
              profile={enhancedCustomerProfile ?? null}
              health={customerHealthScore ?? null}
              view={view}
              tab={shownTab}
              onWhatIf={view === 'health' ? () => switchTo('whatIf')(true) : null}
            />
          )
        }
      </Section>
      <Suspense fallback={<Skeleton height={600} />}>
        {view === 'health' ? (
          <CustomerHealthScoreDashboard
            key={id}
            customerId={id}
            compare={query.has('compare')}
            onCompareChange={switchTo('compare')}
            whatIf={query.has('whatIf')}
            onWhatIfChange={switchTo('whatIf')}
          />
        ) : (
          <EnhancedCustomerProfileDashboard
            key={id}
            customerId={id}
            tab={shownTab}
            onTabChange={(next: ProfileTab) => go({ to: 'guest', id, view: next })}
          />
        )}
      </Suspense>
    </div>
  );
}

/** Nobody of this id is in reach: what that may mean, and where to go. */
function Unknown({ id }: { readonly id: string }) {
  const words = useWords(guestWords);
  return (
    <div className={css.unknown}>
      <h1>{words('unknown', { id })}</h1>
      <p>{words('unknownHint')}</p>
      <p>
        <Link to={{ to: 'guests' }}>{words('toList')}</Link>
      </p>
    </div>
  );
}
