import type { ReactNode } from 'react';
import css from './health.module.css';

interface IntervalProps {
  /** The end of the axis, which begins at 0. */
  readonly full: number;
  readonly expected: number;
  /** Ends of the 80 %. */
  readonly lower: number;
  readonly upper: number;
  /** A fact to compare with, hollow. */
  readonly fact?: number | null | undefined;
  /** Words of the axis' ends. */
  readonly ends: readonly [ReactNode, ReactNode];
}

/** A forecast on an axis from 0: a line where 8 of 10 outcomes lie, a dot at the mean. Its words stand beside it. */
export function Interval({ full, expected, lower, upper, fact, ends }: IntervalProps) {
  const x = (value: number) => `${Math.min(100, (value / (full || 1)) * 100)}%`;
  return (
    <div className={css.interval}>
      <svg className={css.lane} height="20" aria-hidden="true">
        <line className={css.axis} x1="0" x2="100%" y1="18" y2="18" />
        <line className={css.axis} x1="0" x2="0" y1="2" y2="18" />
        <line className={css.intervalLine} x1={x(lower)} x2={x(upper)} y1="9" y2="9" />
        {fact !== null && fact !== undefined && <circle className={css.hollow} cx={x(fact)} cy="9" r="5" />}
        <circle className={css.laneDot} cx={x(expected)} cy="9" r="6" />
      </svg>
      <p className={css.ends}>
        <span>{ends[0]}</span>
        <span>{ends[1]}</span>
      </p>
    </div>
  );
}
