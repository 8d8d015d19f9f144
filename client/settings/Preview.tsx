import { useQuery } from '@apollo/client/react';
import { useEffect, useState } from 'react';
import type { ScoringPreviewQuery } from '../generated/graphql.ts';
import { MoveTable } from '../ui/charts/MoveTable.tsx';
import { Card, DataRows } from '../ui/Figure.tsx';
import { useFormat } from '../ui/format.ts';
import { graphql } from '../ui/graphql.ts';
import { Link } from '../ui/Link.tsx';
import { Section } from '../ui/Section.tsx';
import { useWords } from '../ui/words.ts';
import type { settingInput } from './draft.ts';
import css from './settings.module.css';
import { settingWords } from './words.ts';

const asking = graphql(`
  query ScoringPreview($settings: [ScoringSettingInput!]!) {
    previewScoringConfig(settings: $settings) {
      sampledGuests
      movedGuests
      levels {
        from
        to
        guests
      }
      meanChange
      largestMovers {
        customer {
          id
          name
        }
        before
        after
        change
      }
      presentBackTest {
        auc
      }
      previewedBackTest {
        auc
      }
    }
  }
`);

type Previewed = NonNullable<ScoringPreviewQuery['previewScoringConfig']>;
type Input = ReturnType<typeof settingInput>;

const waitMs = 600;

/** What was given, once it has stood still for a while. */
function useStill(text: string): string {
  const [still, setStill] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setStill(text), waitMs);
    return () => clearTimeout(timer);
  }, [text]);
  return still;
}

interface PreviewProps {
  readonly input: Input;
  /** Whether it can be asked about: within the bounds, weights adding up. */
  readonly isRight: boolean;
}

/** What a change would do to the guests of today, asked when the hands rest. */
export function Preview({ input, isRight }: PreviewProps) {
  const words = useWords(settingWords);
  const still = useStill(isRight ? JSON.stringify(input) : '');
  const settings = (still === '' ? [] : JSON.parse(still)) as Input;
  const isIdle = input.length === 0 || !isRight || settings.length === 0;
  const asked = useQuery(asking, { variables: { settings }, skip: isIdle });
  return (
    <Card title={words('previewTitle')}>
      {input.length === 0 && <p className={css.hint}>{words('previewNone')}</p>}
      {input.length > 0 && !isRight && <p className={css.hint}>{words('previewWrong')}</p>}
      {input.length > 0 && isRight && (
        <>
          {(asked.loading || isIdle) && (
            <p className={css.hint} role="status">
              {words('previewWaits')}
            </p>
          )}
          {!isIdle && (
            <Section asked={asked} height={320}>
              {({ previewScoringConfig: effect }) => effect !== null && <Effect effect={effect} />}
            </Section>
          )}
        </>
      )}
    </Card>
  );
}

function Effect({ effect }: { readonly effect: Previewed }) {
  const words = useWords(settingWords);
  const format = useFormat();
  const { sampledGuests, movedGuests, levels, meanChange, largestMovers, presentBackTest, previewedBackTest } = effect;
  const guestsAt = (from: string, to: string) => levels.find((move) => move.from === from && move.to === to)?.guests ?? null;
  const [before, after] = [presentBackTest?.auc ?? null, previewedBackTest?.auc ?? null];
  return (
    <div className={css.preview}>
      <p className={css.sentence} role="status">
        {words('moved', { moved: movedGuests, sampled: format.whole(sampledGuests) })}
      </p>
      {meanChange !== null && <p>{words('meanChange', { change: format.signed(meanChange, 1) })}</p>}
      <div className={css.scroll}>
        <MoveTable
          caption={words('moveCaption')}
          from={words('now')}
          to={words('afterwards')}
          text={(from, to) => {
            const guests = guestsAt(from, to);
            return guests === null ? null : format.whole(guests);
          }}
        />
      </div>
      {before === null || after === null ? (
        <p className={css.hint}>{words('noBackTest')}</p>
      ) : (
        <div>
          <p>{words('backTest', { before: format.decimal(before, 3), after: format.decimal(after, 3) })}</p>
          <p className={css.hint}>{words('backTestHint')}</p>
        </div>
      )}
      {largestMovers.length > 0 && (
        <>
          <h4>{words('movers')}</h4>
          <DataRows
            label={words('movers')}
            columns={[words('guest'), words('score'), words('change')]}
            rows={largestMovers.map((move) => [
              move.customer === null ? (
                words('removed')
              ) : (
                <Link key={move.customer.id} to={{ to: 'guest', id: move.customer.id }}>
                  {move.customer.name ?? move.customer.id}
                </Link>
              ),
              `${format.whole(move.before)} → ${format.whole(move.after)}`,
              format.signed(move.change, 1),
            ])}
          />
        </>
      )}
    </div>
  );
}
