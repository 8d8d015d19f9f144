import { DateLine } from '../../ui/charts/DateLine.tsx';
import { dayMs } from '../../ui/charts/timeline.ts';
import { Figure } from '../../ui/Figure.tsx';
import { useFormat } from '../../ui/format.ts';
import { useWords } from '../../ui/words.ts';
import css from './profile.module.css';
import type { Relationship } from './RelationshipView.tsx';
import { relationshipWords } from './words.relationship.ts';

interface MilestonesProps {
  readonly milestones: Relationship['milestones'];
  readonly asOf: string;
}

/** The dated events of a relation: on a line, and told one by one. */
export function Milestones({ milestones, asOf }: MilestonesProps) {
  const words = useWords(relationshipWords);
  const format = useFormat();
  const events = milestones.map(({ kind, date, number }) => ({
    key: `${kind}${date}${number ?? ''}`,
    at: Date.parse(date),
    strong: kind !== 'HIGHEST_BILL' && kind !== 'FIRST_FEEDBACK',
  }));
  const title = words('milestonesTitle', { count: milestones.length, latest: format.amountsIn(milestones[0]?.title ?? '') });
  const from = Math.min(...events.map(({ at }) => at), Date.parse(asOf)) - 14 * dayMs;
  return (
    <Figure title={title} caption={words('milestonesCaption')}>
      {events.length > 0 && <DateLine events={events} from={from} to={Date.parse(asOf)} name={words('milestonesName')} />}
      <ol className={css.milestones}>
        {milestones.map(({ kind, date, number, title: name, impact }) => (
          <li key={`${kind}${date}${number ?? ''}`} className={css.event}>
            <time dateTime={date}>{format.day(date)}</time>
            <p>
              <strong>{format.amountsIn(name)}</strong>
              <br />
              <span className={css.quiet}>{format.amountsIn(impact)}</span>
            </p>
          </li>
        ))}
      </ol>
    </Figure>
  );
}
