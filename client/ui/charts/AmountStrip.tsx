import { scaleLinear } from 'd3-scale';
import { useFormat } from '../format.ts';
import css from './rows.module.css';
import { AxisLabels } from './Scale.tsx';
import { monthMarks, placeOf } from './timeline.ts';

interface AmountStripProps {
  readonly points: readonly { readonly at: number; readonly amount: number }[];
  readonly from: number;
  readonly to: number;
  /** A labelled line across; null: none. */
  readonly line: { readonly at: number; readonly label: string } | null;
  readonly name: string;
}

const heightPx = 160;

/** A dot for each visit: when, and how much. The dots are one path, however many they are. */
export function AmountStrip({ points, from, to, line, name }: AmountStripProps) {
  const format = useFormat();
  const top = Math.max(...points.map(({ amount }) => amount), line?.at ?? 0, 1);
  const y = scaleLinear([0, top], [heightPx - 1, 10]).nice(4);
  const marks = monthMarks(from, to);
  const dots = points.map(({ at, amount }) => `M${(placeOf(at, from, to) * 10).toFixed(1)} ${y(amount).toFixed(1)}h0`).join('');
  return (
    <div className={`${css.plot} ${css.withSide}`} style={{ containerType: 'inline-size' }}>
      <div className={css.sideLabels} style={{ height: heightPx }} aria-hidden="true">
        {y.ticks(3).map((tick) => (
          <span key={tick} style={{ top: y(tick) }}>
            {format.amount(tick)}
          </span>
        ))}
      </div>
      <svg
        className={css.lane}
        height={heightPx}
        viewBox={`0 0 1000 ${heightPx}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={name}
      >
        {y.ticks(3).map((tick) => (
          <line key={tick} className={css.rule} x1="0" x2="1000" y1={y(tick)} y2={y(tick)} vectorEffect="non-scaling-stroke" />
        ))}
        <path className={css.points} d={dots} />
        {line !== null && (
          <line className={css.tick} x1="0" x2="1000" y1={y(line.at)} y2={y(line.at)} vectorEffect="non-scaling-stroke" />
        )}
      </svg>
      {line !== null && (
        <span className={css.lineLabel} style={{ top: y(line.at) - 12 }}>
          {line.label}
        </span>
      )}
      <AxisLabels marks={marks.map(({ at, x, minor }) => ({ at: x, label: format.shortMonth(at), minor }))} />
    </div>
  );
}
