import { useSearchParams } from 'react-router';
import { useWords } from '../ui/words.ts';
import { windows } from './effect.ts';
import css from './interventions.module.css';
import { interventionWords } from './words.ts';

/** How many days after an action count as its outcome; kept in the address. */
export function WindowChoice({ window }: { readonly window: number }) {
  const words = useWords(interventionWords);
  const [, setQuery] = useSearchParams();
  return (
    <label className={css.choice}>
      <span>{words('window')}</span>
      <select
        value={window}
        onChange={(event) => {
          const { value } = event.currentTarget;
          setQuery(
            (now) => {
              const next = new URLSearchParams(now);
              next.set('window', value);
              return next;
            },
            { replace: true, preventScrollReset: true },
          );
        }}
      >
        {windows.map((days) => (
          <option key={days} value={days}>
            {words('days', { days })}
          </option>
        ))}
      </select>
    </label>
  );
}
