import type { ReactNode } from 'react';
import css from './health.module.css';

interface DotplotProps {
  /** Equally likely outcomes: days until it happens; null: later or never. */
  readonly outcomes: readonly (number | null)[];
  /** Days that the axis covers. */
  readonly days: number;
  /** Words at days of the axis. */
  readonly marks: readonly { readonly days: number; readonly label: ReactNode }[];
  /** The middle outcome, labelled; null: it is later or never. */
  readonly median: { readonly days: number; readonly label: ReactNode } | null;
  /** Over the fenced bin. */
  readonly never: ReactNode;
  /** What it shows, in a sentence. */
  readonly name: string;
}

const columns = 18;
const dot = 11;
const plotHeight = 76;
const neverColumns = 5;

/** A forecast as outcomes to count: each dot is as likely as the others. */
export function Dotplot({ outcomes, days, marks, median, never, name }: DotplotProps) {
  const stacks = stacksOf(outcomes, days);
  const tallest = Math.max(1, ...stacks);
  const step = Math.min(dot, (plotHeight - 4) / tallest);
  const radius = Math.min(4.6, step / 2 - 0.3);
  const none = outcomes.filter((outcome) => outcome === null || outcome > days).length;
  return (
    <div className={css.dotplot} role="img" aria-label={name}>
      <div className={css.dotPlace}>
        {median !== null && (
          <p
            className={css.medianLabel}
            style={{ left: `${(median.days / days) * 100}%` }}
            data-end={median.days / days > 0.6 || undefined}
          >
            {median.label}
          </p>
        )}
        <svg className={css.lane} height={plotHeight} aria-hidden="true">
          {stacks.flatMap((count, column) =>
            Array.from({ length: count }, (_, row) => (
              <circle
                // biome-ignore lint/suspicious/noArrayIndexKey: places of a grid
                key={`${column}.${row}`}
                className={css.outcome}
                cx={`${((column + 0.5) / columns) * 100}%`}
                cy={plotHeight - 2 - step / 2 - row * step}
                r={radius}
              />
            )),
          )}
          {median !== null && (
            <line
              className={css.median}
              x1={`${(median.days / days) * 100}%`}
              x2={`${(median.days / days) * 100}%`}
              y1="0"
              y2={plotHeight}
            />
          )}
          <line className={css.axis} x1="0" x2="100%" y1={plotHeight - 1} y2={plotHeight - 1} />
          <line className={css.today} x1="0" x2="0" y1="12" y2={plotHeight} />
        </svg>
        <div className={css.axisLabels} aria-hidden="true">
          {marks.map((mark) => (
            <span key={mark.days} style={{ left: `${(mark.days / days) * 100}%` }} data-end={endOf(mark.days / days)}>
              {mark.label}
            </span>
          ))}
        </div>
      </div>
      <div className={css.fence}>
        <p>{never}</p>
        <svg width="60" height="48" aria-hidden="true">
          {Array.from({ length: none }, (_, index) => (
            <circle
              // biome-ignore lint/suspicious/noArrayIndexKey: places of a grid
              key={index}
              className={css.outcomeNever}
              cx={6 + (index % neverColumns) * 12}
              cy={42 - Math.floor(index / neverColumns) * 12}
              r="4.6"
            />
          ))}
        </svg>
      </div>
    </div>
  );
}

/** How many outcomes fall into each column of the axis. */
export function stacksOf(outcomes: readonly (number | null)[], days: number): number[] {
  const stacks = Array.from({ length: columns }, () => 0);
  for (const outcome of outcomes) {
    if (outcome === null || outcome > days) continue;
    const column = Math.min(columns - 1, Math.floor((outcome / days) * columns));
    stacks[column] = (stacks[column] ?? 0) + 1;
  }
  return stacks;
}

/** Words at an end of the axis stay within it. */
function endOf(share: number): 'start' | 'end' | undefined {
  if (share < 0.06) return 'start';
  return share > 0.94 ? 'end' : undefined;
}
