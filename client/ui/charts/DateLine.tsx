import { useFormat } from '../format.ts';
import css from './rows.module.css';
import { AxisLabels } from './Scale.tsx';
import { monthMarks, placeOf } from './timeline.ts';

interface DateLineProps {
  /** Instants, milliseconds, with the mark's shape. */
  readonly events: readonly { readonly key: string; readonly at: number; readonly strong: boolean }[];
  readonly from: number;
  readonly to: number;
  readonly name: string;
}

/** Events on a line of dates. What each was stands in the list below it, so that no words collide. */
export function DateLine({ events, from, to, name }: DateLineProps) {
  const format = useFormat();
  const marks = monthMarks(from, to);
  return (
    <div className={css.plot} style={{ containerType: 'inline-size' }}>
      <svg className={css.lane} height="28" role="img" aria-label={name}>
        <line className={css.axis} x1="0" x2="100%" y1="14" y2="14" />
        {marks.map(({ at, x }) => (
          <line key={at} className={css.rule} x1={`${x}%`} x2={`${x}%`} y1="18" y2="28" />
        ))}
        {events.map(({ key, at, strong }) => (
          <circle key={key} className={strong ? css.dot : css.dotOpen} cx={`${placeOf(at, from, to)}%`} cy="14" r="6" />
        ))}
      </svg>
      <AxisLabels marks={marks.map(({ at, x, minor }) => ({ at: x, label: format.shortMonth(at), minor }))} />
    </div>
  );
}
