import { scaleLinear } from 'd3-scale';
import css from './portfolio.module.css';
import { useRoving } from './use-roving.ts';

export interface HistogramBin {
  readonly key: string;
  /** null: withheld, because they are few. */
  readonly count: number | null;
  /** The count in little room. */
  readonly text: string;
  /** Bin and count in words. */
  readonly name: string;
  readonly isOn: boolean;
}

interface HistogramProps {
  readonly bins: readonly HistogramBin[];
  /** Words at the borders of the bins; places in percent of the width. */
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
  /** Upright lines; places in percent of the width. */
  readonly lines: readonly { readonly at: number; readonly label: string }[];
  /** What it shows, in a sentence. */
  readonly name: string;
  readonly onPress: (index: number, adds: boolean) => void;
}

const heightPx = 198;

/** Bars from zero over bins of the same width, each with its number. A bin is a button that filters. */
export function Histogram({ bins, ticks, lines, name, onPress }: HistogramProps) {
  const { onKeyDown, mark } = useRoving(bins.length);
  const y = scaleLinear([0, Math.max(1, ...bins.map(({ count }) => count ?? 0))], [0, heightPx]);
  return (
    <div className={css.histogram}>
      <fieldset className={css.bins} aria-label={name} onKeyDown={onKeyDown}>
        {bins.map(({ key, count, text, name: binName, isOn }, index) => (
          <button
            key={key}
            type="button"
            className={css.bin}
            aria-pressed={isOn}
            aria-label={binName}
            title={binName}
            onClick={(event) => onPress(index, event.shiftKey)}
            {...mark(index)}
          >
            <span className={css.binText} aria-hidden="true">
              {text}
            </span>
            <span
              className={css.binBar}
              data-withheld={count === null || undefined}
              style={{ height: count === null ? 4 : Math.max(count > 0 ? 2 : 0, y(count)) }}
            />
          </button>
        ))}
      </fieldset>
      {lines.map(({ at }) => (
        <span key={at} className={css.binLine} style={{ left: `${at}%` }} aria-hidden="true" />
      ))}
      <Places marks={ticks} />
      <Places marks={lines} strong />
    </div>
  );
}

function Places({ marks, strong }: { readonly marks: HistogramProps['ticks']; readonly strong?: boolean }) {
  return (
    <div className={css.places} data-strong={strong} aria-hidden="true">
      {marks.map(({ at, label }) => (
        <span key={at} style={{ left: `${at}%` }} data-end={at < 3 ? 'start' : at > 97 ? 'end' : undefined}>
          {label}
        </span>
      ))}
    </div>
  );
}
