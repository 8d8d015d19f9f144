import { useQuery } from '@apollo/client/react';
import { graphql } from '../ui/graphql.ts';
import { Severity } from '../ui/Marks.tsx';
import { useWords } from '../ui/words.ts';
import css from './alerts.module.css';
import { partsOfTime } from './view.ts';
import { alertWords } from './words.ts';

const asking = graphql(`
  query AlertResponses {
    monitoring {
      alertResponses {
        severity
        raised
        acknowledged
        medianSeconds
      }
    }
  }
`);

/** How fast alerts of each urgency were first looked at. Nothing where none was raised. */
export function ResponseTimes() {
  const words = useWords(alertWords);
  const { data, loading } = useQuery(asking);
  if (data === undefined && loading) return <div className={css.responses} data-waiting />;
  const times = (data?.monitoring?.alertResponses ?? []).filter(({ raised }) => raised > 0);
  if (times.length === 0) return null;
  return (
    <div className={css.responses}>
      <p>{words('firstLook')}</p>
      <ul className={css.responseList}>
        {times.map(({ severity, raised, acknowledged, medianSeconds }) => (
          <li key={severity}>
            <Severity level={severity} />{' '}
            {medianSeconds === null ? (
              words('firstLookNone', { raised })
            ) : (
              <>
                <strong>{words('firstLookTime', partsOfTime(medianSeconds))}</strong>{' '}
                {words('firstLookOf', { seen: acknowledged, raised })}
              </>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
