import { type ReactNode, useContext, useId, useState } from 'react';
import css from './kit.module.css';
import { PaperContext } from './paper.ts';
import { common } from './words.common.ts';
import { useWords } from './words.ts';

/** The numbers of a figure as a table: the same rows that it draws. */
export interface FigureTable {
  readonly columns: readonly string[];
  /** Cells by row; the first one names the row. */
  readonly rows: readonly (readonly ReactNode[])[];
  /** The marks have all their numbers beside them: on paper the table would say them twice. */
  readonly isSaid?: boolean;
}

interface FigureProps {
  /** A sentence with the answer. */
  readonly title: ReactNode;
  /** What the figure is about, for its name; absent: the title, which must then be plain text. */
  readonly name?: string;
  /** Period, n, as of. */
  readonly caption?: ReactNode;
  /** Trend and extremes in one or two sentences, for those who do not see the marks. */
  readonly description?: string;
  readonly table?: FigureTable;
  readonly children: ReactNode;
  /** Beside the title: a button or a link. */
  readonly action?: ReactNode;
  readonly className?: string | undefined;
}

/** A card with a figure: a sentence as its title, the marks, the caption, and the same numbers as a table. */
export function Figure({ title, name, caption, description, table, children, action, className }: FigureProps) {
  const words = useWords(common);
  const [asTable, setAsTable] = useState(false);
  const isPaper = useContext(PaperContext);
  const id = useId();
  const label = name ?? (typeof title === 'string' ? title : '');
  return (
    <figure className={`${css.card} ${css.figure} ${className ?? ''}`} aria-labelledby={`${id}-title`}>
      <div className={css.cardHead}>
        <h3 id={`${id}-title`} className={css.cardTitle}>
          {title}
        </h3>
        {action}
        {table !== undefined && !isPaper && (
          <button
            type="button"
            className={css.quietButton}
            aria-pressed={asTable}
            aria-label={words(asTable ? 'chartOf' : 'tableOf', { title: label })}
            onClick={() => setAsTable(!asTable)}
          >
            {words(asTable ? 'chart' : 'table')}
          </button>
        )}
      </div>
      {description !== undefined && <p className="ecx-hidden">{description}</p>}
      {asTable && table !== undefined ? <DataRows label={label} columns={table.columns} rows={table.rows} /> : children}
      {isPaper && table !== undefined && table.isSaid !== true && (
        <DataRows label={label} columns={table.columns} rows={table.rows} />
      )}
      {caption !== undefined && <figcaption className={css.caption}>{caption}</figcaption>}
    </figure>
  );
}

/** A plain table of a figure's numbers. It scrolls sideways by itself where it must. */
export function DataRows({ label, columns, rows }: Pick<FigureTable, 'columns' | 'rows'> & { readonly label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={css.tableScroll} aria-label={label} tabIndex={0}>
      <table className={css.table}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([head, ...cells], row) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of a figure have no other identity and never move
            <tr key={row}>
              <th scope="row">{head}</th>
              {cells.map((cell, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: as above
                <td key={column}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface CardProps {
  readonly title?: ReactNode;
  readonly action?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string | undefined;
}

/** A card without a drawing. */
export function Card({ title, action, children, className }: CardProps) {
  return (
    <section className={`${css.card} ${className ?? ''}`}>
      {title !== undefined && (
        <div className={css.cardHead}>
          <h3 className={css.cardTitle}>{title}</h3>
          {action}
        </div>
      )}
      {children}
    </section>
  );
}
