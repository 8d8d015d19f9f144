import type { ReactNode } from 'react';
import css from './counts.module.css';

export interface MeanLane {
  readonly key: string;
  readonly label: ReactNode;
  /** 0 to 100. */
  readonly mean: number;
  /** Where the middle 8 in 10 lie, 0 to 100; null: not known. */
  readonly spread: { readonly lower: number; readonly upper: number } | null;
  readonly text: ReactNode;
  /** The one that is compared with: drawn hollow. */
  readonly isOther: boolean;
}

/** Means on one scale from 0 to 100, each with the range of those behind it. */
export function MeanLanes({ lanes, name }: { readonly lanes: readonly MeanLane[]; readonly name: string }) {
  return (
    <div className={css.lanes} role="img" aria-label={name}>
      {lanes.map(({ key, label, mean, spread, text, isOther }) => (
        <div key={key} className={css.laneRow}>
          <span>{label}</span>
          <svg className={css.lane} height="24" aria-hidden="true">
            <line className={css.rule} x1="0" x2="100%" y1="12" y2="12" />
            {spread !== null && <line className={css.spread} x1={`${spread.lower}%`} x2={`${spread.upper}%`} y1="12" y2="12" />}
            <circle className={isOther ? css.hollow : css.dot} cx={`${mean}%`} cy="12" r="6" />
          </svg>
          <strong>{text}</strong>
        </div>
      ))}
      <div className={css.laneRow} aria-hidden="true">
        <span />
        <p className={css.ends}>
          <span>0</span>
          <span>100</span>
        </p>
        <span />
      </div>
    </div>
  );
}
