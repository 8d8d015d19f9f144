import { scaleLinear } from 'd3-scale';
import type { ReactNode } from 'react';
import css from './effects.module.css';

interface DifferenceStepsProps {
  /** The difference by the end of each day on which it changed, oldest first; day 1 is the first. */
  readonly points: readonly { readonly day: number; readonly value: number }[];
  /** Days that the axis covers. */
  readonly days: number;
  /** What it shows, in a sentence. */
  readonly name: string;
  readonly write: (value: number) => ReactNode;
  readonly ends: readonly [ReactNode, ReactNode];
}

const height = 160;

/** A difference that adds up over days: it holds until the next change, above or below the line of no difference. */
export function DifferenceSteps({ points, days, name, write, ends }: DifferenceStepsProps) {
  const values = points.map(({ value }) => value);
  const [least, most] = [Math.min(0, ...values), Math.max(0, ...values)];
  const x = scaleLinear([0, Math.max(1, days)], [0, 100]).clamp(true);
  const y = scaleLinear([least, most === least ? least + 1 : most], [height - 8, 8]);
  const all = [{ day: 0, value: 0 }, ...points];
  const last = all.at(-1) ?? { day: 0, value: 0 };
  return (
    <div className={css.steps}>
      <div className={css.plot}>
        <svg className={css.area} height={height} role="img" aria-label={name}>
          <line className={css.zero} x1="0" x2="100%" y1={y(0)} y2={y(0)} />
          {all.map((point, index) => {
            const next = all[index + 1];
            const [start, end] = [x(point.day), x(next?.day ?? days)];
            return (
              <g key={point.day} className={css.step}>
                <line x1={`${start}%`} x2={`${end}%`} y1={y(point.value)} y2={y(point.value)} />
                {next !== undefined && <line x1={`${end}%`} x2={`${end}%`} y1={y(point.value)} y2={y(next.value)} />}
              </g>
            );
          })}
          <circle className={css.dot} cx={`${x(days)}%`} cy={y(last.value)} r="5" />
        </svg>
        {last.value !== 0 && (
          <span className={css.end} style={{ top: y(last.value) }}>
            {write(last.value)}
          </span>
        )}
        <span className={css.noneLabel} style={{ top: y(0) }}>
          {write(0)}
        </span>
      </div>
      <p className={css.ends}>
        <span>{ends[0]}</span>
        <span>{ends[1]}</span>
      </p>
    </div>
  );
}
