import { scaleLog } from 'd3-scale';
import css from './rows.module.css';

interface SeasonsProps {
  /** Twelve of them, January first; `index` is the own share against the venue's. */
  readonly months: readonly {
    readonly month: number;
    readonly label: string;
    readonly index: number;
    readonly strong: boolean;
  }[];
  readonly labels: { readonly twice: string; readonly same: string; readonly half: string };
  readonly name: string;
}

const heightPx = 200;
/** Beyond four times as often, and a quarter, the dot stays at the edge. */
const y = scaleLog([0.25, 4], [heightPx - 10, 10]).clamp(true);

/** A dot a month on a scale of ratios: above the line more than the venue's guests, below it less. */
export function Seasons({ months, labels, name }: SeasonsProps) {
  const step = 100 / 12;
  return (
    <div>
      <div className={`${css.plot} ${css.withSide}`}>
        <div className={css.sideLabels} aria-hidden="true">
          <span style={{ top: y(2) }}>{labels.twice}</span>
          <span style={{ top: y(1) }}>{labels.same}</span>
          <span style={{ top: y(0.5) }}>{labels.half}</span>
        </div>
        <svg className={css.lane} height={heightPx} role="img" aria-label={name}>
          <line className={css.rule} x1="0" x2="100%" y1={y(2)} y2={y(2)} />
          <line className={css.axis} x1="0" x2="100%" y1={y(1)} y2={y(1)} />
          <line className={css.rule} x1="0" x2="100%" y1={y(0.5)} y2={y(0.5)} />
          {months.map(({ month, index, strong }) => {
            const x = `${(month - 0.5) * step}%`;
            return (
              <g key={month}>
                <line className={css.span} x1={x} x2={x} y1={y(1)} y2={y(Math.max(0.01, index))} />
                <circle className={strong ? css.dot : css.dotOpen} cx={x} cy={y(Math.max(0.01, index))} r="6" />
              </g>
            );
          })}
        </svg>
      </div>
      <div className={`${css.columns} ${css.withSide}`} aria-hidden="true">
        {months.map(({ month, label }) => (
          <span key={month}>{label}</span>
        ))}
      </div>
    </div>
  );
}
