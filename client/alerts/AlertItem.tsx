import { memo } from 'react';
import { type MoneyValue, useFormat } from '../ui/format.ts';
import { Icon } from '../ui/Icon.tsx';
import { Severity } from '../ui/Marks.tsx';
import { useWords } from '../ui/words.ts';
import css from './alerts.module.css';
import { type AlertRow, guestName } from './row.ts';
import { useStanding } from './standing.ts';
import { alertWords } from './words.ts';

interface AlertItemProps {
  readonly index: number;
  readonly alert: AlertRow;
  /** Spent in 12 months; null: not known (yet). */
  readonly value: MoneyValue | null;
  readonly writes: boolean;
  readonly isPast: boolean;
  readonly isChosen: boolean;
  readonly isOpen: boolean;
  readonly onChoose: (index: number, isRange: boolean) => void;
  readonly onOpen: (id: string) => void;
  readonly onSeen: (alert: AlertRow) => void;
}

/** An alert in the list; drawn again only when something of its own changed. */
export const AlertItem = memo(function AlertItem({ index, alert, value, writes, isPast, ...rest }: AlertItemProps) {
  const { isChosen, isOpen, onChoose, onOpen, onSeen } = rest;
  const words = useWords(alertWords);
  const format = useFormat();
  const standing = useStanding(alert);
  const name = guestName(alert);
  const { message } = alert;
  const isNew = alert.acknowledgedAt === null && alert.status !== 'RESOLVED';
  return (
    <li className={css.row} data-row={index} data-new={isNew} data-open={isOpen} data-chosen={isChosen}>
      {writes && (
        <label className={css.pick}>
          <input
            type="checkbox"
            checked={isChosen}
            aria-label={words('choose', { name, message })}
            onChange={(event) => onChoose(index, (event.nativeEvent as MouseEvent).shiftKey === true)}
          />
        </label>
      )}
      <button
        type="button"
        className={css.open}
        data-open-alert={alert.id}
        aria-expanded={isOpen}
        onClick={() => onOpen(alert.id)}
      >
        <span className={css.urgency}>
          <Severity level={alert.severity} />
        </span>
        <strong className={css.guest}>{name}</strong>
        <span className={css.what}>
          {message}
          {standing.length > 0 && <span className={css.standing}>{standing.join(' · ')}</span>}
        </span>
        <span className={css.value}>{value === null ? '' : words('year', { amount: format.money(value) })}</span>
        <time className={css.when} dateTime={alert.raisedAt} title={format.time(alert.raisedAt)}>
          {format.ago(alert.raisedAt)}
        </time>
      </button>
      {writes && (
        <span className={css.act}>
          {isNew ? (
            <button
              type="button"
              className={css.button}
              disabled={isPast}
              title={isPast ? words('pastReadOnly') : undefined}
              aria-label={words('seenButtonOf', { name, message })}
              onClick={() => onSeen(alert)}
            >
              <Icon name="check" size={14} /> {words('seenButton')}
            </button>
          ) : (
            <span className={css.done}>
              <Icon name="check" size={14} /> {words('seenSomebody')}
            </span>
          )}
        </span>
      )}
    </li>
  );
});
