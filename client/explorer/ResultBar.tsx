import { useGraphiQL } from '@graphiql/react';
import { useEffect, useRef, useState } from 'react';
import { addressOf } from './address.ts';
import { Chart } from './Chart.tsx';
import { type Cost, readCost } from './kept.ts';
import { csvOf, numericColumns, type Table, tableOf } from './rows.ts';
import { type Language, languages, type Operation, snippetOf } from './snippets.ts';

/** Quiet time after the last key before the price is asked, milliseconds. */
const pauseMs = 400;

/** What the open tab holds. */
export function useOperation(): Operation & { readonly name: string | null; readonly response: string | null } {
  const tab = useGraphiQL((state) => state.tabs[state.activeTabIndex]);
  return {
    query: tab?.query ?? '',
    variables: tab?.variables ?? '',
    name: tab?.operationName ?? null,
    response: tab?.response ?? null,
  };
}

function useCost({ query, variables }: Operation, name: string | null, isOn: boolean): Cost | null {
  const [cost, setCost] = useState<Cost | null>(null);
  useEffect(() => {
    if (!isOn || query.trim() === '') return setCost(null);
    let isStale = false;
    const timer = setTimeout(() => {
      readCost({ query, variables }, name).then(
        (found) => isStale || setCost(found),
        () => isStale || setCost(null),
      );
    }, pauseMs);
    return () => {
      isStale = true;
      clearTimeout(timer);
    };
  }, [query, variables, name, isOn]);
  return cost;
}

/** Below the answer: what the question costs, and what can be made of the answer. Keeps the question in the address. */
export function ResultBar({ canPrice }: { readonly canPrice: boolean }) {
  const { name, response, query, variables } = useOperation();
  const cost = useCost({ query, variables }, name, canPrice);
  const dialog = useRef<HTMLDialogElement>(null);
  const [table, setTable] = useState<Table | null>(null);
  const [told, setTold] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => history.replaceState(null, '', addressOf({ query, variables }) || location.pathname), pauseMs);
    return () => clearTimeout(timer);
  }, [query, variables]);
  const copy = async (language: Language) => {
    try {
      await navigator.clipboard.writeText(snippetOf(language, { query, variables }, location.origin));
      setTold(`Copied as ${language}; the key comes from the variable ECX_KEY`);
    } catch {
      setTold('The browser did not let the page copy');
    }
  };
  const found = tableOf(response);
  return (
    <section className="result-bar" aria-label="The question and its answer">
      {canPrice && <CostText cost={cost} />}
      <button
        type="button"
        disabled={found === null}
        onClick={() => {
          setTable(found);
          dialog.current?.showModal();
        }}
      >
        Table and chart
      </button>
      <button type="button" disabled={found === null} onClick={() => found !== null && download(csvOf(found))}>
        CSV
      </button>
      <label>
        <span>Copy as</span>
        <select value="" onChange={(event) => void copy(event.target.value as Language)}>
          <option value="" disabled>
            …
          </option>
          {languages.map((language) => (
            <option key={language}>{language}</option>
          ))}
        </select>
      </label>
      <span role="status" className="told">
        {told}
      </span>
      <dialog ref={dialog} className="result-view" aria-label="The answer as table and chart">
        {table !== null && <ResultView table={table} close={() => dialog.current?.close()} />}
      </dialog>
    </section>
  );
}

function CostText({ cost }: { readonly cost: Cost | null }) {
  if (cost === null) return <span className="cost">–</span>;
  const { requested, limit, isAllowed, parts, problem } = cost;
  const text = requested === null ? 'No price' : `${requested.toLocaleString()} of ${limit.toLocaleString()} points`;
  const why =
    problem ?? parts.map(({ path, points, times }) => `${path}: ${points}${times > 1 ? ` (${times} times)` : ''}`).join('\n');
  return (
    <span className="cost" data-allowed={isAllowed} title={why}>
      {text}
      {requested !== null && !isAllowed ? ': too many' : ''}
    </span>
  );
}

function download(text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = Object.assign(document.createElement('a'), { href: url, download: 'answer.csv' });
  link.click();
  URL.revokeObjectURL(url);
}

/** Rows that are drawn; a file has all of them. */
const mostRows = 500;

function ResultView({ table, close }: { readonly table: Table; readonly close: () => void }) {
  const numbers = numericColumns(table);
  const [wanted, setWanted] = useState<number | null>(null);
  const column = wanted !== null && numbers.includes(wanted) ? wanted : numbers[0];
  return (
    <>
      <header>
        <h2>{table.path === '' ? 'The answer' : table.path}</h2>
        <span>{table.rows.length === 1 ? '1 row' : `${table.rows.length} rows`}</span>
        <button type="button" onClick={close}>
          Close
        </button>
      </header>
      {column !== undefined && table.rows.length > 1 && (
        <>
          <label>
            <span>Chart of</span>
            <select value={column} onChange={(event) => setWanted(Number(event.target.value))}>
              {numbers.map((index) => (
                <option key={index} value={index}>
                  {table.columns[index]}
                </option>
              ))}
            </select>
          </label>
          <Chart table={table} column={column} />
        </>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so it must be reachable by keyboard */}
      <section className="scrolls" tabIndex={0} aria-label="Table">
        <table>
          <thead>
            <tr>
              {table.columns.map((name, at) => (
                <th key={name} scope="col" data-number={numbers.includes(at)}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.slice(0, mostRows).map((row, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity of their own
              <tr key={index}>
                {table.columns.map((name, at) => (
                  <td key={name} data-number={numbers.includes(at)}>
                    {row[at] === null || row[at] === undefined ? '–' : String(row[at])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {table.rows.length > mostRows && <p>The first {mostRows} rows are shown; the CSV file has all of them.</p>}
    </>
  );
}
