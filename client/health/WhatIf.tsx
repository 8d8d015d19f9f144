import { useLazyQuery, useQuery } from '@apollo/client/react';
import { Button, Pill } from '@mantine/core';
import { useEffect, useId, useRef, useState } from 'react';
import { useAsOf } from '../ui/as-of.ts';
import { useFormat } from '../ui/format.ts';
import { graphql } from '../ui/graphql.ts';
import { Failure } from '../ui/Section.tsx';
import { common } from '../ui/words.common.ts';
import { useWords } from '../ui/words.ts';
import { changeOf, mostSupposed, type Supposed, supposedOf } from './changes.ts';
import css from './health.module.css';
import { Supposition } from './Supposition.tsx';
import { WhatIfForm } from './WhatIfForm.tsx';
import { WhatIfResult } from './WhatIfResult.tsx';
import { healthWords } from './words.ts';

const whatIf = graphql(`
  query WhatIf($id: ID!, $asOf: DateTime, $changes: [WhatIfChange!]!) {
    whatIf(customerId: $id, changes: $changes, asOf: $asOf) {
      healthScore
      ...WhatIfResult_health
    }
  }
`);

const wayToLevel = graphql(`
  query WayToLevel($id: ID!, $asOf: DateTime, $level: HealthLevel!) {
    pathToLevel(customerId: $id, level: $level, asOf: $asOf) {
      status
      withinDays
      bestScore
      paths {
        steps {
          kind
          count
          everyDays
          spend {
            amount
          }
          rating
          channel
          date
        }
      }
    }
  }
`);

interface WhatIfProps {
  readonly customerId: string;
  readonly onClose: () => void;
}

/** What the score would be if something happened. Nothing is saved. */
export default function WhatIf({ customerId, onClose }: WhatIfProps) {
  const words = useWords(healthWords);
  const { instant } = useAsOf();
  const [supposed, setSupposed] = useState<readonly Supposed[]>([]);
  const changes = supposed.map(changeOf);
  const asked = useQuery(whatIf, { variables: { id: customerId, asOf: instant, changes } });
  const health = (asked.data ?? asked.previousData)?.whatIf ?? null;
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  const isFull = supposed.length >= mostSupposed;
  return (
    <dialog
      ref={dialog}
      className={css.drawer}
      aria-labelledby={id}
      onClose={onClose}
      onClick={(event) => event.target === event.currentTarget && onClose()}
      onKeyDown={(event) => event.stopPropagation()}
    >
      <div className={css.drawerBody}>
        <div className={css.drawerHead}>
          <h2 id={id}>{words('whatIfTitle')}</h2>
          <button type="button" className={css.button} onClick={onClose}>
            {words('closeDrawer')}
          </button>
        </div>
        <p className={css.note}>{words('whatIfHint')}</p>
        {supposed.length === 0 ? (
          <p>{words('whatIfEmpty')}</p>
        ) : (
          <Pill.Group>
            {supposed.map((item, index) => (
              <Supposition
                // biome-ignore lint/suspicious/noArrayIndexKey: chips are only added at the end
                key={index}
                supposed={item}
                onRemove={() => setSupposed(supposed.filter((_, other) => other !== index))}
              />
            ))}
          </Pill.Group>
        )}
        <WhatIfForm isFull={isFull} onAdd={(item) => setSupposed([...supposed, item])} />
        {isFull && <p className={css.note}>{words('whatIfFull')}</p>}
        <SmallestWay
          customerId={customerId}
          score={health?.healthScore ?? null}
          isFirst={supposed.length === 0}
          onFind={setSupposed}
        />
        {asked.error !== undefined && <Failure error={asked.error} retry={asked.refetch} isReading />}
        {health !== null && <WhatIfResult health={health} isBusy={asked.loading} />}
      </div>
    </dialog>
  );
}

interface SmallestWayProps {
  readonly customerId: string;
  /** The score as shown, 0 to 100; null: none. */
  readonly score: number | null;
  /** Nothing is supposed yet, so the score is the guest's own. */
  readonly isFirst: boolean;
  readonly onFind: (supposed: readonly Supposed[]) => void;
}

function SmallestWay({ customerId, score, isFirst, onFind }: SmallestWayProps) {
  const words = useWords(healthWords);
  const general = useWords(common);
  const format = useFormat();
  const { instant } = useAsOf();
  const [own, setOwn] = useState<number | null>(null);
  const [find, { loading }] = useLazyQuery(wayToLevel);
  const [answer, setAnswer] = useState<string | null>(null);
  if (isFirst && own !== score) setOwn(score);
  const level = (own ?? 0) < 60 ? 'GOOD' : 'EXCELLENT';
  if ((own ?? 0) >= 80) return null;
  const name = general(level);
  const press = async () => {
    const { data } = await find({ variables: { id: customerId, asOf: instant, level } });
    const way = data?.pathToLevel;
    const first = way?.paths[0];
    if (way === null || way === undefined) setAnswer(general('failed'));
    else if (first !== undefined) {
      onFind(supposedOf(first.steps));
      setAnswer(words('smallestFound'));
    } else if (way.status === 'ALREADY_THERE') setAnswer(words('smallestThere'));
    else setAnswer(words('smallestNone', { level: name, days: way.withinDays, best: format.whole(way.bestScore) }));
  };
  return (
    <div className={css.bar}>
      <Button variant="light" loading={loading} onClick={press}>
        {words('smallest', { level: name })}
      </Button>
      <span className={css.note} role="status">
        {answer}
      </span>
    </div>
  );
}
