import { scaleLinear } from 'd3-scale';
import css from './model.module.css';

export interface ReliabilityDot {
  readonly key: string;
  /** All 0 to 1. */
  readonly given: number;
  readonly came: number;
  readonly lower: number;
  readonly upper: number;
  /** Both in words. */
  readonly name: string;
}

interface ReliabilityProps {
  readonly dots: readonly ReliabilityDot[];
  /** How many were given a chance of each tenth. */
  readonly counts: readonly { readonly count: number; readonly name: string }[];
  readonly percent: (share: number) => string;
  readonly words: { readonly x: string; readonly y: string; readonly perfect: string };
  /** What it shows, in a sentence. */
  readonly name: string;
}

const size = 320;
const edge = { left: 40, top: 12, right: 12 };
const countsAt = size + edge.top + 24;
const countsHeight = 44;
const ticks = [0, 0.25, 0.5, 0.75, 1];

/** What was given against what came, on a square: on the line, both are the same. Below, how many were given which chance. */
export function Reliability({ dots, counts, percent, words, name }: ReliabilityProps) {
  const x = scaleLinear([0, 1], [edge.left, edge.left + size]);
  const y = scaleLinear([0, 1], [edge.top + size, edge.top]);
  const tall = scaleLinear([0, Math.max(1, ...counts.map(({ count }) => count))], [0, countsHeight]);
  const width = edge.left + size + edge.right;
  const height = countsAt + countsHeight + 36;
  return (
    <svg className={css.square} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={name}>
      {ticks.map((tick) => (
        <g key={tick}>
          <line className={css.grid} x1={x(0)} x2={x(1)} y1={y(tick)} y2={y(tick)} />
          <line className={css.grid} x1={x(tick)} x2={x(tick)} y1={y(0)} y2={y(1)} />
          <text className={css.tick} x={edge.left - 6} y={y(tick) + 4} textAnchor="end">
            {percent(tick)}
          </text>
          <text className={css.tick} x={x(tick)} y={y(0) + 16} textAnchor={tick === 0 ? 'start' : tick === 1 ? 'end' : 'middle'}>
            {percent(tick)}
          </text>
        </g>
      ))}
      <text className={css.axisName} x={edge.left + 6} y={edge.top + 14}>
        {words.y}
      </text>
      <text className={css.axisName} x={x(0.5)} y={height - 6} textAnchor="middle">
        {words.x}
      </text>
      <line className={css.perfect} x1={x(0)} y1={y(0)} x2={x(1)} y2={y(1)} />
      <text className={css.axisName} transform={`translate(${x(0.26)} ${y(0.28)}) rotate(-45)`} textAnchor="middle">
        {words.perfect}
      </text>
      {dots.map(({ key, given, came, lower, upper, name: dotName }) => (
        <g key={key}>
          <title>{dotName}</title>
          <line className={css.span} x1={x(given)} x2={x(given)} y1={y(lower)} y2={y(upper)} />
          <circle className={css.dot} cx={x(given)} cy={y(came)} r="5" />
        </g>
      ))}
      {counts.map(({ count, name: countName }, index) => (
        <g key={countName}>
          <title>{countName}</title>
          <rect
            className={css.count}
            x={x(index / 10) + 1}
            width={size / 10 - 2}
            y={countsAt + countsHeight - tall(count)}
            height={Math.max(count > 0 ? 1 : 0, tall(count))}
          />
        </g>
      ))}
      <line className={css.axis} x1={x(0)} x2={x(1)} y1={countsAt + countsHeight} y2={countsAt + countsHeight} />
    </svg>
  );
}
