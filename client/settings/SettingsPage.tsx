import { Navigate, useNavigate, useParams, useSearchParams } from 'react-router';
import { Link } from '../ui/Link.tsx';
import { addressOf } from '../ui/navigation.ts';
import { useTitle } from '../ui/title.ts';
import { useMay } from '../ui/viewer.ts';
import { useWords } from '../ui/words.ts';
import { Audit } from './Audit.tsx';
import { Display } from './Display.tsx';
import { Features } from './Features.tsx';
import { Keys } from './Keys.tsx';
import { Monitoring } from './Monitoring.tsx';
import { Scoring } from './Scoring.tsx';
import css from './settings.module.css';
import { Webhooks } from './Webhooks.tsx';
import { settingWords } from './words.ts';

const sections = ['scoring', 'alerts', 'features', 'keys', 'webhooks', 'display', 'monitoring', 'audit'] as const;
type SectionName = (typeof sections)[number];

/** What are the rules, and what would a change do? */
export default function SettingsPage() {
  const words = useWords(settingWords);
  const administers = useMay('ADMINISTER');
  const readsVenue = useMay('READ_VENUE');
  const { section: named } = useParams();
  const guest = useSearchParams()[0].get('guest');
  const go = useNavigate();
  const shown: readonly SectionName[] = sections.filter((section) =>
    section === 'keys' || section === 'audit'
      ? administers
      : section === 'features' || section === 'webhooks' || section === 'display' || readsVenue,
  );
  const section = shown.find((candidate) => candidate === named);
  useTitle(words('title'));
  if (section === undefined) return <Navigate to={`/settings/${shown[0]}`} replace />;
  return (
    <div className={css.page}>
      <h1>{words('title')}</h1>
      <nav className={css.nav} aria-label={words('sections')}>
        {shown.map((name) => (
          <Link
            key={name}
            to={{ to: 'settings', section: name }}
            className={css.tab}
            aria-current={name === section ? 'page' : undefined}
          >
            {words(name)}
          </Link>
        ))}
      </nav>
      <section className={css.section} aria-labelledby="ecx-section">
        <h2 id="ecx-section">{words(section)}</h2>
        {(section === 'scoring' || section === 'alerts') && <Scoring part={section} />}
        {section === 'features' && <Features />}
        {section === 'keys' && <Keys />}
        {section === 'webhooks' && <Webhooks />}
        {section === 'display' && <Display />}
        {section === 'monitoring' && <Monitoring />}
        {section === 'audit' && (
          <Audit
            key={guest}
            guest={guest}
            onGuest={(id) => void go(addressOf({ to: 'settings', section, ...(id === null ? {} : { guest: id }) }))}
          />
        )}
      </section>
    </div>
  );
}
