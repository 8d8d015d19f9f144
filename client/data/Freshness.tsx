import { useQuery } from '@apollo/client/react';
import type { FreshnessOfVenueQuery } from '../generated/graphql.ts';
import { Ages } from '../ui/charts/Ages.tsx';
import { Figure } from '../ui/Figure.tsx';
import { useFormat } from '../ui/format.ts';
import { graphql } from '../ui/graphql.ts';
import { Section } from '../ui/Section.tsx';
import { useWords, type Words } from '../ui/words.ts';
import css from './data.module.css';
import { dataWords } from './words.ts';

const asking = graphql(`
  query FreshnessOfVenue {
    venue {
      freshnessThresholdSeconds
      freshness {
        visits {
          lastEventAt
          lastRecordedAt
          isFresh
        }
        loyalty {
          lastEventAt
          lastRecordedAt
          isFresh
        }
        campaigns {
          lastEventAt
          lastRecordedAt
          isFresh
        }
        feedback {
          lastEventAt
          lastRecordedAt
          isFresh
        }
      }
    }
  }
`);

type Source = FreshnessOfVenueQuery['venue']['freshness']['visits'];
type SourceName = 'visits' | 'loyalty' | 'campaigns' | 'feedback';
const dayMs = 86_400_000;
const daySeconds = 86_400;

/** How old each source's newest event is, against the limit. */
export function Freshness() {
  const asked = useQuery(asking);
  return (
    <Section asked={asked} height={260}>
      {({ venue }) => {
        const { visits, loyalty, campaigns, feedback } = venue.freshness;
        const sources = { visits, loyalty, campaigns, feedback };
        return <FreshnessFigure sources={sources} limitDays={venue.freshnessThresholdSeconds / daySeconds} />;
      }}
    </Section>
  );
}

/** The title of the figure: what is wrong, if anything. */
function verdict(sources: readonly Source[], words: Words<(typeof dataWords)['en']>): string {
  const stale = sources.filter(({ isFresh }) => isFresh === false).length;
  const never = sources.filter(({ isFresh }) => isFresh === null).length;
  if (stale > 0 && never > 0) return words('staleAndNever', { stale, never });
  if (stale > 0) return words('stale', { count: stale });
  return never > 0 ? words('never', { count: never }) : words('fresh');
}

interface FreshnessFigureProps {
  readonly sources: Readonly<Record<SourceName, Source>>;
  readonly limitDays: number;
}

function FreshnessFigure({ sources, limitDays }: FreshnessFigureProps) {
  const words = useWords(dataWords);
  const format = useFormat();
  const now = Date.now();
  const entries = Object.entries(sources) as [SourceName, Source][];
  const stateOf = ({ isFresh }: Source) => words(isFresh === null ? 'neverReceived' : isFresh ? 'isFresh' : 'isStale');
  return (
    <Figure
      title={verdict(Object.values(sources), words)}
      caption={words('freshCaption', { days: Math.round(limitDays * 10) / 10 })}
      table={{
        columns: [words('source'), words('newest'), words('recorded'), words('state')],
        rows: entries.map(([name, source]) => [
          words(name),
          format.time(source.lastEventAt),
          format.time(source.lastRecordedAt),
          stateOf(source),
        ]),
      }}
    >
      <Ages
        threshold={limitDays}
        marks={[
          { at: 1 / 24, label: words('hour') },
          { at: 1, label: words('day'), minor: true },
          { at: 7, label: words('week'), minor: true },
          { at: 30, label: words('month'), minor: true },
          { at: 365, label: words('year') },
        ]}
        rows={entries.map(([name, source]) => ({
          key: name,
          name: words(name),
          days: source.lastEventAt === null ? null : (now - Date.parse(source.lastEventAt)) / dayMs,
          text: (
            <span className={css.age} data-fresh={String(source.isFresh)}>
              <span aria-hidden="true">{source.isFresh === null ? '◌' : source.isFresh ? '✓' : '⚠'}</span>{' '}
              {source.lastEventAt === null ? (
                stateOf(source)
              ) : (
                <>
                  <time dateTime={source.lastEventAt}>{format.ago(source.lastEventAt, now)}</time>
                  <span className="ecx-hidden"> {stateOf(source)}</span>
                  <span className={css.exact}>{format.time(source.lastEventAt)}</span>
                </>
              )}
            </span>
          ),
        }))}
      />
    </Figure>
  );
}
