import { type ApolloClient, InMemoryCache } from '@apollo/client';
import { ApolloProvider } from '@apollo/client/react';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { createApiClient, typePolicies } from './apollo.ts';
import { AsOfContext, endOfDay } from './as-of.ts';
import { EcxProvider } from './EcxProvider.tsx';
import { NavigationContext, type Place } from './navigation.ts';
import { Failure } from './Section.tsx';
import { Skeleton } from './Skeleton.tsx';
import { useStart } from './start.ts';
import { SettingContext, useIsAtHome } from './viewer.ts';
import type { Language } from './words.ts';

/** What a page of others may say to a dashboard that it holds. Our own pages say none of it. */
export interface EmbeddedProps {
  /** Asks the API; absent: one of our own for `endpoint`. */
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
  readonly onDayChange?: (day: string | null) => void;
  /** Told where a link wants to go; absent: links lead nowhere. */
  readonly onNavigate?: (place: Place) => void;
}

/** Gives a dashboard what our pages give it: in them it does nothing, in a page of others it brings client, looks and words along. */
export function Embedded({ children, ...props }: EmbeddedProps & { readonly children: ReactNode }) {
  return useIsAtHome() ? children : <Alone {...props}>{children}</Alone>;
}

function Alone({ client, endpoint = '/graphql', headers, children, ...props }: EmbeddedProps & { readonly children: ReactNode }) {
  const own = useMemo(
    () => client ?? createApiClient(headers === undefined ? { url: endpoint } : { url: endpoint, headers }),
    [client, endpoint, headers],
  );
  useEffect(() => {
    if (own.cache instanceof InMemoryCache) own.cache.policies.addTypePolicies(typePolicies);
  }, [own]);
  const [root, setRoot] = useState<HTMLDivElement | null>(null);
  return (
    <div ref={setRoot} className="ecx">
      {root !== null && (
        <ApolloProvider client={own}>
          <Settled root={root} {...props}>
            {children}
          </Settled>
        </ApolloProvider>
      )}
    </div>
  );
}

type SettledProps = Pick<EmbeddedProps, 'locale' | 'scheme' | 'day' | 'onDayChange' | 'onNavigate'> & {
  readonly root: HTMLElement;
  readonly children: ReactNode;
};

/** Asks who looks and what the venue is like, then shows. */
function Settled({ root, locale = navigator.language, scheme, day = null, onDayChange, onNavigate, children }: SettledProps) {
  const { setting, currency, timeZone, error, refetch } = useStart();
  const language: Language = locale.startsWith('de') ? 'de' : 'en';
  const asOf = useMemo(
    () => ({ day, instant: day === null ? null : endOfDay(day, timeZone), go: (to: string | null) => onDayChange?.(to) }),
    [day, timeZone, onDayChange],
  );
  const navigation = useMemo(() => ({ href: () => null, go: (place: Place) => onNavigate?.(place) }), [onNavigate]);
  return (
    <EcxProvider root={root} scheme={scheme} language={language} locale={locale} timeZone={timeZone} currency={currency}>
      {setting === null ? (
        error === undefined ? (
          <Skeleton height={400} />
        ) : (
          <Failure error={error} retry={refetch} height={200} isReading />
        )
      ) : (
        <SettingContext.Provider value={setting}>
          <NavigationContext.Provider value={navigation}>
            <AsOfContext.Provider value={asOf}>{children}</AsOfContext.Provider>
          </NavigationContext.Provider>
        </SettingContext.Provider>
      )}
    </EcxProvider>
  );
}
