import { useFormat } from '../ui/format.ts';
import { type FragmentType, getFragmentData, graphql } from '../ui/graphql.ts';
import { Severity } from '../ui/Marks.tsx';
import { useWords } from '../ui/words.ts';
import { ChangeSteps } from './ChangeCard.tsx';
import css from './health.module.css';
import { healthWords } from './words.ts';

export const Happened_entry = graphql(`
  fragment Happened_entry on HealthHistoryEntry {
    scoredAt
    significantChange {
      change
      previous
      current
      ...ChangeCard_change
    }
  }
`);

export const Happened_alert = graphql(`
  fragment Happened_alert on HealthAlert {
    id
    severity
    message
    raisedAt
  }
`);

interface HappenedProps {
  readonly entries: readonly FragmentType<typeof Happened_entry>[];
  readonly alerts: readonly FragmentType<typeof Happened_alert>[];
}

const most = 5;

/** What the marks of a history stand for: significant changes cause by cause, and alerts. */
export function Happened({ entries: given, alerts: raised }: HappenedProps) {
  const words = useWords(healthWords);
  const format = useFormat();
  const entries = getFragmentData(Happened_entry, given);
  const alerts = getFragmentData(Happened_alert, raised);
  if (entries.length === 0 && alerts.length === 0) return null;
  return (
    <div className={css.two}>
      {entries.length > 0 && (
        <div className={css.stack}>
          <h4 className={css.small}>{words('ringed')}</h4>
          {entries.slice(0, most).map(({ scoredAt, significantChange }) =>
            significantChange === null ? null : (
              <details key={scoredAt} className={css.details}>
                <summary>
                  {words('ringedOne', {
                    day: format.day(scoredAt),
                    previous: format.whole(significantChange.previous),
                    current: format.whole(significantChange.current),
                    change: format.signed(significantChange.change),
                  })}
                </summary>
                <ChangeSteps isPast change={significantChange} path={`health.history.${scoredAt}`} />
              </details>
            ),
          )}
        </div>
      )}
      {alerts.length > 0 && (
        <div className={css.stack}>
          <h4 className={css.small}>{words('alertsOn')}</h4>
          <ul className={css.rows}>
            {alerts.slice(0, most).map(({ id, severity, message, raisedAt }) => (
              <li key={id}>
                <Severity level={severity} /> <span className={css.note}>{format.day(raisedAt)}</span>
                <span className={css.noteLine}>{message}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
