import { line } from 'd3-shape';
import type { ReactNode } from 'react';
import css from './health.module.css';
import { type CurvePoint, chanceWithin } from './outcomes.ts';

interface ReturnCurveProps {
  readonly curve: readonly CurvePoint[];
  /** Days with a mark on the curve and a word under the axis. */
  readonly marks: readonly { readonly days: number; readonly label: ReactNode; readonly text: ReactNode }[];
  /** What it shows, in a sentence. */
  readonly name: string;
}

/** The chance of a return, day by day: a line that never falls, its numbers below. */
export function ReturnCurve({ curve, marks, name }: ReturnCurveProps) {
  const days = curve.at(-1)?.days ?? 1;
  const path = line<CurvePoint>(
    (point) => (point.days / days) * 100,
    (point) => 100 - point.returnProbability * 100,
  )([{ days: 0, returnProbability: 0 }, ...curve]);
  const shown = marks.filter((mark) => mark.days <= days);
  return (
    <div className={css.withSide}>
      <div className={css.sideLabels} aria-hidden="true">
        {[100, 50, 0].map((percent) => (
          <span key={percent} style={{ top: `${100 - percent}%` }}>
            {percent}%
          </span>
        ))}
      </div>
      <svg className={css.lane} height="160" role="img" aria-label={name}>
        {[0, 50, 100].map((y) => (
          <line key={y} className={y === 100 ? css.axis : css.rule} x1="0" x2="100%" y1={`${y}%`} y2={`${y}%`} />
        ))}
        <svg viewBox="0 0 100 100" preserveAspectRatio="none" width="100%" height="100%" overflow="visible" aria-hidden="true">
          <path className={css.curve} d={path ?? ''} />
        </svg>
        {shown.map((mark) => {
          const chance = chanceWithin(curve, mark.days);
          return chance === null ? null : (
            <circle
              key={mark.days}
              className={css.laneDot}
              cx={`${(mark.days / days) * 100}%`}
              cy={`${100 - chance * 100}%`}
              r="5"
            />
          );
        })}
      </svg>
      <div className={css.curveLabels} aria-hidden="true">
        {shown.map((mark) => (
          <span
            key={mark.days}
            style={{ left: `${(mark.days / days) * 100}%` }}
            data-end={mark.days / days > 0.92 ? 'end' : mark.days / days < 0.06 ? 'start' : undefined}
          >
            {mark.label}
            <strong>{mark.text}</strong>
          </span>
        ))}
      </div>
    </div>
  );
}
