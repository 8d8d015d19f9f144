import { useQuery } from '@apollo/client/react';
import { useState } from 'react';
import { useParams } from 'react-router';
import { useAsOf } from '../ui/as-of.ts';
import { useFormat } from '../ui/format.ts';
import { graphql } from '../ui/graphql.ts';
import { Icon } from '../ui/Icon.tsx';
import { Link } from '../ui/Link.tsx';
import { PaperContext } from '../ui/paper.ts';
import { Section } from '../ui/Section.tsx';
import { useTitle } from '../ui/title.ts';
import { useFeature, useMay } from '../ui/viewer.ts';
import { useWords } from '../ui/words.ts';
import { ContactCard } from './profile/ContactCard.tsx';
import { useVisits } from './profile/visits.ts';
import { profileWords } from './profile/words.ts';
import { usePageFeet } from './report/page-feet.ts';
import { ReportHealth } from './report/ReportHealth.tsx';
import { Part, ReportProfile } from './report/ReportProfile.tsx';
import css from './report/report.module.css';
import { reportWords } from './report/words.ts';

const report = graphql(`
  query GuestReport($id: ID!, $asOf: DateTime, $health: Boolean!, $profile: Boolean!) {
    customer(id: $id) {
      id
      name
    }
    customerHealthScore(customerId: $id, asOf: $asOf) @include(if: $health) {
      asOf
      configVersion
      ...ReportHealth_health
    }
    enhancedCustomerProfile(customerId: $id, asOf: $asOf) @include(if: $profile) {
      asOf
      ...ReportProfile_profile
    }
    venue {
      freshnessThresholdSeconds
      locations {
        id
        name
        timeZone
      }
    }
  }
`);

/** All about a guest on A4: static, light, tables open, without contact data unless asked for. */
export default function ReportPage() {
  const { id = '' } = useParams();
  const words = useWords(reportWords);
  const profileText = useWords(profileWords);
  const format = useFormat();
  const { instant } = useAsOf();
  const mayContact = useMay('READ_CONTACT');
  const [withContact, setWithContact] = useState(false);
  const health = useFeature('HEALTH_SCORING');
  const profile = useFeature('ENHANCED_PROFILES');
  const asked = useQuery(report, { variables: { id, asOf: instant, health, profile } });
  const visits = useVisits(id);
  const { customer, customerHealthScore: scored, enhancedCustomerProfile: known } = asked.data ?? {};
  const name = customer?.name ?? words('noName', { id });
  const asOf = format.time(scored?.asOf ?? known?.asOf);
  const version = scored?.configVersion;
  const isReady = asked.data !== undefined && visits.data !== undefined;
  useTitle(words('title', { name }));
  usePageFeet(isReady ? words('footer', { name, asOf, version: version ?? '–' }) : null);
  return (
    <PaperContext.Provider value>
      <div className={css.bar}>
        <Link to={{ to: 'guest', id }}>{words('back')}</Link>
        <p className={css.hint}>{words('pages')}</p>
        {mayContact && (
          <label className={css.choice}>
            <input type="checkbox" checked={withContact} onChange={(event) => setWithContact(event.currentTarget.checked)} />
            {words('withContact')}
          </label>
        )}
        <button type="button" className={css.print} disabled={!isReady} onClick={() => window.print()}>
          <Icon name="print" /> {words('print')}
        </button>
      </div>
      <article className={`ecx ${css.paper}`}>
        <header className={css.head}>
          <h1>{words('title', { name })}</h1>
          {isReady && (
            <p className={css.facts}>
              {version === undefined ? words('factsOnly', { asOf, id }) : words('facts', { asOf, id, version })}
            </p>
          )}
        </header>
        <Section asked={asked} height={900}>
          {(data) => (
            <>
              {data.customerHealthScore != null && (
                <Part name={words('health')}>
                  <ReportHealth health={data.customerHealthScore} />
                </Part>
              )}
              {mayContact && withContact && (
                <Part name={profileText('contact')}>
                  <ContactCard customerId={id} />
                </Part>
              )}
              {data.enhancedCustomerProfile != null && (
                <ReportProfile
                  profile={data.enhancedCustomerProfile}
                  visits={visits.data}
                  locations={data.venue.locations}
                  freshSeconds={data.venue.freshnessThresholdSeconds}
                />
              )}
            </>
          )}
        </Section>
        <footer className={css.foot}>{words('confidential')}</footer>
      </article>
    </PaperContext.Provider>
  );
}
