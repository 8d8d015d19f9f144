import { scaleLinear } from 'd3-scale';
import type { ReactNode } from 'react';
import css from './rows.module.css';

export interface BarRow {
  readonly key: string;
  readonly name: ReactNode;
  /** Length of the bar; null: not known, drawn without one. */
  readonly value: number | null;
  /** The value in words. */
  readonly text: ReactNode;
  /** Whom it is compared with: a tick on the bar's own scale. */
  readonly tick?: number | null | undefined;
  /** A quiet line below the name. */
  readonly note?: ReactNode;
  /** Drawn without the accent: beside the point. */
  readonly quiet?: boolean;
}

interface BarsProps {
  readonly rows: readonly BarRow[];
  /** What a full bar means; absent: the longest bar or tick. */
  readonly full?: number;
}

/** Horizontal bars from zero, each with its number; a tick says where the others are. */
export function Bars({ rows, full }: BarsProps) {
  const longest = Math.max(...rows.flatMap((row) => [row.value ?? 0, row.tick ?? 0]), 0);
  const x = scaleLinear([0, full ?? (longest > 0 ? longest : 1)], [0, 100]).clamp(true);
  return (
    <div className={css.rows}>
      {rows.map((row) => (
        <div key={row.key} className={css.row}>
          <div className={css.rowName}>
            {row.name}
            {row.note !== undefined && row.note !== null && <span className={css.rowNote}>{row.note}</span>}
          </div>
          <svg className={css.lane} height="20" aria-hidden="true">
            <rect className={css.track} y="4" width="100%" height="12" rx="3" />
            {row.value !== null && row.value > 0 && (
              <rect className={row.quiet ? css.barQuiet : css.bar} y="4" width={`${x(row.value)}%`} height="12" rx="3" />
            )}
            {row.tick !== null && row.tick !== undefined && (
              <line className={css.tick} x1={`${x(row.tick)}%`} x2={`${x(row.tick)}%`} y1="0" y2="20" />
            )}
          </svg>
          <div className={css.rowValue}>{row.text}</div>
        </div>
      ))}
    </div>
  );
}
