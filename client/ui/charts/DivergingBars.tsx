import type { ReactNode } from 'react';
import css from './health.module.css';

export interface DivergingRow {
  readonly key: string;
  readonly name: ReactNode;
  readonly value: number;
  readonly text: ReactNode;
}

interface DivergingBarsProps {
  readonly rows: readonly DivergingRow[];
  /** Which direction is bad: it gets the colour of "lowers". */
  readonly worse: 'up' | 'down';
  /** The axis reaches at least as far to both sides, so that small values look small. */
  readonly least?: number;
}

/** Signed bars from a common zero. */
export function DivergingBars({ rows, worse, least = 0 }: DivergingBarsProps) {
  const low = Math.min(-least, ...rows.map(({ value }) => value));
  const high = Math.max(least, ...rows.map(({ value }) => value));
  const width = high - low || 1;
  const x = (value: number) => ((value - low) / width) * 100;
  return (
    <ul className={css.diverging}>
      {rows.map(({ key, name, value, text }) => (
        <li key={key}>
          <span className={css.divergingName}>{name}</span>
          <span className={css.divergingText}>{text}</span>
          <svg className={`${css.lane} ${css.divergingLane}`} height="14" aria-hidden="true">
            <rect
              className={css.fallBar}
              data-kind={value > 0 === (worse === 'up') ? 'lowers' : 'raises'}
              x={`${x(Math.min(0, value))}%`}
              width={`${Math.max(0.5, Math.abs(x(value) - x(0)))}%`}
              y="2"
              height="10"
              rx="2"
            />
            <line className={css.zero} x1={`${x(0)}%`} x2={`${x(0)}%`} y1="0" y2="14" />
          </svg>
        </li>
      ))}
    </ul>
  );
}
