import { isTime, numberOf, numericColumns, type Table } from './rows.ts';

/** Bars and points beyond this cannot be told apart. */
const mostMarks = 60;
const size = { width: 720, height: 320, left: 64, right: 16, top: 16, bottom: 72 } as const;

/** One numeric column by the first column that names the rows: bars, or a line where those are days. */
export function Chart({ table, column }: { readonly table: Table; readonly column: number }) {
  const numbers = numericColumns(table);
  const named = table.columns.findIndex((_, index) => !numbers.includes(index));
  const rows = table.rows.slice(0, mostMarks);
  const marks = rows.map((row, index) => ({
    label: named === -1 ? String(index + 1) : String(row[named] ?? '–'),
    value: numberOf(row[column] ?? null),
  }));
  const values = marks.flatMap(({ value }) => (value === null ? [] : [value]));
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const span = high - low || 1;
  const y = (value: number) => size.top + ((high - value) / span) * (size.height - size.top - size.bottom);
  const step = (size.width - size.left - size.right) / Math.max(1, marks.length);
  const x = (index: number) => size.left + step * (index + 0.5);
  const isLine = named !== -1 && isTime(table, named);
  const every = Math.ceil(marks.length / 20);
  const name = table.columns[column] ?? '';
  return (
    <figure className="chart">
      {table.rows.length > mostMarks && <figcaption>{`The first ${mostMarks} of ${table.rows.length} rows`}</figcaption>}
      <svg
        viewBox={`0 0 ${size.width} ${size.height}`}
        role="img"
        aria-label={`${isLine ? 'Line' : 'Bars'} of ${name}; the table has the same numbers`}
      >
        {[low, (low + high) / 2, high].map((value) => (
          <g key={value}>
            <line className="grid" x1={size.left} x2={size.width - size.right} y1={y(value)} y2={y(value)} />
            <text x={size.left - 8} y={y(value) + 4} textAnchor="end">
              {value.toLocaleString(undefined, { maximumFractionDigits: 2 })}
            </text>
          </g>
        ))}
        {isLine && <path className="line" d={lineOf(marks, x, y)} />}
        {marks.map(({ label, value }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity of their own
          <g key={index}>
            {value === null ? null : isLine ? (
              <circle className="point" cx={x(index)} cy={y(value)} r={3}>
                <title>{`${label}: ${value}`}</title>
              </circle>
            ) : (
              <rect
                className="mark"
                x={x(index) - step * 0.38}
                width={step * 0.76}
                y={Math.min(y(0), y(value))}
                height={Math.abs(y(value) - y(0))}
              >
                <title>{`${label}: ${value}`}</title>
              </rect>
            )}
            {index % every === 0 && (
              <text
                className="label"
                textAnchor="end"
                transform={`translate(${x(index)} ${size.height - size.bottom + 14}) rotate(-35)`}
              >
                {label.length > 14 ? `${label.slice(0, 13)}…` : label}
              </text>
            )}
          </g>
        ))}
      </svg>
    </figure>
  );
}

/** A gap where a value is not known. */
function lineOf(
  marks: readonly { readonly value: number | null }[],
  x: (index: number) => number,
  y: (value: number) => number,
): string {
  return marks
    .map(({ value }, index) =>
      value === null ? '' : `${index === 0 || marks[index - 1]?.value === null ? 'M' : 'L'}${x(index)},${y(value)}`,
    )
    .join('');
}
