import { useApolloClient } from '@apollo/client/react';
import { useEffect, useMemo, useRef } from 'react';
import { useLocation } from 'react-router';
import { alertNews, raisedIn } from '../alerts/news.ts';
import { useAsOf } from '../ui/as-of.ts';
import { graphql } from '../ui/graphql.ts';
import { useFeature, useSetting } from '../ui/viewer.ts';
import { liveAlerts } from './live-alerts.ts';
import { isAbout, refetchShown } from './refetch.ts';
import { tintChanges } from './tint.ts';
import { useStream } from './use-stream.ts';

const scoreNews = graphql(`
  subscription ScoreNews($customerIds: [ID!], $after: String) {
    healthScoreChanged(customerIds: $customerIds, after: $after) {
      customerId
    }
  }
`);

/** Looks again so often, for what no subscription tells: who took an alert on, and which woke up. */
const lookMs = 30_000;
/** Scores come in bursts: a guest's numbers are asked again a moment after the last one. */
const guestMs = 400;
const portfolioMs = 30_000;

/** Keeps what is on show true while it is looked at: one subscription for alerts, one for the scores on show. */
export function LiveUpdates() {
  const { role } = useSetting();
  const { day } = useAsOf();
  const { pathname } = useLocation();
  const alerts = useFeature('REAL_TIME_ALERTS') && role !== 'PARTNER';
  const scores = useFeature('HEALTH_SCORING') && day === null;
  const guest = guestOf(pathname);
  return (
    <>
      {alerts && <AlertStream />}
      {scores && (guest !== null || pathname === '/') && <ScoreStream key={guest} guest={guest} />}
    </>
  );
}

/** The guest whose page an address is; null: none. */
export function guestOf(path: string): string | null {
  const name = /^\/customers\/([^/]+)/.exec(path)?.[1];
  if (name === undefined) return null;
  try {
    return decodeURIComponent(name);
  } catch {
    return null;
  }
}

const noVariables = {};

function AlertStream() {
  const client = useApolloClient();
  useStream(alertNews, noVariables, {
    onNews: (data) => liveAlerts.raised(raisedIn(data)),
    onGap: liveAlerts.changed,
  });
  useEffect(() => {
    const count = () => void refetchShown(client, (name) => name === 'AlertCount');
    const look = () => document.visibilityState === 'visible' && liveAlerts.changed();
    const stop = liveAlerts.listen({ onNews: count, onChange: count });
    const timer = setInterval(look, lookMs);
    document.addEventListener('visibilitychange', look);
    return () => {
      stop();
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [client]);
  return null;
}

/** @param guest null: everybody, for the portfolio. */
function ScoreStream({ guest }: { readonly guest: string | null }) {
  const client = useApolloClient();
  const variables = useMemo(() => ({ customerIds: guest === null ? null : [guest] }), [guest]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const look = () => {
    timer.current = undefined;
    const place = document.getElementById('content');
    if (place !== null) tintChanges(place);
    void refetchShown(client, (name, asked) => (guest === null ? name.startsWith('Portfolio') : isAbout(guest, asked)));
  };
  const soon = () => {
    if (guest === null) timer.current ??= setTimeout(look, portfolioMs);
    else {
      clearTimeout(timer.current);
      timer.current = setTimeout(look, guestMs);
    }
  };
  useStream(scoreNews, variables, {
    onNews: ({ healthScoreChanged: { customerId } }) => (guest === null || customerId === guest) && soon(),
    onGap: soon,
  });
  return null;
}
