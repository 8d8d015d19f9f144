import { useWords } from '../ui/words.ts';
import { AlertActs } from './AlertActs.tsx';
import css from './alerts.module.css';
import type { AlertRow } from './row.ts';
import { alertWords } from './words.ts';

interface BulkBarProps {
  readonly alerts: readonly AlertRow[];
  readonly isPast: boolean;
  readonly onClear: () => void;
}

/** What can be done with the chosen alerts, at the bottom of the window. */
export function BulkBar({ alerts, isPast, onClear }: BulkBarProps) {
  const words = useWords(alertWords);
  return (
    <section className={css.bulk} aria-label={words('bulkBar')} data-bulk>
      <strong role="status">{words('bulk', { count: alerts.length })}</strong>
      <AlertActs alerts={alerts} isPast={isPast} onDone={onClear} />
      <button type="button" className={css.quietButton} onClick={onClear}>
        {words('clear')}
      </button>
    </section>
  );
}
