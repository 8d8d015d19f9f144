import { scaleLinear } from 'd3-scale';
import type { ReactNode } from 'react';
import css from './counts.module.css';

export interface FlowDay {
  readonly day: string;
  readonly entered: number;
  readonly departed: number;
}

interface FlowBarsProps {
  /** Oldest first. */
  readonly days: readonly FlowDay[];
  /** What it shows, in a sentence. */
  readonly name: string;
  readonly writeDay: (day: string) => ReactNode;
  /** Words of the two halves. */
  readonly inWord: string;
  readonly outWord: string;
  readonly write: (value: number) => string;
}

const height = 160;
const dayMs = 86_400_000;

/** Who came in, above the line, and who left, below it, by day. */
export function FlowBars({ days, name, writeDay, inWord, outWord, write }: FlowBarsProps) {
  const from = Date.parse(days[0]?.day ?? '');
  const to = Date.parse(days.at(-1)?.day ?? '');
  const count = Math.round((to - from) / dayMs) + 1;
  const most = Math.max(...days.flatMap(({ entered, departed }) => [entered, departed]), 1);
  const y = scaleLinear([0, most], [0, height / 2 - 18]);
  const width = 100 / count;
  const x = (day: string) => ((Date.parse(day) - from) / dayMs) * width;
  return (
    <div className={css.counts}>
      <div className={css.plot}>
        <svg className={css.lane} height={height} role="img" aria-label={name}>
          {days.map(({ day, entered, departed }) => (
            <g key={day}>
              <rect
                className={css.in}
                x={`${x(day) + width * 0.15}%`}
                width={`${width * 0.7}%`}
                y={height / 2 - y(entered)}
                height={y(entered)}
              />
              <rect
                className={css.out}
                x={`${x(day) + width * 0.15}%`}
                width={`${width * 0.7}%`}
                y={height / 2}
                height={y(departed)}
              />
            </g>
          ))}
          <line className={css.axis} x1="0" x2="100%" y1={height / 2} y2={height / 2} />
        </svg>
        <span className={css.half} data-half="in">
          + {inWord}, {write(most)}
        </span>
        <span className={css.half} data-half="out">
          − {outWord}, {write(most)}
        </span>
      </div>
      <p className={css.ends}>
        <span>{writeDay(days[0]?.day ?? '')}</span>
        <span>{writeDay(days.at(-1)?.day ?? '')}</span>
      </p>
    </div>
  );
}
