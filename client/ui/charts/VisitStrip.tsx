import { useFormat } from '../format.ts';
import css from './rows.module.css';
import { AxisLabels } from './Scale.tsx';
import { monthMarks, placeOf } from './timeline.ts';

interface VisitStripProps {
  /** Instants, milliseconds. */
  readonly visits: readonly number[];
  readonly from: number;
  readonly to: number;
  /** What it shows, in a sentence. */
  readonly name: string;
}

/** A tick for each visit on a line of time: rhythm, gaps and silence at one glance. One path, however many they are. */
export function VisitStrip({ visits, from, to, name }: VisitStripProps) {
  const format = useFormat();
  const marks = monthMarks(from, to);
  const ticks = visits
    .filter((at) => at >= from && at <= to)
    .map((at) => `M${(placeOf(at, from, to) * 10).toFixed(1)} 8V56`)
    .join('');
  return (
    <div className={css.plot} style={{ containerType: 'inline-size' }}>
      <svg className={css.lane} height="64" viewBox="0 0 1000 64" preserveAspectRatio="none" role="img" aria-label={name}>
        {marks.map(({ at, x }) => (
          <line key={at} className={css.rule} x1={x * 10} x2={x * 10} y1="0" y2="64" vectorEffect="non-scaling-stroke" />
        ))}
        <path className={css.marks} d={ticks} />
        <line className={css.axis} x1="0" x2="1000" y1="63.5" y2="63.5" vectorEffect="non-scaling-stroke" />
      </svg>
      <AxisLabels marks={marks.map(({ at, x, minor }) => ({ at: x, label: format.shortMonth(at), minor }))} />
    </div>
  );
}
