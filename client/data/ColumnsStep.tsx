import { useMutation } from '@apollo/client/react';
import { type ReactNode, useState } from 'react';
import controls from '../ui/controls.module.css';
import { useFormat } from '../ui/format.ts';
import { type FragmentType, getFragmentData, graphql } from '../ui/graphql.ts';
import { Failure } from '../ui/Section.tsx';
import { useWords } from '../ui/words.ts';
import css from './data.module.css';
import {
  doubtfulColumns,
  type FileColumn,
  ignoredColumns,
  type Mapping,
  mappingInput,
  missingColumns,
  type OurColumn,
  startingMapping,
  withColumn,
} from './mapping.ts';
import { namesCustomers } from './tables.ts';
import { dataWords } from './words.ts';

export const ColumnsStep_job = graphql(`
  fragment ColumnsStep_job on ImportJob {
    id
    table
    columns {
      name
      samples
      guess
      sureness
    }
    canonicalColumns {
      name
      required
      meaning
    }
    mapping {
      canonical
      foreign
    }
    createCustomers
  }
`);

const checking = graphql(`
  mutation CheckImport($id: ID!, $mapping: [ImportMappingInput!], $createCustomers: Boolean) {
    checkImport(id: $id, mapping: $mapping, createCustomers: $createCustomers) {
      id
      ...ImportCard_job
    }
  }
`);

interface ColumnsStepProps {
  readonly job: FragmentType<typeof ColumnsStep_job>;
  readonly disabled: boolean;
  readonly onChecked: () => void;
  /** More buttons beside the one that goes on. */
  readonly children: ReactNode;
}

/** Which column of the file is read as which of ours: guessed, shown with first values, and changeable. */
export function ColumnsStep({ job: given, disabled, onChecked, children }: ColumnsStepProps) {
  const words = useWords(dataWords);
  const { id, table, columns, canonicalColumns, mapping: chosen, createCustomers } = getFragmentData(ColumnsStep_job, given);
  const [mapping, setMapping] = useState(() => startingMapping(columns, chosen));
  const [creates, setCreates] = useState(createCustomers);
  const [check, { loading, error }] = useMutation(checking, { errorPolicy: 'none' });
  const missing = missingColumns(canonicalColumns, mapping);
  const submit = async () => {
    const { data } = await check({ variables: { id, mapping: mappingInput(columns, mapping), createCustomers: creates } }).catch(
      () => ({ data: null }),
    );
    if (data?.checkImport !== undefined) onChecked();
  };
  return (
    <>
      <ColumnsVerdict columns={columns} mapping={mapping} missing={missing} />
      <table className={css.columns}>
        <thead>
          <tr>
            <th scope="col">{words('columnInFile')}</th>
            <th scope="col">{words('samples')}</th>
            <th scope="col">{words('readAs')}</th>
          </tr>
        </thead>
        <tbody>
          {columns.map((column) => (
            <ColumnRow
              key={column.name}
              column={column}
              ours={canonicalColumns}
              read={mapping.get(column.name) ?? null}
              onRead={(canonical) => setMapping((now) => withColumn(now, column.name, canonical))}
            />
          ))}
        </tbody>
      </table>
      {namesCustomers(table) && (
        <label className={controls.check}>
          <input type="checkbox" checked={creates} onChange={(event) => setCreates(event.currentTarget.checked)} />
          <span>{words('createCustomers')}</span>
        </label>
      )}
      {error !== undefined && <Failure error={error} retry={() => void submit()} />}
      <div className={controls.foot}>
        <button
          type="button"
          className={controls.primary}
          disabled={disabled || loading || missing.length > 0}
          onClick={() => void submit()}
        >
          {words('check')}
        </button>
        {children}
      </div>
    </>
  );
}

interface ColumnsVerdictProps {
  readonly columns: readonly FileColumn[];
  readonly mapping: Mapping;
  readonly missing: readonly string[];
}

/** What to look at before going on. */
function ColumnsVerdict({ columns, mapping, missing }: ColumnsVerdictProps) {
  const words = useWords(dataWords);
  const format = useFormat();
  const doubtful = doubtfulColumns(columns, mapping);
  const ignored = ignoredColumns(columns, mapping);
  const say = (key: 'columnsMissing' | 'columnsDoubtful' | 'columnsIgnored', names: readonly string[]) =>
    words(key, { count: names.length, names: format.list(names) });
  return (
    <div className={css.verdict} role="status">
      {missing.length > 0 && <p className={css.problem}>{say('columnsMissing', missing)}</p>}
      {doubtful.length > 0 && <p className={css.doubt}>{say('columnsDoubtful', doubtful)}</p>}
      {missing.length === 0 && doubtful.length === 0 && <p>{words('columnsSure')}</p>}
      {ignored.length > 0 && <p className={css.hint}>{say('columnsIgnored', ignored)}</p>}
    </div>
  );
}

interface ColumnRowProps {
  readonly column: FileColumn;
  readonly ours: readonly OurColumn[];
  /** Ours that it is read as; null: ignored. */
  readonly read: string | null;
  readonly onRead: (canonical: string | null) => void;
}

function ColumnRow({ column, ours, read, onRead }: ColumnRowProps) {
  const words = useWords(dataWords);
  const { name, samples, guess, sureness } = column;
  const mark = read === null ? null : read === guess && sureness !== null ? sureness : ('chosenByYou' as const);
  const meaning = ours.find((candidate) => candidate.name === read)?.meaning;
  return (
    <tr data-ignored={read === null}>
      <th scope="row">{name}</th>
      <td className={css.samples}>{samples.length === 0 ? words('noSamples') : samples.join(' · ')}</td>
      <td>
        <span className={css.readAs}>
          <select
            className={controls.input}
            aria-label={words('readAsOf', { column: name })}
            value={read ?? ''}
            onChange={(event) => onRead(event.currentTarget.value === '' ? null : event.currentTarget.value)}
          >
            <option value="">{words('ignore')}</option>
            {ours.map((candidate) => (
              <option key={candidate.name} value={candidate.name}>
                {candidate.required ? words('required', { name: candidate.name }) : candidate.name}
              </option>
            ))}
          </select>
          {mark !== null && (
            <span className={css.sureness} data-sureness={mark}>
              {words(mark)}
            </span>
          )}
        </span>
        {meaning !== undefined && <span className={css.meaning}>{meaning}</span>}
      </td>
    </tr>
  );
}
