import { useFormat } from '../ui/format.ts';
import { useWords } from '../ui/words.ts';
import css from './alerts.module.css';
import { useCounts } from './counts.ts';
import { type AlertView, alertTabs } from './view.ts';
import { alertWords } from './words.ts';

interface AlertTabsProps {
  readonly view: AlertView;
  readonly seat: { readonly me: string; readonly now: number; readonly until: string | null };
  readonly onChange: (part: Partial<AlertView>) => void;
}

/** The lists of alerts, each with how many are in it. */
export function AlertTabs({ view, seat, onChange }: AlertTabsProps) {
  const words = useWords(alertWords);
  const format = useFormat();
  const counts = useCounts(view, seat);
  return (
    <fieldset className={css.tabs}>
      <legend className="ecx-hidden">{words('lists')}</legend>
      {alertTabs.map((tab) => (
        <button
          key={tab}
          type="button"
          className={css.tab}
          aria-pressed={tab === view.tab}
          onClick={() => onChange({ tab, open: null })}
        >
          {words(tab)} <span className={css.tabCount}>{counts === null ? '' : format.whole(counts[tab])}</span>
        </button>
      ))}
    </fieldset>
  );
}
