import type { ReactNode } from 'react';
import { Level, levelShape } from '../Marks.tsx';
import css from './portfolio.module.css';
import { useRoving } from './use-roving.ts';

type LevelName = keyof typeof levelShape;

export interface StackedPart {
  readonly level: LevelName;
  /** null: withheld, because they are few. */
  readonly customers: number | null;
  /** The count, or what stands for it. */
  readonly text: string;
  /** Level, count and row in words. */
  readonly name: string;
  readonly isOn: boolean;
}

export interface StackedRow {
  readonly key: string;
  readonly label: ReactNode;
  readonly parts: readonly StackedPart[];
  /** Stands in place of the bar. */
  readonly instead?: ReactNode;
}

interface StackedLevelsProps {
  readonly rows: readonly StackedRow[];
  /** What it shows, in a sentence. */
  readonly name: string;
  /** A line about each level below the bars: small parts have no room for their number. */
  readonly sums: readonly { readonly level: LevelName; readonly text: string; readonly note: string | null }[];
  readonly onPress: (level: LevelName, adds: boolean) => void;
}

/** Room that a withheld count takes: it is 1 to 4. */
const withheld = 2;

/** Bars of 100 %, one below the other: how many customers each level has. A part is a button that filters. */
export function StackedLevels({ rows, name, sums, onPress }: StackedLevelsProps) {
  const shown = rows.map((row) => ({ ...row, parts: row.parts.filter(({ customers }) => customers !== 0) }));
  const { onKeyDown, mark } = useRoving(shown.reduce((sum, { parts }) => sum + parts.length, 0));
  let index = 0;
  return (
    <>
      <fieldset
        className={css.stacks}
        data-picked={rows.some(({ parts }) => parts.some(({ isOn }) => isOn)) || undefined}
        aria-label={name}
        onKeyDown={onKeyDown}
      >
        {shown.map(({ key, label, parts, instead }) => (
          <div key={key} className={css.stackRow}>
            <span className={css.stackLabel}>{label}</span>
            {instead ?? (
              <div className={css.stack}>
                {parts.map((part) => (
                  <button
                    key={part.level}
                    type="button"
                    className={css.part}
                    data-level={part.level}
                    style={{ flexGrow: part.customers ?? withheld }}
                    aria-pressed={part.isOn}
                    aria-label={part.name}
                    title={part.name}
                    onClick={(event) => onPress(part.level, event.shiftKey)}
                    {...mark(index++)}
                  >
                    <span className={css.partText} aria-hidden="true">
                      {levelShape[part.level]} {part.text}
                    </span>
                  </button>
                ))}
              </div>
            )}
          </div>
        ))}
      </fieldset>
      <ul className={css.levelCounts}>
        {sums.map(({ level, text, note }) => (
          <li key={level}>
            <Level level={level === 'NONE' ? null : level} />
            <strong>{text}</strong>
            {note !== null && <span>{note}</span>}
          </li>
        ))}
      </ul>
    </>
  );
}
