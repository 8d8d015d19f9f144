import { useQuery } from '@apollo/client/react';
import { useAsOf } from '../ui/as-of.ts';
import { Waterfall } from '../ui/charts/Waterfall.tsx';
import { Evidence } from '../ui/Evidence.tsx';
import { Card, Figure } from '../ui/Figure.tsx';
import { type Formats, useFormat } from '../ui/format.ts';
import { type FragmentType, getFragmentData, graphql } from '../ui/graphql.ts';
import { Section } from '../ui/Section.tsx';
import { Why } from '../ui/Why.tsx';
import { useWords, type Words } from '../ui/words.ts';
import css from './health.module.css';
import { healthWords } from './words.ts';

export const ChangeCard_change = graphql(`
  fragment ChangeCard_change on ScoreChange {
    previous
    current
    change
    days
    significance
    causes {
      cause
      points
      evidence {
        ...Evidence_list
      }
    }
  }
`);

const latestChange = graphql(`
  query HealthChange($id: ID!, $asOf: DateTime) {
    customerHealthScore(customerId: $id, asOf: $asOf) {
      change {
        ...ChangeCard_change
      }
    }
  }
`);

/** Why the score is another one than a trend window ago. */
export function ChangeCard({ customerId }: { readonly customerId: string }) {
  const words = useWords(healthWords);
  const format = useFormat();
  const { instant } = useAsOf();
  const asked = useQuery(latestChange, { variables: { id: customerId, asOf: instant } });
  return (
    <Section asked={asked} height={240}>
      {({ customerHealthScore: health }) => {
        const change = getFragmentData(ChangeCard_change, health?.change ?? null);
        if (change === null || change === undefined) return <Card title={words('changeNone')}>{null}</Card>;
        return (
          <Figure
            title={titleOf(change, words, format)}
            caption={words('changeCaption', {
              previous: format.decimal(change.previous),
              current: format.decimal(change.current),
            })}
            table={{
              columns: [words('what'), words('points')],
              rows: change.causes.map(({ cause, points }) => [words(cause), format.signed(points, 1)]),
            }}
          >
            <ChangeSteps change={health?.change ?? null} path="health.change" />
          </Figure>
        );
      }}
    </Section>
  );
}

type Change = { readonly change: number; readonly days: number; readonly significance: string | null };

function titleOf({ change, days, significance }: Change, words: Words<typeof healthWords.en>, format: Formats): string {
  if (significance === null) return words('changeSteady', { days });
  return words(change > 0 ? 'changeTitleUp' : 'changeTitleDown', { points: format.whole(Math.abs(change)), days });
}

interface ChangeStepsProps {
  readonly change: FragmentType<typeof ChangeCard_change> | null;
  /** Names the change within the page. */
  readonly path: string;
  /** A change of the past: it does not end now. */
  readonly isPast?: boolean;
}

/** A change cause by cause, from the old score to the new one. */
export function ChangeSteps({ change: given, path, isPast = false }: ChangeStepsProps) {
  const words = useWords(healthWords);
  const format = useFormat();
  const change = getFragmentData(ChangeCard_change, given);
  if (change === null || change === undefined) return null;
  return (
    <Waterfall
      signed
      start={{
        value: change.previous,
        name: words(isPast ? 'changeFromPast' : 'changeFrom', { days: change.days }),
        text: format.decimal(change.previous),
      }}
      steps={change.causes.map(({ cause, points, evidence }) => ({
        key: cause,
        points,
        text: format.signed(points, 1),
        name:
          evidence.length === 0 ? (
            words(cause)
          ) : (
            <Why
              path={`${path}.${cause}`}
              label={words('causeLabel', { cause: words(cause), points: format.signed(points, 1) })}
              title={words(cause)}
              content={() => (
                <div className={css.stack}>
                  <Evidence items={evidence} />
                </div>
              )}
            >
              {words(cause)}
            </Why>
          ),
      }))}
      end={{ value: change.current, name: words(isPast ? 'changeToPast' : 'changeTo'), text: format.decimal(change.current) }}
    />
  );
}
