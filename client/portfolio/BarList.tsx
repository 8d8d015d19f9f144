import { scaleLinear } from 'd3-scale';
import type { ReactNode } from 'react';
import { useRoving } from '../ui/charts/use-roving.ts';
import css from './page.module.css';

export interface ListedBar {
  readonly key: string;
  readonly label: ReactNode;
  /** Length of the bar; null: withheld. */
  readonly value: number | null;
  readonly text: string;
  readonly note?: string;
  /** All of it in words. */
  readonly name: string;
  readonly isOn: boolean;
}

interface BarListProps {
  readonly bars: readonly ListedBar[];
  readonly name: string;
  /** Absent: the bars filter nothing. */
  readonly onPress?: (key: string, adds: boolean) => void;
}

/** Horizontal bars from zero that filter, each with its number. */
export function BarList({ bars, name, onPress }: BarListProps) {
  const { onKeyDown, mark } = useRoving(bars.length);
  const x = scaleLinear([0, Math.max(1, ...bars.map(({ value }) => value ?? 0))], [0, 100]);
  return (
    <fieldset className={css.bars} aria-label={name} onKeyDown={onKeyDown}>
      {bars.map((bar, index) => (
        <button
          key={bar.key}
          type="button"
          className={css.bar}
          aria-pressed={bar.isOn}
          aria-label={bar.name}
          disabled={onPress === undefined}
          onClick={(event) => onPress?.(bar.key, event.shiftKey)}
          {...mark(index)}
        >
          <span>
            <span className={css.barLabel}>{bar.label}</span>{' '}
            {bar.note !== undefined && <span className={css.barNote}>{bar.note}</span>}
          </span>
          <span className={css.barText}>{bar.text}</span>
          <span className={css.barTrack}>
            <span
              data-withheld={bar.value === null || undefined}
              style={{ width: `${bar.value === null ? 2 : x(bar.value)}%` }}
            />
          </span>
        </button>
      ))}
    </fieldset>
  );
}
