import { useQuery } from '@apollo/client/react';
import { useState } from 'react';
import { type Filter, FilterBar, RuleChips, readFilterText } from '../filters/index.ts';
import type { SegmentListQuery } from '../generated/graphql.ts';
import { useAsOf } from '../ui/as-of.ts';
import { useFormat } from '../ui/format.ts';
import { graphql } from '../ui/graphql.ts';
import { Icon } from '../ui/Icon.tsx';
import { Link } from '../ui/Link.tsx';
import { Section } from '../ui/Section.tsx';
import { useTitle } from '../ui/title.ts';
import { useMay } from '../ui/viewer.ts';
import { useWords } from '../ui/words.ts';
import { flowOf } from './history.ts';
import css from './segments.module.css';
import { segmentWords } from './words.ts';

const listing = graphql(`
  query SegmentList($venue: Boolean!) {
    segments {
      id
      name
      version
      filter
      count
      savedBy
      savedAt
      history(last: 30) @include(if: $venue) {
        day
        version
        members
        entered
        departed
      }
    }
  }
`);

type Listed = SegmentListQuery['segments'][number];

const flowDays = 30;

/** Who belongs where, and how do the groups move? */
export default function SegmentsPage() {
  const words = useWords(segmentWords);
  const { day } = useAsOf();
  const venue = useMay('READ_VENUE');
  const records = useMay('RECORD');
  const [isMaking, setMaking] = useState(false);
  const asked = useQuery(listing, { variables: { venue }, fetchPolicy: 'cache-and-network' });
  useTitle(words('title'));
  return (
    <div className={css.page}>
      <div className={css.top}>
        <h1>{words('title')}</h1>
        {records && (
          <button
            type="button"
            className={css.button}
            aria-expanded={isMaking}
            disabled={day !== null}
            title={day === null ? undefined : words('pastReason')}
            onClick={() => setMaking(!isMaking)}
          >
            <Icon name="plus" size={14} /> {words('make')}
          </button>
        )}
      </div>
      <p className={css.quiet}>{words(day === null ? 'intro' : 'todayOnly')}</p>
      {isMaking && <Making />}
      <Section asked={asked} height={240}>
        {({ segments }) =>
          segments.length === 0 ? (
            <p className={css.panel}>{words('none')}</p>
          ) : (
            <ul className={css.list}>
              {segments.map((segment) => (
                <SegmentCard key={segment.id} segment={segment} />
              ))}
            </ul>
          )
        }
      </Section>
    </div>
  );
}

function Making() {
  const words = useWords(segmentWords);
  const [filter, setFilter] = useState<Filter>({});
  return (
    <section className={css.panel} aria-label={words('make')}>
      <p>{words('makeHint')}</p>
      <FilterBar filter={filter} onChange={setFilter} />
    </section>
  );
}

function SegmentCard({ segment }: { readonly segment: Listed }) {
  const words = useWords(segmentWords);
  const format = useFormat();
  const flow = flowOf(segment.history ?? [], flowDays);
  return (
    <li className={css.card}>
      <h2>
        <Link to={{ to: 'segments', id: segment.id }}>{segment.name}</Link>
      </h2>
      <p className={css.number}>
        {segment.count === null || segment.count === undefined ? words('membersUnknown') : words('members', { n: segment.count })}
      </p>
      {segment.history !== undefined && (
        <p className={css.small}>
          {flow === null ? words('flowNone') : words('flow', { entered: flow.entered, departed: flow.departed, days: flow.days })}
        </p>
      )}
      <RuleChips filter={readFilterText(segment.filter).filter} />
      <p className={css.small}>
        {words('version', { n: segment.version })} · {format.day(segment.savedAt)}
      </p>
    </li>
  );
}
