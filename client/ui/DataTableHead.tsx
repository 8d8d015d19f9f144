// biome-ignore-all lint/a11y/useSemanticElements: rows are placed freely, which takes the meaning from the elements of tables
// biome-ignore-all lint/a11y/useFocusableInteractive: links, buttons and boxes in the cells take the focus
import type { TableColumn } from './DataTableRow.tsx';
import css from './data-table.module.css';
import { tableWords } from './words.table.ts';
import { useWords } from './words.ts';

/** What a table is ordered by. */
export interface Sorting {
  /** A column's key. */
  readonly by: string;
  readonly isDescending: boolean;
  readonly onSort: (key: string) => void;
}

/** The head of a column; a button where the list can be ordered by it. */
export function HeadCell<Row>({ column, sorting }: { readonly column: TableColumn<Row>; readonly sorting: Sorting }) {
  const words = useWords(tableWords);
  const isSorted = sorting.by === column.key;
  const order = sorting.isDescending ? 'descending' : 'ascending';
  return (
    <span
      role="columnheader"
      className={css.headCell}
      data-align={column.align ?? 'left'}
      aria-sort={column.canSort === true ? (isSorted ? order : 'none') : undefined}
      title={column.hint}
    >
      {column.canSort === true ? (
        <button type="button" className={css.sort} onClick={() => sorting.onSort(column.key)}>
          <span>{column.title}</span>
          <span aria-hidden="true" className={css.arrow}>
            {isSorted ? (sorting.isDescending ? '▼' : '▲') : '↕'}
          </span>
          <span className="ecx-hidden">{words('sortHint')}</span>
        </button>
      ) : (
        <span>{column.title}</span>
      )}
    </span>
  );
}
