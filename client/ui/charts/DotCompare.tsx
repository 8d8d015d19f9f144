import { scaleLinear } from 'd3-scale';
import type { ReactNode } from 'react';
import css from './model.module.css';
import { AxisLabels } from './Scale.tsx';

export interface CompareRow {
  readonly key: string;
  readonly name: ReactNode;
  /** null: not known; the row stays. */
  readonly value: number | null;
  readonly lower?: number | null;
  readonly upper?: number | null;
  /** What it should be. */
  readonly goal?: number;
  readonly text: ReactNode;
  /** The one that the figure is about. */
  readonly isOurs?: boolean;
}

interface DotCompareProps {
  readonly rows: readonly CompareRow[];
  readonly from: number;
  readonly to: number;
  /** An upright line through all rows. */
  readonly line?: number;
  /** Words below; places on the scale. */
  readonly marks: readonly { readonly at: number; readonly label: string }[];
}

/** Rows on one scale: a dot each, a line for its spread, a tick for what it should be. Position is all there is to compare. */
export function DotCompare({ rows, from, to, line, marks }: DotCompareProps) {
  const x = scaleLinear([from, to], [0, 100]).clamp(true);
  return (
    <ul className={css.compare}>
      {rows.map((row) => (
        <li key={row.key} className={css.compareRow} data-ours={row.isOurs || undefined}>
          <span className={css.compareName}>{row.name}</span>
          <svg className={css.lane} height="24" aria-hidden="true">
            <line className={css.grid} x1="0" x2="100%" y1="12" y2="12" />
            {line !== undefined && <line className={css.axis} x1={`${x(line)}%`} x2={`${x(line)}%`} y1="0" y2="24" />}
            {typeof row.lower === 'number' && typeof row.upper === 'number' && (
              <line className={css.span} x1={`${x(row.lower)}%`} x2={`${x(row.upper)}%`} y1="12" y2="12" />
            )}
            {row.goal !== undefined && <line className={css.goal} x1={`${x(row.goal)}%`} x2={`${x(row.goal)}%`} y1="3" y2="21" />}
            {row.value !== null && <circle className={css.dot} cx={`${x(row.value)}%`} cy="12" r="6" />}
          </svg>
          <span className={css.compareText}>{row.text}</span>
        </li>
      ))}
      <li className={css.compareRow} aria-hidden="true">
        <span />
        <AxisLabels marks={marks.map(({ at, label }) => ({ at: x(at), label }))} />
        <span />
      </li>
    </ul>
  );
}
