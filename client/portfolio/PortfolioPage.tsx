import { useQuery } from '@apollo/client/react';
import { lazy, Suspense } from 'react';
import { useSearchParams } from 'react-router';
import { FilterBar, isEmpty, useFilter } from '../filters/index.ts';
import { useAsOf } from '../ui/as-of.ts';
import { Link } from '../ui/Link.tsx';
import type { Place } from '../ui/navigation.ts';
import { Failure, Near, useLastError } from '../ui/Section.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { useTitle } from '../ui/title.ts';
import { useFeature, useMay, useSetting } from '../ui/viewer.ts';
import { useWords } from '../ui/words.ts';
import { Figures } from './Figures.tsx';
import { Headline } from './Headline.tsx';
import { portfolioHead } from './head.ts';
import { Levels } from './Levels.tsx';
import css from './page.module.css';
import { slippingWithin } from './slipping.ts';
import { Today } from './Today.tsx';
import { useIsWide } from './use-wide.ts';
import { portfolioWords } from './words.ts';

const Spread = lazy(() => import('./Spread.tsx'));
const Groups = lazy(() => import('./Groups.tsx'));
const NewestAlerts = lazy(() => import('./NewestAlerts.tsx'));

/** How the guests are, who slips away, what it is worth, what to do today. */
export default function PortfolioPage() {
  const words = useWords(portfolioWords);
  useTitle(words('page'));
  const may = useMay('READ_VENUE');
  const isOn = useFeature('HEALTH_SCORING');
  if (!may)
    return <Message title={words('forbiddenTitle')} hint={words('forbiddenHint')} to={{ to: 'guests' }} action="toGuests" />;
  if (!isOn) return <Message title={words('offTitle')} hint={words('offHint')} to={{ to: 'guests' }} action="toGuests" />;
  return <Overview />;
}

function Overview() {
  const words = useWords(portfolioWords);
  const { horizonDays } = useSetting();
  const hasAlerts = useFeature('REAL_TIME_ALERTS');
  const hasProfiles = useFeature('ENHANCED_PROFILES');
  const { day, instant } = useAsOf();
  const { filter, ignored, change } = useFilter();
  const [query, setQuery] = useSearchParams();
  const isWide = useIsWide();
  const isPast = day !== null;
  const compares = isPast && query.get('compare') === 'today';
  const slipping = slippingWithin(filter, horizonDays);
  const asked = useQuery(portfolioHead, {
    variables: { filter, slipping, asOf: instant, isPast, alerts: hasAlerts && !isPast, compares },
  });
  const head = asked.data ?? asked.previousData;
  const customers = head?.portfolio?.customers;
  const error = useLastError(asked);
  if (head?.portfolio === undefined && error !== undefined)
    return (
      <div className={css.message}>
        <h1 className={css.title}>{words('page')}</h1>
        <Failure error={error} retry={asked.refetch} height={200} isReading />
      </div>
    );
  if (customers === 0 && isEmpty(filter) && !isPast)
    return <Message title={words('emptyTitle')} hint={words('emptyHint')} to={{ to: 'data' }} action="emptyAction" />;
  const compare = () =>
    setQuery((now) => {
      const next = new URLSearchParams(now);
      if (compares) next.delete('compare');
      else next.set('compare', 'today');
      return next;
    });
  const counts = isEmpty(filter) ? { total: customers ?? null, matched: customers ?? null } : {};
  const isNobody = customers === 0;
  return (
    <div className={css.page} data-plain={isPast || !hasProfiles}>
      <div className={css.head}>
        <Headline head={head} filter={filter} slipping={slipping} />
        <FilterBar filter={filter} ignored={ignored} onChange={change} {...counts}>
          {isPast && (
            <button type="button" className={css.button} aria-pressed={compares} onClick={compare}>
              {words(compares ? 'compareStop' : 'compare')}
            </button>
          )}
        </FilterBar>
      </div>
      {isNobody && isEmpty(filter) ? null : isNobody ? (
        <div className={css.message}>
          <p>{words('noMatchHint')}</p>
          <button type="button" className={css.button} onClick={() => change({})}>
            {words('noMatchAction')}
          </button>
        </div>
      ) : (
        <>
          <div className={css.figures} aria-busy={asked.loading}>
            <Figures head={head} filter={filter} compares={compares} />
          </div>
          <h2 className="ecx-hidden">{words('nowSection')}</h2>
          {!isPast && hasProfiles && (
            <div className={css.today}>
              <Today filter={filter} />
              {isWide && hasAlerts && (
                <Suspense fallback={<Skeleton height={320} />}>
                  <NewestAlerts filter={filter} />
                </Suspense>
              )}
            </div>
          )}
          <div className={css.levels}>
            <Levels filter={filter} onFilter={change} compares={compares} />
          </div>
          <div className={css.rest}>
            <h2 className={css.part}>{words('more')}</h2>
            <Near height={360}>
              <Suspense fallback={<Skeleton height={360} />}>
                <Spread filter={filter} onFilter={change} />
              </Suspense>
            </Near>
            <h2 className={css.part}>{words('groupsHead')}</h2>
            <Near height={480}>
              <Suspense fallback={<Skeleton height={480} />}>
                <Groups filter={filter} onFilter={change} />
              </Suspense>
            </Near>
          </div>
        </>
      )}
    </div>
  );
}

interface MessageProps {
  readonly title: string;
  readonly hint: string;
  readonly to: Place;
  readonly action: 'toGuests' | 'emptyAction';
}

function Message({ title, hint, to, action }: MessageProps) {
  const words = useWords(portfolioWords);
  return (
    <div className={css.message}>
      <h1 className={css.title}>{title}</h1>
      <p>{hint}</p>
      <Link to={to} className={css.primary}>
        {words(action)}
      </Link>
    </div>
  );
}
