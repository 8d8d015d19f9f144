import { DataRows } from '../ui/Figure.tsx';
import { useFormat } from '../ui/format.ts';
import { type FragmentType, getFragmentData, graphql } from '../ui/graphql.ts';
import { useWords } from '../ui/words.ts';
import css from './data.module.css';
import { dataWords } from './words.ts';

export const PastImports_job = graphql(`
  fragment PastImports_job on ImportJob {
    id
    table
    format
    recognised {
      title
    }
    fileName
    uploadedAt
    uploadedBy
    finishedAt
    state
    counts {
      inserted
      updated
      unchanged
      anonymous
      rejected
      createdCustomers
    }
  }
`);

/** Files that came in before, or were discarded. */
export function PastImports({ jobs }: { readonly jobs: readonly FragmentType<typeof PastImports_job>[] }) {
  const words = useWords(dataWords);
  const format = useFormat();
  const past = getFragmentData(PastImports_job, jobs);
  return (
    <div className={`${css.past} ${css.texts}`}>
      <h2>{words('pastTitle')}</h2>
      {past.length === 0 ? (
        <p className={css.hint}>{words('pastNone')}</p>
      ) : (
        <DataRows
          label={words('pastTitle')}
          columns={[words('file'), words('source'), words('finished'), words('by'), words('result')]}
          rows={past.map(({ fileName, table, format: read, recognised, finishedAt, uploadedAt, uploadedBy, state, counts }) => [
            fileName,
            (read === null ? null : recognised?.title) ?? words(table),
            format.time(finishedAt ?? uploadedAt),
            uploadedBy,
            state !== 'DONE' || counts === null
              ? words('noResult')
              : words('resultLine', {
                  inserted: counts.inserted,
                  updated: counts.updated,
                  unchanged: counts.unchanged,
                  rejected: counts.rejected,
                }),
          ])}
        />
      )}
    </div>
  );
}
