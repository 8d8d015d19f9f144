import { useMutation } from '@apollo/client/react';
import type { ExportRow_ExportFragment } from '../generated/graphql.ts';
import controls from '../ui/controls.module.css';
import { useFormat } from '../ui/format.ts';
import { type FragmentType, getFragmentData, graphql } from '../ui/graphql.ts';
import { Icon } from '../ui/Icon.tsx';
import { Failure } from '../ui/Section.tsx';
import { toast } from '../ui/toasts.ts';
import { useWords } from '../ui/words.ts';
import css from './data.module.css';
import { sizeOf } from './export-form.ts';
import own from './exports.module.css';
import { exportWords } from './words.exports.ts';

export const ExportRow_export = graphql(`
  fragment ExportRow_export on BulkExport {
    id
    state
    format
    requestedAt
    requestedBy
    startedAt
    rows
    total
    progress
    bytes
    sha256
    expiresAt
    downloadPath
    problem
  }
`);

const cancelling = graphql(`
  mutation CancelExport($id: ID!) {
    cancelBulkExport(id: $id) {
      id
      ...ExportRow_export
    }
  }
`);

/** One export that is on its way or whose file is kept. */
export function ExportRow({ export: given }: { readonly export: FragmentType<typeof ExportRow_export> }) {
  const words = useWords(exportWords);
  const format = useFormat();
  const { id, state, requestedAt, requestedBy, ...rest } = getFragmentData(ExportRow_export, given);
  const time = format.time(requestedAt);
  const isDone = state === 'DONE';
  const [cancel, { loading, error }] = useMutation(cancelling, {
    variables: { id },
    errorPolicy: 'none',
    refetchQueries: ['ExportList'],
    onCompleted: () => toast(words(isDone ? 'forgotten' : 'cancelled')),
  });
  return (
    <li className={css.job}>
      <div className={css.jobHead}>
        <div className={css.jobName}>
          <h3>{words('name', { format: words(rest.format), time })}</h3>
          <p className={css.hint}>{words('asked', { ago: format.ago(requestedAt), who: requestedBy })}</p>
        </div>
        <span className={css.state} data-state={state}>
          {words(state)}
        </span>
      </div>
      <div className={own.body}>
        {isDone ? <Kept job={rest} /> : <Under job={rest} time={time} />}
        {error !== undefined && <Failure error={error} retry={() => void cancel()} />}
        <div className={controls.foot}>
          {rest.downloadPath !== null && (
            <a className={controls.plain} href={rest.downloadPath} download aria-label={words('downloadOf', { time })}>
              <Icon name="download" /> {words('download')}
            </a>
          )}
          <button
            type="button"
            className={controls.quiet}
            aria-label={words(isDone ? 'forgetOf' : 'cancelOf', { time })}
            disabled={loading}
            onClick={() => void cancel()}
          >
            {words(isDone ? 'forget' : 'cancel')}
          </button>
        </div>
      </div>
    </li>
  );
}

type Job = Omit<ExportRow_ExportFragment, 'id' | 'state' | 'requestedAt' | 'requestedBy'>;

/** How far it is. */
function Under({ job, time }: { readonly job: Job; readonly time: string }) {
  const words = useWords(exportWords);
  const format = useFormat();
  const { rows, total, progress, startedAt } = job;
  return (
    <>
      <progress aria-label={words('progress', { time })} value={startedAt === null ? undefined : progress} />
      {startedAt !== null && (
        <p className={css.hint}>
          {total === null ? words('uncounted', { rows }) : words('counted', { rows: format.whole(rows), total })}
        </p>
      )}
    </>
  );
}

/** What the file holds, until when, and how to check it. */
function Kept({ job }: { readonly job: Job }) {
  const words = useWords(exportWords);
  const format = useFormat();
  const { unit, size } = sizeOf(job.bytes);
  return (
    <>
      <p>
        {words('whole', { rows: job.rows, size: words(unit, { size: format.decimal(size) }) })}.{' '}
        {job.expiresAt !== null && words('until', { time: format.time(job.expiresAt) })}
      </p>
      {job.sha256 !== null && (
        <p className={css.hint}>
          {words('checksum')} <span className={own.checksum}>{job.sha256}</span>
        </p>
      )}
    </>
  );
}
