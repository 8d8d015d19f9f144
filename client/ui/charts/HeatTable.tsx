import { amountStep } from './amount-step.ts';
import css from './rows.module.css';

interface HeatTableProps {
  /** What is counted, in a sentence. */
  readonly name: string;
  readonly columns: readonly { readonly key: string; readonly label: string; readonly full: string; readonly proven: boolean }[];
  readonly rows: readonly {
    readonly key: string;
    readonly label: string;
    readonly full: string;
    readonly proven: boolean;
    readonly counts: readonly number[];
  }[];
}

/** Counts by two things at once: the number in each cell, its shade beside it, a frame where a habit is proven. */
export function HeatTable({ name, columns, rows }: HeatTableProps) {
  const most = Math.max(0, ...rows.flatMap(({ counts }) => counts));
  return (
    <table className={css.heat} aria-label={name}>
      <thead>
        <tr>
          <td aria-hidden="true" style={{ background: 'none' }} />
          {columns.map(({ key, label, full, proven }) => (
            <th key={key} scope="col" title={full} data-proven={proven ? '' : undefined}>
              <span aria-hidden="true">{label}</span>
              <span className="ecx-hidden">{full}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, label, full, proven, counts }) => (
          <tr key={key}>
            <th scope="row" title={full} data-proven={proven ? '' : undefined}>
              <span aria-hidden="true">{label}</span>
              <span className="ecx-hidden">{full}</span>
            </th>
            {columns.map((column, index) => {
              const count = counts[index] ?? 0;
              const isProven = count > 0 && (proven || column.proven);
              return (
                <td key={column.key} data-amount={amountStep(count, most)} data-proven={isProven ? '' : undefined}>
                  {count}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
