import { AddToSegment } from '../filters/AddToSegment.tsx';
import { type Filter, isEmpty } from '../filters/model.ts';
import { SaveSegment } from '../filters/SaveSegment.tsx';
import { PlanAction } from '../interventions/PlanAction.tsx';
import { useWords } from '../ui/words.ts';
import type { ColumnKey } from './columns.tsx';
import { download } from './csv.ts';
import { csvOf, exportAddress } from './export.ts';
import css from './guests.module.css';
import type { Order } from './order.ts';
import type { GuestRow } from './rows.ts';
import { guestWords } from './words.ts';

interface BulkBarProps {
  readonly chosen: readonly GuestRow[];
  /** Everybody who matches is meant, not the chosen alone. */
  readonly isAll: boolean;
  readonly total: number | null;
  readonly wish: {
    readonly filter: Filter;
    readonly search: string;
    readonly order: Order;
    readonly columns: readonly ColumnKey[];
  };
  readonly onAll: () => void;
  readonly onClear: () => void;
}

/** What can be done with chosen guests; at the bottom, where it covers no head. */
export function BulkBar({ chosen, isAll, total, wish, onAll, onClear }: BulkBarProps) {
  const words = useWords(guestWords);
  const everybody = total ?? 0;
  return (
    <section className={css.bulk} aria-label={words('bulk')}>
      <p role="status">{isAll ? words('chosenAll', { n: everybody }) : words('chosen', { n: chosen.length })}</p>
      {!isAll && chosen.length < everybody && (
        <button type="button" className={css.button} onClick={onAll}>
          {words('chooseAll', { n: everybody })}
        </button>
      )}
      {isAll ? (
        <a className={css.button} href={exportAddress(wish)} download>
          {words('export')}
        </a>
      ) : (
        <button type="button" className={css.button} onClick={() => download(csvOf(chosen, wish.columns), 'guests.csv')}>
          {words('exportChosen')}
        </button>
      )}
      {!isAll && <AddToSegment ids={chosen.map(({ id }) => id)} className={css.button} />}
      {isAll && !isEmpty(wish.filter) && wish.search === '' && <SaveSegment filter={wish.filter} />}
      {(!isAll || wish.search === '') && (
        <PlanAction whom={isAll ? { filter: wish.filter } : { customerIds: chosen.map(({ id }) => id) }} className={css.button} />
      )}
      <button type="button" className={css.button} onClick={onClear}>
        {words('clear')}
      </button>
    </section>
  );
}
