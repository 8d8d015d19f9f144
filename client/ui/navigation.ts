import { createContext, useContext } from 'react';

/** The six tabs of a profile, as they stand in addresses. */
export const profileTabs = ['completeness', 'behaviour', 'purchases', 'demographics', 'relationship', 'insights'] as const;
export type ProfileTab = (typeof profileTabs)[number];

/** Somewhere to go. `filter` is a CustomerFilter; `exported` too: of the guests to take along. */
export type Place =
  | { readonly to: 'portfolio' }
  | { readonly to: 'guests'; readonly filter?: object; readonly sort?: string }
  | { readonly to: 'guest'; readonly id: string; readonly view?: 'health' | ProfileTab | 'report' }
  | { readonly to: 'alerts'; readonly customerId?: string }
  | { readonly to: 'segments'; readonly id?: string }
  | { readonly to: 'interventions'; readonly id?: string }
  | { readonly to: 'model' }
  | { readonly to: 'data'; readonly exported?: object }
  | { readonly to: 'settings'; readonly section?: string; readonly guest?: string }
  | { readonly to: 'explorer'; readonly query?: string; readonly variables?: object };

/** The address of a place in our own pages. */
export function addressOf(place: Place): string {
  switch (place.to) {
    case 'portfolio':
      return '/';
    case 'guests': {
      const query = new URLSearchParams();
      if (place.filter !== undefined) query.set('f', JSON.stringify(place.filter));
      if (place.sort !== undefined) query.set('sort', place.sort);
      return query.size === 0 ? '/customers' : `/customers?${query}`;
    }
    case 'guest': {
      const guest = `/customers/${encodeURIComponent(place.id)}`;
      const view = place.view ?? 'health';
      return view === 'health' || view === 'report' ? `${guest}/${view}` : `${guest}/profile/${view}`;
    }
    case 'alerts':
      return place.customerId === undefined ? '/alerts' : `/alerts?customer=${encodeURIComponent(place.customerId)}`;
    case 'segments':
      return place.id === undefined ? '/segments' : `/segments/${encodeURIComponent(place.id)}`;
    case 'data':
      return place.exported === undefined ? '/data' : `/data?f=${encodeURIComponent(JSON.stringify(place.exported))}#exports`;
    case 'interventions':
      return place.id === undefined ? '/interventions' : `/interventions/${encodeURIComponent(place.id)}`;
    case 'settings': {
      const section = place.section === undefined ? '/settings' : `/settings/${place.section}`;
      return place.guest === undefined ? section : `${section}?guest=${encodeURIComponent(place.guest)}`;
    }
    case 'explorer': {
      const query = new URLSearchParams();
      if (place.query !== undefined) query.set('query', place.query);
      if (place.variables !== undefined) query.set('variables', JSON.stringify(place.variables));
      return query.size === 0 ? '/graphiql' : `/graphiql?${query}`;
    }
    default:
      return `/${place.to}`;
  }
}

/** How places are reached: our pages by their router, a page that embeds us by its own. */
export interface Navigation {
  /** What a link's href says; null: places cannot be addressed here, and links are buttons. */
  readonly href: (place: Place) => string | null;
  readonly go: (place: Place) => void;
}

export const NavigationContext = createContext<Navigation>({ href: () => null, go: () => undefined });

export function useNavigation(): Navigation {
  return useContext(NavigationContext);
}
