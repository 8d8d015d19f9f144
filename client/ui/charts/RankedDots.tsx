import { scaleLinear } from 'd3-scale';
import type { ReactNode } from 'react';
import css from './rows.module.css';

export interface DotRow {
  readonly key: string;
  readonly name: ReactNode;
  readonly note?: ReactNode;
  /** Best guess; null: not known. */
  readonly value: number | null;
  /** Ends of the interval; null: none. */
  readonly lower: number | null;
  readonly upper: number | null;
  /** Whom it is compared with. */
  readonly tick?: number | null | undefined;
  readonly text: ReactNode;
  /** Nothing that can be used: hollow. */
  readonly hollow?: boolean;
}

/** Rows on one scale: a dot for the best guess, a line for what it may be, a tick for the others. @param full the scale's end. */
export function RankedDots({ rows, full = 1 }: { readonly rows: readonly DotRow[]; readonly full?: number }) {
  const x = scaleLinear([0, full], [0, 100]).clamp(true);
  return (
    <div className={css.rows}>
      {rows.map((row) => (
        <div key={row.key} className={css.row}>
          <div className={css.rowName}>
            {row.name}
            {row.note !== undefined && row.note !== null && <span className={css.rowNote}>{row.note}</span>}
          </div>
          <svg className={css.lane} height="20" aria-hidden="true">
            <line className={css.rule} x1="0" x2="100%" y1="10" y2="10" />
            {row.lower !== null && row.upper !== null && (
              <line className={css.span} x1={`${x(row.lower)}%`} x2={`${x(row.upper)}%`} y1="10" y2="10" />
            )}
            {row.tick !== null && row.tick !== undefined && (
              <line className={css.tick} x1={`${x(row.tick)}%`} x2={`${x(row.tick)}%`} y1="3" y2="17" />
            )}
            {row.value !== null && (
              <circle className={row.hollow ? css.dotOpen : css.dot} cx={`${x(row.value)}%`} cy="10" r="5.5" />
            )}
          </svg>
          <div className={css.rowValue}>{row.text}</div>
        </div>
      ))}
    </div>
  );
}
