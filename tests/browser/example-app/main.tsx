import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import CustomerHealthScoreDashboard, {
  type Place,
} from 'enhanced-customer-experience/components/customer/CustomerHealthScoreDashboard';
import EnhancedCustomerProfileDashboard from 'enhanced-customer-experience/components/customer/EnhancedCustomerProfileDashboard';
import { lazy, StrictMode, Suspense, useMemo, useState } from 'react';
import { createRoot } from 'react-dom/client';
import './host.css';

/** What `?client=own` stands for: an app that has an Apollo Client of its own already. */
function ownClient(): ApolloClient {
  return new ApolloClient({
    link: ApolloLink.from([new HttpLink({ uri: '/graphql', headers: { 'apollographql-client-name': 'example' } })]),
    cache: new InMemoryCache(),
    defaultOptions: { watchQuery: { errorPolicy: 'all' }, query: { errorPolicy: 'all' } },
  });
}

const Styles = lazy(async () => {
  await import('enhanced-customer-experience/styles.css');
  return { default: () => null };
});

/** An app around both dashboards: they come when somebody asks, so that a test can look at the page before. */
function App() {
  const query = useMemo(() => new URLSearchParams(window.location.search), []);
  const [open, setOpen] = useState(false);
  const [told, setTold] = useState<readonly string[]>([]);
  const customerId = query.get('guest') ?? '';
  const scheme = query.get('scheme');
  const client = useMemo(() => (query.get('client') === 'own' ? ownClient() : undefined), [query]);
  const props = {
    customerId,
    onNavigate: (place: Place) => setTold((all) => [...all, JSON.stringify(place)]),
    ...(client !== undefined && { client }),
    ...((scheme === 'light' || scheme === 'dark') && { scheme: scheme as 'light' | 'dark' }),
  };
  return (
    <main>
      <h1>Corner Bistro</h1>
      <p>
        See our <a href="#help">help</a>.
      </p>
      <ul>
        <li>Guest {customerId}</li>
      </ul>
      <table>
        <tbody>
          <tr>
            <td>Table 12</td>
          </tr>
        </tbody>
      </table>
      <button type="button" onClick={() => setOpen(true)}>
        Show the guest
      </button>
      <output aria-label="told">{told.join(' ')}</output>
      {open && (
        <Suspense fallback="Wait">
          <Styles />
          <section aria-label="Health" style={{ width: 900, maxWidth: '100%' }}>
            <CustomerHealthScoreDashboard {...props} />
          </section>
          <section aria-label="Profile">
            <EnhancedCustomerProfileDashboard {...props} />
          </section>
        </Suspense>
      )}
    </main>
  );
}

const place = document.getElementById('root');
if (place !== null)
  createRoot(place).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
