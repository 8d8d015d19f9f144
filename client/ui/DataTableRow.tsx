// biome-ignore-all lint/a11y/useSemanticElements: rows are placed freely, which takes the meaning from the elements of tables
// biome-ignore-all lint/a11y/useFocusableInteractive: links, buttons and boxes in the cells take the focus
import { type MouseEvent, memo, type ReactNode } from 'react';
import css from './data-table.module.css';
import { Link } from './Link.tsx';
import type { Place } from './navigation.ts';
import { tableWords } from './words.table.ts';
import { useWords } from './words.ts';

/** A column of a table; the first one names the row. */
export interface TableColumn<Row> {
  readonly key: string;
  readonly title: string;
  /** More about it, shown at rest. */
  readonly hint?: string;
  /** Least width, pixels. */
  readonly width: number;
  readonly align?: 'left' | 'right';
  readonly canSort?: boolean;
  readonly cell: (row: Row) => ReactNode;
}

interface RowProps<Row> {
  readonly index: number;
  /** Pixels from the first row. */
  readonly top: number;
  /** null: on its way. */
  readonly row: Row | null;
  readonly columns: readonly TableColumn<Row>[];
  readonly nameOf: (row: Row) => string;
  /** Where the row's name leads. */
  readonly placeOf: (row: Row) => Place;
  /** null: columns. */
  readonly card: ((row: Row) => ReactNode) | null;
  readonly isActive: boolean;
  readonly isChosen: boolean;
  readonly onToggle: (index: number, isRange: boolean) => void;
  /** A click on the row, beside its name. */
  readonly onOpen: (index: number) => void;
  /** The name's link is followed. */
  readonly onLeave: (index: number) => void;
  readonly onActive: (index: number) => void;
}

/** A row; drawn again only when something of its own changed. */
export const DataTableRow = memo(PlainRow) as typeof PlainRow;

function PlainRow<Row>({ index, top, row, columns, card, nameOf, placeOf, ...rest }: RowProps<Row>) {
  const { isActive, isChosen, onToggle, onOpen, onLeave, onActive } = rest;
  const opener = { index, isActive, onLeave };
  const words = useWords(tableWords);
  const onClick = (event: MouseEvent) => {
    if (event.target instanceof Element && event.target.closest('a, button, input, label') !== null) return;
    if (event.shiftKey) onToggle(index, true);
    else onOpen(index);
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the link in it and the table's keys do the same
    <div
      role="row"
      aria-rowindex={index + 2}
      data-row={index}
      tabIndex={-1}
      data-chosen={isChosen}
      className={css.row}
      style={{ transform: `translateY(${top}px)` }}
      onClick={onClick}
      onFocus={() => onActive(index)}
    >
      <span role="cell" className={css.pick}>
        {row !== null && (
          <label>
            <input
              type="checkbox"
              checked={isChosen}
              tabIndex={isActive ? 0 : -1}
              aria-label={words('choose', { name: nameOf(row) })}
              onChange={(event) => onToggle(index, (event.nativeEvent as globalThis.MouseEvent).shiftKey === true)}
            />
          </label>
        )}
      </span>
      {row === null ? (
        <Waiting count={card === null ? columns.length : 1} />
      ) : card === null ? (
        columns.map((column, at) => (
          <span
            key={column.key}
            role={at === 0 ? 'rowheader' : 'cell'}
            className={at === 0 ? css.name : css.cell}
            data-align={column.align ?? 'left'}
          >
            {at === 0 ? (
              <Opener {...opener} place={placeOf(row)}>
                {column.cell(row)}
              </Opener>
            ) : (
              column.cell(row)
            )}
          </span>
        ))
      ) : (
        <span role="rowheader" className={css.card}>
          <Opener {...opener} place={placeOf(row)}>
            {card(row)}
          </Opener>
        </span>
      )}
    </div>
  );
}

interface OpenerProps {
  readonly index: number;
  readonly place: Place;
  readonly isActive: boolean;
  readonly onLeave: (index: number) => void;
  readonly children: ReactNode;
}

function Opener({ index, place, isActive, onLeave, children }: OpenerProps) {
  return (
    <Link to={place} className={css.open} tabIndex={isActive ? 0 : -1} onClick={() => onLeave(index)}>
      {children}
    </Link>
  );
}

function Waiting({ count }: { readonly count: number }) {
  return Array.from({ length: count }, (_, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: boxes that stand in for cells have no other identity
    <span key={at} role="cell" className={css.cell}>
      <span className={css.waiting} />
    </span>
  ));
}
