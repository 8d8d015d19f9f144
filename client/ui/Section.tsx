import { CombinedGraphQLErrors } from '@apollo/client/errors';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import css from './kit.module.css';
import { Skeleton } from './Skeleton.tsx';
import { common } from './words.common.ts';
import { useWords } from './words.ts';

/** What a section needs to know of its query: what `useQuery` answers. */
export interface Asked<Data> {
  readonly data: Data | undefined;
  readonly previousData?: Data | undefined;
  readonly error?: Error | undefined;
  readonly loading: boolean;
  readonly refetch: () => unknown;
}

interface SectionProps<Data> {
  readonly asked: Asked<Data>;
  /** Pixels, that of what comes: nothing jumps when it is there. */
  readonly height: number;
  /** The page's first heading, for screen readers, where the children bring it: it stands while none of them do. */
  readonly heading?: string;
  readonly children: (data: Data) => ReactNode;
}

/** The code of an answer's first error; "NETWORK" when there was no answer. */
export function codeOf(error: unknown): string {
  if (!CombinedGraphQLErrors.is(error)) return 'NETWORK';
  const code = error.errors[0]?.extensions?.code;
  return typeof code === 'string' ? code : 'UNKNOWN';
}

/** Seconds until the server wants to be asked again; null: it did not say. */
export function retryAfterOf(error: unknown): number | null {
  if (!CombinedGraphQLErrors.is(error)) return null;
  const seconds = error.errors[0]?.extensions?.retryAfter;
  return typeof seconds === 'number' ? seconds : null;
}

/**
 * One part of a page with a query of its own: a box of the final size while it loads, the old data dimmed while new is on its way, and
 * an error that says what to do and spares its neighbours.
 */
export function Section<Data>({ asked, height, heading, children }: SectionProps<Data>) {
  const words = useWords(common);
  const data = asked.data ?? asked.previousData;
  const error = useLastError(asked);
  const isLong = useDelay(asked.loading && data === undefined, 4_000);
  if (data !== undefined && !isEmpty(data))
    return (
      <div className={asked.loading ? css.dimmed : undefined} aria-busy={asked.loading}>
        {error !== undefined && <Failure error={error} retry={asked.refetch} isReading />}
        {children(data)}
      </div>
    );
  if (error === undefined && !asked.loading && data !== undefined) return <>{children(data)}</>;
  const hidden = heading !== undefined && <h1 className="ecx-hidden">{heading}</h1>;
  if (error !== undefined)
    return (
      <>
        {hidden}
        <Failure error={error} retry={asked.refetch} height={height} isReading />
      </>
    );
  return (
    <>
      {hidden}
      <Skeleton height={height} />
      {isLong && <p className={css.caption}>{words('loadingLong')}</p>}
    </>
  );
}

/** The last error, also while the question is asked again: its box stays until there is an answer, instead of coming and going. */
export function useLastError({ error, loading }: Pick<Asked<unknown>, 'error' | 'loading'>): Error | undefined {
  const last = useRef<Error | undefined>(undefined);
  if (error !== undefined) last.current = error;
  else if (!loading) last.current = undefined;
  return last.current;
}

/** Whether nothing came but nulls, which an error accompanies. */
function isEmpty(data: unknown): boolean {
  if (typeof data !== 'object' || data === null) return true;
  return Object.entries(data).every(([key, value]) => key === '__typename' || value === null);
}

/** Whether something lasts longer than this. @param ms milliseconds. */
function useDelay(lasts: boolean, ms: number): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    setLate(false);
    if (!lasts) return undefined;
    const timer = setTimeout(() => setLate(true), ms);
    return () => clearTimeout(timer);
  }, [lasts, ms]);
  return late;
}

const sentences = {
  UNAVAILABLE: 'unavailable',
  NETWORK: 'unreachable',
  PROFILE_UNAVAILABLE: 'computing',
  FORBIDDEN: 'forbidden',
  FEATURE_DISABLED: 'disabled',
} as const;

interface FailureProps {
  readonly error: Error;
  readonly retry: () => unknown;
  readonly height?: number;
  /** Whether asking again changes nothing: then it is done without a press as soon as the server may answer. */
  readonly isReading?: boolean;
}

/** What went wrong, in words, with the way on. What passes by itself is asked again by itself. */
export function Failure({ error, retry, height, isReading = false }: FailureProps) {
  const words = useWords(common);
  const code = codeOf(error);
  const isAway = code === 'UNAVAILABLE' || code === 'NETWORK';
  const seconds = retryAfterOf(error) ?? 5;
  useAgain(code === 'PROFILE_UNAVAILABLE' || code === 'RATE_LIMITED' || (isAway && isReading), error, seconds, retry);
  const key = code in sentences ? sentences[code as keyof typeof sentences] : null;
  const said =
    key !== null ? words(key) : code === 'RATE_LIMITED' ? words('limited', { seconds }) : failureText(error, words('failed'));
  const text = isAway ? `${said} ${words(isReading ? 'asksAgain' : 'tryAgainSoon')}` : said;
  const final = code === 'FORBIDDEN' || code === 'FEATURE_DISABLED' || code === 'CUSTOMER_NOT_FOUND';
  return (
    <div className={css.failure} role="alert" style={height === undefined ? undefined : { minHeight: height }}>
      <p>{text}</p>
      {!final && (
        <button type="button" className={css.quietButton} onClick={() => retry()}>
          {words('retry')}
        </button>
      )}
    </div>
  );
}

const longestWaitSeconds = 30;

/** Asks again after a while, each time later, for as long as a new error comes back. */
function useAgain(waits: boolean, error: Error, seconds: number, retry: () => unknown): void {
  const again = useRef(retry);
  again.current = retry;
  const tries = useRef(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each answer that is an error is a reason to ask once more
  useEffect(() => {
    if (!waits) return undefined;
    const wait = Math.max(seconds, Math.min(longestWaitSeconds, seconds * 2 ** tries.current));
    tries.current += 1;
    const timer = setTimeout(() => again.current(), wait * 1000);
    return () => clearTimeout(timer);
  }, [waits, seconds, error]);
}

/** The server's own sentence where it is meant for people. */
function failureText(error: Error, otherwise: string): string {
  if (!CombinedGraphQLErrors.is(error)) return otherwise;
  const code = codeOf(error);
  return code === 'BAD_USER_INPUT' || code === 'CUSTOMER_NOT_FOUND' || code === 'CONFLICT'
    ? (error.errors[0]?.message ?? otherwise)
    : otherwise;
}

/** Mounts what is in it when it is less than 600 px from the view: sections far down ask nothing yet. @param height pixels until then. */
export function Near({ height, children }: { readonly height: number; readonly children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  const [near, setNear] = useState(false);
  useEffect(() => {
    const element = place.current;
    if (near || element === null) return undefined;
    const watcher = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && setNear(true), {
      rootMargin: '600px 0px',
    });
    watcher.observe(element);
    return () => watcher.disconnect();
  }, [near]);
  return (
    <div ref={place} style={near ? undefined : { minHeight: height }}>
      {near ? children : <Skeleton height={height} />}
    </div>
  );
}
