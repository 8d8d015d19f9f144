import { scaleLinear } from 'd3-scale';
import type { ReactNode } from 'react';
import css from './effects.module.css';
import { AxisLabels } from './Scale.tsx';

export interface EffectLane {
  readonly key: string;
  readonly name: ReactNode;
  /** null: not known; the lane stays, hatched. */
  readonly value: number | null;
  /** Ends of the interval; null: not bounded on this side. */
  readonly low: number | null;
  readonly high: number | null;
  readonly text: ReactNode;
}

interface EffectLanesProps {
  readonly lanes: readonly EffectLane[];
  /** Word at the line that parts gain from loss. */
  readonly none: string;
  readonly write: (value: number) => string;
}

/** Room beyond the outermost end, as a share of what the lanes span. */
const margin = 0.06;

/** What the lanes span, 0 always within. */
export function spanOf(lanes: readonly EffectLane[]): readonly [number, number] {
  const ends = lanes.flatMap(({ value, low, high }) => [value, low, high].filter((end) => end !== null));
  const [from, to] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const room = (to - from || 1) * margin;
  return [from < 0 ? from - room : -room, to > 0 ? to + room : room];
}

/** Effects on one scale: a dot for the best estimate, a line for its interval, an upright line where there is none. */
export function EffectLanes({ lanes, none, write }: EffectLanesProps) {
  const [from, to] = spanOf(lanes);
  const x = scaleLinear([from, to], [0, 100]).clamp(true);
  const ends = [from, to].filter((end) => Math.abs(x(end) - x(0)) > 24);
  return (
    <ul className={css.lanes}>
      {lanes.map(({ key, name, value, low, high, text }) => (
        <li key={key} className={css.lane}>
          <span className={css.name}>{name}</span>
          <svg className={css.track} height="24" aria-hidden="true" data-none={value === null || undefined}>
            <line className={css.rule} x1="0" x2="100%" y1="12" y2="12" />
            <line className={css.zero} x1={`${x(0)}%`} x2={`${x(0)}%`} y1="0" y2="24" />
            {value !== null && (
              <>
                <line className={css.span} x1={`${x(low ?? from)}%`} x2={`${x(high ?? to)}%`} y1="12" y2="12" />
                <circle className={css.dot} cx={`${x(value)}%`} cy="12" r="6" />
              </>
            )}
          </svg>
          <span className={css.text}>{text}</span>
        </li>
      ))}
      <li className={css.lane} aria-hidden="true">
        <span />
        <AxisLabels marks={[{ at: x(0), label: none }, ...ends.map((end) => ({ at: x(end), label: write(end) }))]} />
        <span />
      </li>
    </ul>
  );
}
