import { scaleLinear } from 'd3-scale';
import css from './rows.module.css';

interface ColumnsProps {
  readonly columns: readonly { readonly key: string; readonly label: string; readonly value: number; readonly text: string }[];
  readonly name: string;
}

const heightPx = 180;

/** Upright bars from zero, one a month, each with its number above. */
export function Columns({ columns, name }: ColumnsProps) {
  const y = scaleLinear([0, Math.max(...columns.map(({ value }) => value), 1)], [0, heightPx]);
  const step = 100 / Math.max(1, columns.length);
  return (
    <div>
      <div className={css.columns} data-strong="" aria-hidden="true">
        {columns.map(({ key, text }) => (
          <span key={key}>{text}</span>
        ))}
      </div>
      <svg className={css.lane} height={heightPx} role="img" aria-label={name}>
        {columns.map(({ key, value }, index) => (
          <rect
            key={key}
            className={css.bar}
            x={`${(index + 0.15) * step}%`}
            width={`${step * 0.7}%`}
            y={heightPx - y(Math.max(0, value))}
            height={y(Math.max(0, value))}
          />
        ))}
        <line className={css.axis} x1="0" x2="100%" y1={heightPx - 0.5} y2={heightPx - 0.5} />
      </svg>
      <div className={css.columns} aria-hidden="true">
        {columns.map(({ key, label }) => (
          <span key={key}>{label}</span>
        ))}
      </div>
    </div>
  );
}
