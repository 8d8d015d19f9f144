import { useQuery } from '@apollo/client/react';
import { Card } from '../ui/Figure.tsx';
import { useFormat } from '../ui/format.ts';
import { graphql } from '../ui/graphql.ts';
import { Link } from '../ui/Link.tsx';
import { Section } from '../ui/Section.tsx';
import { useWords } from '../ui/words.ts';
import css from './segments.module.css';
import { segmentWords } from './words.ts';

const others = graphql(`
  query SegmentOthers {
    segments {
      id
      name
    }
  }
`);

const overlapping = graphql(`
  query SegmentOverlap($id: ID!, $other: ID!) {
    segment(id: $id) {
      id
      overlap(with: $other) {
        both
        onlyThis
        onlyOther
        similarity
      }
    }
  }
`);

/** How many guests the segment shares with each other one. */
export function SegmentOverlaps({ id }: { readonly id: string }) {
  const words = useWords(segmentWords);
  const asked = useQuery(others);
  return (
    <Section asked={asked} height={200}>
      {({ segments }) => {
        const rest = segments.filter((segment) => segment.id !== id);
        return (
          <Card title={words('overlapTitle')}>
            {rest.length === 0 ? (
              <p className={css.quiet}>{words('overlapNone')}</p>
            ) : (
              <>
                {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
                <section className={css.scroll} aria-label={words('overlapTitle')} tabIndex={0}>
                  <table className={css.table}>
                    <thead>
                      <tr>
                        {(['other', 'both', 'onlyThis', 'onlyOther', 'alike'] as const).map((key) => (
                          <th key={key} scope="col">
                            {words(key)}
                          </th>
                        ))}
                      </tr>
                    </thead>
                    <tbody>
                      {rest.map((segment) => (
                        <OverlapRow key={segment.id} id={id} other={segment} />
                      ))}
                    </tbody>
                  </table>
                </section>
                <p className={css.small}>{words('overlapCaption')}</p>
              </>
            )}
          </Card>
        );
      }}
    </Section>
  );
}

interface OverlapRowProps {
  readonly id: string;
  readonly other: { readonly id: string; readonly name: string };
}

function OverlapRow({ id, other }: OverlapRowProps) {
  const format = useFormat();
  const { data, previousData } = useQuery(overlapping, { variables: { id, other: other.id } });
  const overlap = (data ?? previousData)?.segment?.overlap;
  return (
    <tr>
      <th scope="row">
        <Link to={{ to: 'segments', id: other.id }}>{other.name}</Link>
      </th>
      <td>{format.whole(overlap?.both)}</td>
      <td>{format.whole(overlap?.onlyThis)}</td>
      <td>{format.whole(overlap?.onlyOther)}</td>
      <td>{format.percent(overlap?.similarity)}</td>
    </tr>
  );
}
