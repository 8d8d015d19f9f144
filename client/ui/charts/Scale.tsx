import { scaleLinear } from 'd3-scale';
import type { ReactNode } from 'react';
import css from './rows.module.css';

export interface ScaleMark {
  readonly at: number;
  readonly label: ReactNode;
}

interface ScaleProps {
  readonly from: number;
  readonly to: number;
  /** Where the guest is; null: not known. */
  readonly value: number | null;
  readonly lower?: number | null | undefined;
  readonly upper?: number | null | undefined;
  /** An earlier or another value, hollow. */
  readonly other?: number | null | undefined;
  /** Where one band ends and the next begins. */
  readonly bounds?: readonly number[];
  /** Words below the line: the ends, the bands' names. */
  readonly marks: readonly ScaleMark[];
  /** What it shows, in a sentence. */
  readonly name: string;
}

/** One labelled line with a dot: the position says it, the words below say what it means. */
export function Scale({ from, to, value, lower, upper, other, bounds = [], marks, name }: ScaleProps) {
  const x = scaleLinear([from, to], [0, 100]).clamp(true);
  const edges = [from, ...bounds, to];
  return (
    <div className={css.plot}>
      <svg className={css.lane} height="28" role="img" aria-label={name}>
        {edges.slice(0, -1).map((edge, band) => (
          <rect
            key={edge}
            className={css.band}
            data-band={bounds.length === 0 ? 0 : band}
            x={`${x(edge)}%`}
            width={`${x(edges[band + 1] ?? to) - x(edge)}%`}
            y="8"
            height="12"
          />
        ))}
        <line className={css.axis} x1="0" x2="100%" y1="20" y2="20" />
        {lower !== null && lower !== undefined && upper !== null && upper !== undefined && (
          <line className={css.span} x1={`${x(lower)}%`} x2={`${x(upper)}%`} y1="14" y2="14" />
        )}
        {other !== null && other !== undefined && <circle className={css.dotOpen} cx={`${x(other)}%`} cy="14" r="5.5" />}
        {value !== null && <circle className={css.dot} cx={`${x(value)}%`} cy="14" r="7" />}
      </svg>
      {marks.length > 0 && <AxisLabels marks={marks.map(({ at, label }) => ({ at: x(at), label }))} />}
    </div>
  );
}

/** Words at places of a line. @param marks places in percent of the width. */
export function AxisLabels({ marks }: { readonly marks: readonly (ScaleMark & { readonly minor?: boolean })[] }) {
  return (
    <div className={css.labels} aria-hidden="true">
      {marks.map(({ at, label, minor }, index) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: labels of an axis have no other identity
          key={index}
          className={css.label}
          data-end={at < 4 ? 'start' : at > 96 ? 'end' : undefined}
          data-minor={minor ? '' : undefined}
          style={{ left: `${at}%` }}
        >
          {label}
        </span>
      ))}
    </div>
  );
}
