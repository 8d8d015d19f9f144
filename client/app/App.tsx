import { type ReactNode, useEffect, useMemo } from 'react';
import { BrowserRouter, useLocation, useNavigate, useSearchParams } from 'react-router';
import { AsOfContext, endOfDay } from '../ui/as-of.ts';
import { EcxProvider } from '../ui/EcxProvider.tsx';
import { addressOf, NavigationContext, type Place } from '../ui/navigation.ts';
import { Failure } from '../ui/Section.tsx';
import { useStart } from '../ui/start.ts';
import { SettingContext } from '../ui/viewer.ts';
import { WhyContext } from '../ui/Why.tsx';
import { useWords } from '../ui/words.ts';
import { Crash } from './Crash.tsx';
import { Pages } from './Pages.tsx';
import { Shell } from './Shell.tsx';
import { readingLanguage, useTaste } from './taste.ts';
import { appWords } from './words.ts';

/** Our pages, whole: who looks is asked once, then the address says the rest. */
export function App() {
  const [taste] = useTaste();
  const { language, locale } = readingLanguage(taste.language);
  const { setting, currency, timeZone, error, refetch } = useStart();
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return (
    <EcxProvider language={language} locale={locale} timeZone={timeZone} currency={currency}>
      {setting === null ? (
        <Opening error={error} retry={refetch} />
      ) : (
        <SettingContext.Provider value={setting}>
          <BrowserRouter>
            <Addressed timeZone={timeZone}>
              <Shell>
                <Crash>
                  <Pages />
                </Crash>
              </Shell>
            </Addressed>
          </BrowserRouter>
        </SettingContext.Provider>
      )}
    </EcxProvider>
  );
}

/** What stands there until it is known who looks: the sentence of the first bytes goes on, or says what is wrong. */
function Opening({ error, retry }: { readonly error: Error | undefined; readonly retry: () => unknown }) {
  const words = useWords(appWords);
  if (error === undefined)
    return (
      <p className="ecx-opening" role="status">
        {words('opening')}
      </p>
    );
  return (
    <main className="ecx-opening">
      <h1>{words('product')}</h1>
      <Failure error={error} retry={retry} isReading />
    </main>
  );
}

/** Keeps the day, the open reasons and the place in the address: reload, Back and a colleague see the same. */
function Addressed({ timeZone, children }: { readonly timeZone: string; readonly children: ReactNode }) {
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const [query, setQuery] = useSearchParams();
  const named = query.get('asOf');
  const day = named !== null && /^\d{4}-\d{2}-\d{2}$/.test(named) ? named : null;
  const why = query.get('why');
  const asOf = useMemo(
    () => ({
      day,
      instant: day === null ? null : endOfDay(day, timeZone),
      go: (to: string | null) => setQuery((now) => withPart(now, 'asOf', to)),
    }),
    [day, timeZone, setQuery],
  );
  const whyState = useMemo(
    () => ({
      open: why,
      setOpen: (path: string | null) =>
        setQuery((now) => withPart(now, 'why', path), { replace: path === null, preventScrollReset: true }),
    }),
    [why, setQuery],
  );
  const navigation = useMemo(() => {
    const href = (place: Place) => keepingDay(addressOf(place), day);
    const go = (place: Place) => {
      if (place.to === 'explorer') window.location.assign(addressOf(place));
      else navigate(href(place));
    };
    return { href, go };
  }, [day, navigate]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page begins at its top
  useEffect(() => {
    window.scrollTo(0, 0); // its answer, a promise in some browsers, is no clean-up
  }, [pathname]);
  return (
    <NavigationContext.Provider value={navigation}>
      <AsOfContext.Provider value={asOf}>
        <WhyContext.Provider value={whyState}>{children}</WhyContext.Provider>
      </AsOfContext.Provider>
    </NavigationContext.Provider>
  );
}

function withPart(query: URLSearchParams, name: string, value: string | null): URLSearchParams {
  const next = new URLSearchParams(query);
  if (value === null) next.delete(name);
  else next.set(name, value);
  return next;
}

/** Whoever looks at a past day stays there from page to page. */
function keepingDay(address: string, day: string | null): string {
  if (day === null || address.startsWith('/graphiql')) return address;
  return `${address}${address.includes('?') ? '&' : '?'}asOf=${day}`;
}
