import type { ApolloClient } from '@apollo/client';

/**
 * Begins to load what an address will show, and to ask its first questions, while it is still being asked who looks. What fails here is
 * tried again by the page itself.
 */
export function loadAhead(client: ApolloClient, { pathname, search }: Pick<Location, 'pathname' | 'search'>): void {
  for (const part of partsOf(client, pathname, search === '')) part().catch(() => undefined);
}

type Part = () => Promise<unknown>;

/** @param isPlain nothing but the path says what is shown: no past day, nothing open. */
function partsOf(client: ApolloClient, path: string, isPlain: boolean): readonly Part[] {
  if (path === '/') return [() => import('../portfolio/PortfolioPage.tsx')];
  if (path === '/customers') return [() => import('../guests/GuestsPage.tsx')];
  if (path.startsWith('/alerts')) return [() => import('../alerts/AlertsPage.tsx')];
  const guest = /^\/customers\/([^/]+)(?:\/(\w+))?/.exec(path);
  if (guest === null) return [];
  const [, name = '', view = 'health'] = guest;
  const id = decodeURIComponent(name);
  if (view === 'report') return [() => import('../customer/ReportPage.tsx')];
  if (view === 'profile')
    return [() => import('../customer/GuestPage.tsx'), () => import('../customer/EnhancedCustomerProfileDashboard.tsx')];
  return [
    async () => {
      const { guestHead } = await import('../customer/GuestPage.tsx');
      const variables = { id, asOf: null, withProfile: true, withHealth: true };
      if (isPlain) await client.query({ query: guestHead, variables });
    },
    async () => {
      const { healthHead } = await import('../health/CustomerHealthScoreDashboard.tsx');
      if (isPlain) await client.query({ query: healthHead, variables: { id, asOf: null, compare: false } });
    },
  ];
}
