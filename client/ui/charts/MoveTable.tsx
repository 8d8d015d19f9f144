import { type HealthLevelName, Level, levelShape } from '../Marks.tsx';
import { common } from '../words.common.ts';
import { useWords } from '../words.ts';
import css from './portfolio.module.css';

const levels = ['POOR', 'FAIR', 'GOOD', 'EXCELLENT'] as const;

interface MoveTableProps {
  /** The count of a pair of levels as it is written; null: nobody. */
  readonly text: (from: HealthLevelName, to: HealthLevelName) => string | null;
  readonly caption: string;
  /** Heads of the rows and of the columns: "then", "now". */
  readonly from: string;
  readonly to: string;
}

/** From which level to which: who stayed stands on the diagonal, who rose above it, who fell below. */
export function MoveTable({ text, caption, from, to }: MoveTableProps) {
  const words = useWords(common);
  return (
    <table className={css.moves}>
      <caption className="ecx-hidden">{caption}</caption>
      <thead>
        <tr>
          <th scope="col" className={css.corner}>
            {from} ↓ {to} →
          </th>
          {levels.map((level) => (
            <th key={level} scope="col">
              <span aria-hidden="true">{levelShape[level]}</span> {words(level)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {levels.map((row, down) => (
          <tr key={row}>
            <th scope="row">
              <Level level={row} />
            </th>
            {levels.map((column, across) => {
              const count = text(row, column);
              const move = down === across ? 'stay' : across > down ? 'up' : 'down';
              return (
                <td key={column} data-move={count === null ? undefined : move}>
                  {count ?? '0'}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
