import { useQuery } from '@apollo/client/react';
import { RuleChips, readFilterText } from '../filters/index.ts';
import { useAsOf } from '../ui/as-of.ts';
import { Card } from '../ui/Figure.tsx';
import { useFormat } from '../ui/format.ts';
import { graphql } from '../ui/graphql.ts';
import { Failure, Section } from '../ui/Section.tsx';
import { useMay } from '../ui/viewer.ts';
import { useWords } from '../ui/words.ts';
import type { SegmentHead } from './SegmentPage.tsx';
import css from './segments.module.css';
import { useSaveSegment } from './use-save.ts';
import { segmentWords } from './words.ts';

const asking = graphql(`
  query SegmentVersions($id: ID!) {
    segment(id: $id) {
      id
      versions {
        version
        name
        filter
        savedBy
        savedAt
      }
    }
  }
`);

/** What the segment was, version by version. */
export function SegmentVersions({ segment }: { readonly segment: SegmentHead }) {
  const words = useWords(segmentWords);
  const format = useFormat();
  const { day } = useAsOf();
  const records = useMay('RECORD');
  const asked = useQuery(asking, { variables: { id: segment.id } });
  const { save, loading, error } = useSaveSegment(segment);
  return (
    <Card title={words('versions')}>
      {error !== undefined && <Failure error={error} retry={() => undefined} />}
      <Section asked={asked} height={120}>
        {({ segment: found }) => (
          <ol className={css.versions}>
            {(found?.versions ?? []).map(({ version, name, filter, savedBy, savedAt }) => (
              <li key={version}>
                <p>
                  <strong>{words('version', { n: version })}</strong>{' '}
                  <span className={css.quiet}>
                    {name} · {words('savedBy', { who: savedBy, when: format.time(savedAt) })}
                  </span>
                </p>
                <RuleChips filter={readFilterText(filter).filter} />
                {version === segment.version ? (
                  <span className={css.quiet}>{words('current')}</span>
                ) : (
                  records && (
                    <button
                      type="button"
                      className={css.button}
                      aria-label={words('bringBackOf', { n: version })}
                      disabled={loading || day !== null}
                      title={day === null ? undefined : words('pastReason')}
                      onClick={() => void save(name, readFilterText(filter).filter)}
                    >
                      {words('bringBack')}
                    </button>
                  )
                )}
              </li>
            ))}
          </ol>
        )}
      </Section>
      {records && <p className={css.small}>{words('versionsCaption')}</p>}
    </Card>
  );
}
