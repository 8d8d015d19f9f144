import { scaleLog } from 'd3-scale';
import type { ReactNode } from 'react';
import css from './rows.module.css';
import { AxisLabels } from './Scale.tsx';

interface AgesProps {
  /** Age in days; null: never received. */
  readonly rows: readonly {
    readonly key: string;
    readonly name: ReactNode;
    readonly days: number | null;
    readonly text: ReactNode;
  }[];
  /** Days beyond which a source is not fresh any more. */
  readonly threshold: number;
  /** Words at places of the axis, days. */
  readonly marks: readonly { readonly at: number; readonly label: string; readonly minor?: boolean }[];
}

/** How old something is, on a scale where an hour and a year both have room, with the limit as a line. */
export function Ages({ rows, threshold, marks }: AgesProps) {
  const x = scaleLog([1 / 24, 400], [0, 100]).clamp(true);
  const limit = `${x(threshold)}%`;
  return (
    <div className={css.rows} style={{ containerType: 'inline-size' }}>
      {rows.map(({ key, name, days, text }) => (
        <div key={key} className={css.row}>
          <div className={css.rowName}>{name}</div>
          <svg className={css.lane} height="24" aria-hidden="true">
            <line className={css.rule} x1="0" x2="100%" y1="12" y2="12" />
            <line className={css.threshold} x1={limit} x2={limit} y1="0" y2="24" />
            {days !== null && <circle className={css.dot} cx={`${x(Math.max(days, 1 / 24))}%`} cy="12" r="6" />}
          </svg>
          <div className={css.rowValue}>{text}</div>
        </div>
      ))}
      <span />
      <AxisLabels marks={marks.map(({ at, ...mark }) => ({ at: x(at), ...mark }))} />
      <span />
    </div>
  );
}
