import { scaleLinear } from 'd3-scale';
import type { ReactNode } from 'react';
import css from './counts.module.css';

export interface CountPoint {
  /** A day. */
  readonly day: string;
  readonly value: number;
  /** Points of another series are not joined with it. */
  readonly series: number;
}

interface CountStepsProps {
  /** Oldest first; two at least. */
  readonly points: readonly CountPoint[];
  /** What it shows, in a sentence. */
  readonly name: string;
  readonly write: (value: number) => ReactNode;
  readonly writeDay: (day: string) => ReactNode;
}

const height = 160;

/** A count that holds until the next one: steps from zero, broken where what is counted changed. */
export function CountSteps({ points, name, write, writeDay }: CountStepsProps) {
  const days = points.map(({ day }) => Date.parse(day));
  const [from = 0, to = 1] = [days[0], days.at(-1)];
  const most = Math.max(...points.map(({ value }) => value), 1);
  const x = scaleLinear([from, Math.max(to, from + 1)], [0, 100]);
  const y = scaleLinear([0, most * 1.05], [height, 0]);
  const last = points.at(-1);
  return (
    <div className={css.counts}>
      <div className={css.plot}>
        <svg className={css.lane} height={height} role="img" aria-label={name}>
          <line className={css.axis} x1="0" x2="100%" y1={height} y2={height} />
          <line className={css.rule} x1="0" x2="100%" y1={y(most)} y2={y(most)} />
          {points.map((point, index) => {
            const next = points[index + 1];
            if (next === undefined || next.series !== point.series) return null;
            const [start, end] = [x(Date.parse(point.day)), x(Date.parse(next.day))];
            return (
              <g key={point.day} className={css.step}>
                <line x1={`${start}%`} x2={`${end}%`} y1={y(point.value)} y2={y(point.value)} />
                <line x1={`${end}%`} x2={`${end}%`} y1={y(point.value)} y2={y(next.value)} />
              </g>
            );
          })}
          {last !== undefined && <circle className={css.dot} cx={`${x(Date.parse(last.day))}%`} cy={y(last.value)} r="5" />}
        </svg>
        <span className={css.most} style={{ top: y(most) }}>
          {write(most)}
        </span>
      </div>
      <p className={css.ends}>
        <span>{writeDay(points[0]?.day ?? '')}</span>
        <span>{writeDay(last?.day ?? '')}</span>
      </p>
    </div>
  );
}
