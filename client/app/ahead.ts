/** Begins to load what an address will show, while it is still being asked who looks. What fails is loaded again by its route. */
export function loadAhead(path: string): void {
  for (const part of partsOf(path)) part().catch(() => undefined);
}

type Part = () => Promise<unknown>;

function partsOf(path: string): readonly Part[] {
  if (path === '/') return [() => import('../portfolio/PortfolioPage.tsx')];
  if (path === '/customers') return [() => import('../guests/GuestsPage.tsx')];
  if (path.startsWith('/alerts')) return [() => import('../alerts/AlertsPage.tsx')];
  const guest = /^\/customers\/[^/]+(?:\/(\w+))?/.exec(path);
  if (guest === null) return [];
  const [, view = 'health'] = guest;
  if (view === 'report') return [() => import('../customer/ReportPage.tsx')];
  const dashboard: Part =
    view === 'profile'
      ? () => import('../customer/EnhancedCustomerProfileDashboard.tsx')
      : () => import('../health/CustomerHealthScoreDashboard.tsx');
  return [() => import('../customer/GuestPage.tsx'), dashboard];
}
