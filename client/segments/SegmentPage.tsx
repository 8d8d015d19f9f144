import { useQuery } from '@apollo/client/react';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useParams } from 'react-router';
import { useTaste } from '../app/taste.ts';
import type { SegmentHeadQuery } from '../generated/graphql.ts';
import { columnsAllowed, usualColumns } from '../guests/columns.tsx';
import type { Order } from '../guests/order.ts';
import { useAsOf } from '../ui/as-of.ts';
import { graphql } from '../ui/graphql.ts';
import { Link } from '../ui/Link.tsx';
import { Near, Section } from '../ui/Section.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { useTitle } from '../ui/title.ts';
import { useFeature, useMay } from '../ui/viewer.ts';
import { useWords } from '../ui/words.ts';
import { SegmentHealth } from './SegmentHealth.tsx';
import { SegmentOverlaps } from './SegmentOverlaps.tsx';
import { SegmentRule } from './SegmentRule.tsx';
import css from './segments.module.css';
import { segmentWords } from './words.ts';

const SegmentMovement = lazy(() => import('./SegmentMovement.tsx').then((module) => ({ default: module.SegmentMovement })));
const SegmentVersions = lazy(() => import('./SegmentVersions.tsx').then((module) => ({ default: module.SegmentVersions })));
const GuestTable = lazy(() => import('../guests/GuestTable.tsx').then((module) => ({ default: module.GuestTable })));

const asking = graphql(`
  query SegmentHead($id: ID!) {
    segment(id: $id) {
      id
      name
      version
      filter
      count
      savedBy
      savedAt
    }
  }
`);

/** A segment as its page's parts take it. */
export type SegmentHead = NonNullable<SegmentHeadQuery['segment']>;

/** Who belongs, since when, and how does the group move? */
export default function SegmentPage() {
  const words = useWords(segmentWords);
  const { id = '' } = useParams();
  const asked = useQuery(asking, { variables: { id }, fetchPolicy: 'cache-and-network' });
  const name = asked.data?.segment?.name;
  useTitle(name ?? words('title'));
  return (
    <div className={css.page}>
      <p>
        <Link to={{ to: 'segments' }}>{words('toList')}</Link>
      </p>
      <Section asked={asked} height={120} heading={words('title')}>
        {({ segment }) =>
          segment === null || segment === undefined ? <NotThere /> : <Found key={segment.id} segment={segment} />
        }
      </Section>
    </div>
  );
}

function NotThere() {
  const words = useWords(segmentWords);
  return (
    <>
      <h1>{words('notFound')}</h1>
      <p>{words('notFoundHint')}</p>
    </>
  );
}

function Found({ segment }: { readonly segment: SegmentHead }) {
  const words = useWords(segmentWords);
  const { day } = useAsOf();
  const venue = useMay('READ_VENUE');
  const scores = useFeature('HEALTH_SCORING');
  return (
    <div className={css.page}>
      <SegmentRule segment={segment} />
      {day !== null && (
        <p className={css.quiet} role="status">
          {words('todayOnly')}
        </p>
      )}
      {venue && (
        <>
          <h2>{words('movement')}</h2>
          <Suspense fallback={<Skeleton height={300} />}>
            <SegmentMovement id={segment.id} />
          </Suspense>
          <div className={css.figures}>
            {scores && <SegmentHealth id={segment.id} />}
            <SegmentOverlaps id={segment.id} />
          </div>
        </>
      )}
      <h2>{words('guests')}</h2>
      <Near height={560}>
        <Members segment={segment} />
      </Near>
      {venue && (
        <Near height={160}>
          <Suspense fallback={<Skeleton height={160} />}>
            <SegmentVersions segment={segment} />
          </Suspense>
        </Near>
      )}
    </div>
  );
}

function Members({ segment }: { readonly segment: SegmentHead }) {
  const words = useWords(segmentWords);
  const [{ density }] = useTaste();
  const scores = useFeature('HEALTH_SCORING');
  const profiles = useFeature('ENHANCED_PROFILES');
  const [order, setOrder] = useState<Order>({ by: 'name', isDescending: false });
  const columns = useMemo(() => {
    const allowed = columnsAllowed({ scores, profiles });
    return usualColumns.filter((key) => allowed.includes(key));
  }, [scores, profiles]);
  const filter = useMemo(() => ({ inSegments: [segment.id] }), [segment.id]);
  const back = useMemo(() => ({ to: 'segments' as const, id: segment.id }), [segment.id]);
  return (
    <div className={css.members}>
      <Suspense fallback={<Skeleton height={560} />}>
        <GuestTable
          key={segment.version}
          label={words('guests')}
          filter={filter}
          search=""
          order={order}
          onOrder={setOrder}
          columns={columns}
          isCompact={density === 'compact'}
          back={back}
        />
      </Suspense>
    </div>
  );
}
