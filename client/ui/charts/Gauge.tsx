import { arc } from 'd3-shape';
import { type ReactNode, useId } from 'react';
import type { HealthLevelName } from '../Marks.tsx';
import css from './health.module.css';

interface GaugeProps {
  /** 0 to 100; null: not known, the track is hatched. */
  readonly value: number | null;
  readonly level: HealthLevelName | null;
  /** Another instant's score, as a hollow mark on the track. */
  readonly other?: number | null | undefined;
  /** What it shows, in a sentence. */
  readonly name: string;
  /** In the middle: the number. */
  readonly children: ReactNode;
}

/** Degrees from the top; the arc leaves a quarter open at the bottom. */
const from = -135;
const sweep = 270;
const angle = (value: number) => ((from + (value / 100) * sweep) * Math.PI) / 180;
const outer = 92;
const inner = 76;
const ring = arc<{ from: number; to: number }>()
  .innerRadius(inner)
  .outerRadius(outer)
  .startAngle((span) => angle(span.from))
  .endAngle((span) => angle(span.to));
const place = (value: number, radius: number) => ({ x: Math.sin(angle(value)) * radius, y: -Math.cos(angle(value)) * radius });
/** Where the levels meet. */
const bounds = [40, 60, 80];

/** The page's one dial: how far of 100, in the colour of the level. */
export function Gauge({ value, level, other, name, children }: GaugeProps) {
  const hatch = useId();
  return (
    <div className={css.gauge}>
      <svg viewBox="-104 -104 208 180" role="img" aria-label={name}>
        <defs>
          <pattern id={hatch} width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect className={css.hatchGround} width="8" height="8" />
            <rect className={css.hatchLine} width="3" height="8" />
          </pattern>
        </defs>
        <path
          className={css.gaugeTrack}
          d={ring({ from: 0, to: 100 }) ?? ''}
          style={value === null ? { fill: `url(#${hatch})` } : undefined}
        />
        {value !== null && <path className={css.gaugeFill} data-level={level} d={ring({ from: 0, to: value }) ?? ''} />}
        {bounds.map((bound) => {
          const [a, b] = [place(bound, outer + 2), place(bound, outer + 8)];
          return <line key={bound} className={css.gaugeTick} x1={a.x} y1={a.y} x2={b.x} y2={b.y} />;
        })}
        {other !== null && other !== undefined && (
          <circle
            className={css.hollow}
            cx={place(other, (inner + outer) / 2).x}
            cy={place(other, (inner + outer) / 2).y}
            r="7"
          />
        )}
      </svg>
      <div className={css.gaugeNumber}>{children}</div>
    </div>
  );
}
