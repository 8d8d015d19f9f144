import type { ApolloClient } from '@apollo/client';

/** The six parts of a profile. */
export type ProfileTab = 'completeness' | 'behaviour' | 'purchases' | 'demographics' | 'relationship' | 'insights';

/** Somewhere that a link wants to go. */
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

/** What every dashboard takes beside the guest. */
export interface EmbeddingProps {
  /** Asks the API; absent: a client of the dashboard's own for `endpoint`. */
  readonly client?: ApolloClient;
  /** Address of the API; absent: "/graphql" of the page's own host. */
  readonly endpoint?: string;
  /** Sent with each request, such as an authorization; absent: the browser's session. Keep the object between renderings. */
  readonly headers?: Readonly<Record<string, string>>;
  /** BCP 47, such as "de-AT"; absent: the browser's. */
  readonly locale?: string;
  /** Light or dark; absent: as the system is. */
  readonly scheme?: 'light' | 'dark';
  /** Local day that everything is seen from, such as "2026-10-01"; absent or null: now. */
  readonly day?: string | null;
  /** Told the day that somebody chose; null: now. */
  readonly onDayChange?: (day: string | null) => void;
  /** Told where a link wants to go; absent: links lead nowhere. */
  readonly onNavigate?: (place: Place) => void;
}
