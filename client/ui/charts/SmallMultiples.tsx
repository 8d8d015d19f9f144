import { scaleLinear } from 'd3-scale';
import { curveStepAfter, line } from 'd3-shape';
import type { ReactNode } from 'react';
import css from './portfolio.module.css';

export interface MultiplePoint {
  /** Milliseconds. */
  readonly at: number;
  /** 0 to 100; null: not known, the line breaks. */
  readonly value: number | null;
}

export interface Multiple {
  readonly key: string;
  readonly name: ReactNode;
  /** Size and trend, below the name. */
  readonly note: ReactNode;
  readonly points: readonly MultiplePoint[];
  /** The last value in words. */
  readonly text: string;
}

interface SmallMultiplesProps {
  readonly items: readonly Multiple[];
  /** Everybody, in each of them. */
  readonly base: readonly MultiplePoint[];
  readonly from: number;
  readonly to: number;
  readonly ends: readonly [string, string];
  /** What each shows, in a sentence. */
  readonly name: (index: number) => string;
}

/** The same small chart for each group, on the same scale of 0 to 100, with everybody as a grey line. */
export function SmallMultiples({ items, base, from, to, ends, name }: SmallMultiplesProps) {
  const x = scaleLinear([from, to], [0, 100]);
  const y = scaleLinear([0, 100], [100, 0]);
  const path = line<MultiplePoint>()
    .defined(({ value }) => value !== null)
    .x(({ at }) => x(at))
    .y(({ value }) => y(value ?? 0))
    .curve(curveStepAfter);
  return (
    <div className={css.multiples}>
      {items.map((item, index) => {
        const last = item.points.at(-1)?.value ?? null;
        return (
          <div key={item.key} className={css.multiple}>
            <div className={css.multipleHead}>
              <span className={css.multipleName}>{item.name}</span>
              <strong>{item.text}</strong>
            </div>
            <svg className={css.multiplePlot} height="72" role="img" aria-label={name(index)}>
              <svg
                viewBox="0 0 100 100"
                preserveAspectRatio="none"
                width="100%"
                height="100%"
                overflow="visible"
                aria-hidden="true"
              >
                {[0, 40, 60, 80, 100].map((at) => (
                  <line key={at} className={css.grid} x1="0" x2="100" y1={y(at)} y2={y(at)} />
                ))}
                <path className={css.baseLine} d={path(base) ?? ''} />
                <path className={css.ownLine} d={path(item.points) ?? ''} />
              </svg>
              {last !== null && <circle className={css.ownDot} cx="100%" cy={`${y(last)}%`} r="4" />}
            </svg>
            <div className={css.multipleEnds} aria-hidden="true">
              <span>{ends[0]}</span>
              <span>{ends[1]}</span>
            </div>
            <div className={css.multipleNote}>{item.note}</div>
          </div>
        );
      })}
    </div>
  );
}
