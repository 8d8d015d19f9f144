import { useMutation } from '@apollo/client/react';
import { useState } from 'react';
import type { ImportCard_JobFragment, ImportState } from '../generated/graphql.ts';
import { useAsOf } from '../ui/as-of.ts';
import controls from '../ui/controls.module.css';
import { useFormat } from '../ui/format.ts';
import { type FragmentType, getFragmentData, graphql } from '../ui/graphql.ts';
import { Icon } from '../ui/Icon.tsx';
import { Failure } from '../ui/Section.tsx';
import { toast } from '../ui/toasts.ts';
import { useWords } from '../ui/words.ts';
import { ColumnsStep } from './ColumnsStep.tsx';
import css from './data.module.css';
import { FormatStep } from './FormatStep.tsx';
import { forPage } from './for-page.ts';
import { Outcome } from './Outcome.tsx';
import { dataWords } from './words.ts';

export const ImportCard_job = graphql(`
  fragment ImportCard_job on ImportJob {
    id
    table
    fileName
    bytes
    state
    uploadedAt
    uploadedBy
    forgottenAt
    progress
    rows
    problem
    warnings
    startedAt
    recognised {
      id
      title
    }
    format
    ...ColumnsStep_job
    ...FormatStep_job
    ...Outcome_job
  }
`);

const starting = graphql(`
  mutation StartImport($id: ID!) {
    startImport(id: $id) {
      id
      ...ImportCard_job
    }
  }
`);

const discarding = graphql(`
  mutation DiscardImport($id: ID!) {
    discardImport(id: $id) {
      id
      state
      ...ImportCard_job
    }
  }
`);

const steps = ['file', 'columns', 'check', 'import'] as const;
const stepOf: Readonly<Record<ImportState, number>> = {
  UPLOADED: 1,
  FAILED: 1,
  CHECKING: 2,
  CHECKED: 2,
  IMPORTING: 3,
  DONE: 3,
  DISCARDED: 0,
};
const bytesOfKilobyte = 1_024;
const bytesOfMegabyte = 1_048_576;

interface ImportCardProps {
  readonly job: FragmentType<typeof ImportCard_job>;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
  /** Puts a finished one away. */
  readonly onClose: () => void;
}

/** One file on its way: where it is of the four steps, and what is to do at this one. */
export function ImportCard({ job: given, isOpen, onToggle, onClose }: ImportCardProps) {
  const words = useWords(dataWords);
  const format = useFormat();
  const job = getFragmentData(ImportCard_job, given);
  const [isEditing, setEditing] = useState(false);
  const at = isEditing ? 1 : stepOf[job.state];
  const id = `import-${job.id}`;
  const size =
    job.bytes < bytesOfMegabyte
      ? words('kilobytes', { size: format.decimal(job.bytes / bytesOfKilobyte) })
      : words('megabytes', { size: format.decimal(job.bytes / bytesOfMegabyte) });
  return (
    <article className={css.job} aria-labelledby={id}>
      <header className={css.jobHead}>
        <div className={css.jobName}>
          <h3 id={id}>
            {(job.format !== null || job.state === 'UPLOADED' ? job.recognised?.title : null) ?? words(job.table)}{' '}
            <span className={css.fileName}>{job.fileName}</span>
          </h3>
          <p className={css.hint}>{words('uploaded', { size, ago: format.ago(job.uploadedAt), who: job.uploadedBy })}</p>
        </div>
        <span className={css.state} data-state={job.state}>
          {words(job.state)}
        </span>
        <button type="button" className={controls.quiet} aria-expanded={isOpen} aria-controls={`${id}-body`} onClick={onToggle}>
          {words(isOpen ? 'fold' : 'open')}
          <span className="ecx-hidden">: {job.fileName}</span>
          <Icon name={isOpen ? 'up' : 'down'} size={12} />
        </button>
      </header>
      {isOpen && (
        <div id={`${id}-body`} className={css.jobBody}>
          <ol className={css.steps}>
            {steps.map((step, index) => (
              <li key={step} aria-current={index === at ? 'step' : undefined} data-done={index < at || job.state === 'DONE'}>
                <span className={css.stepMark} aria-hidden="true">
                  {index < at || job.state === 'DONE' ? '✓' : index + 1}
                </span>
                {words(`step_${step}`)}
              </li>
            ))}
          </ol>
          <JobBody job={job} isEditing={isEditing} setEditing={setEditing} onClose={onClose} />
        </div>
      )}
    </article>
  );
}

interface JobBodyProps {
  readonly job: ImportCard_JobFragment;
  readonly isEditing: boolean;
  readonly setEditing: (isEditing: boolean) => void;
  readonly onClose: () => void;
}

function JobBody({ job, isEditing, setEditing, onClose }: JobBodyProps) {
  const words = useWords(dataWords);
  const format = useFormat();
  const isPast = useAsOf().day !== null;
  const [startImport, started] = useMutation(starting, {
    variables: { id: job.id },
    errorPolicy: 'none',
  });
  const [discardImport, discarded] = useMutation(discarding, {
    variables: { id: job.id },
    errorPolicy: 'none',
    onCompleted: () => toast(words('discarded', { file: job.fileName })),
  });
  const error = started.error ?? discarded.error;
  const { state, recognised } = job;
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  // A file read column by column before stays so until somebody chooses otherwise.
  const [isByHand, setByHand] = useState(job.format === null && state !== 'UPLOADED');
  const discardButton = (
    <button type="button" className={controls.quiet} disabled={discarded.loading || isPast} onClick={() => void discardImport()}>
      {words('discard')}
    </button>
  );
  const showsColumns = state === 'UPLOADED' || state === 'FAILED' || (state === 'CHECKED' && isEditing);
  return (
    <>
      {job.problem !== null && (
        <p className={css.problem} role="alert">
          {words('problem', { problem: forPage(job.problem) })}
        </p>
      )}
      {job.warnings.length > 0 && <p className={css.hint}>{words('warnings', { text: forPage(job.warnings.join(' ')) })}</p>}
      {isPast && <p className={css.hint}>{words('pastReason')}</p>}
      {showsColumns && (
        <>
          {recognised !== null && isByHand && (
            <p className={css.hint}>
              {words('looksLike', { title: recognised.title })}{' '}
              <button type="button" className={controls.quiet} onClick={() => setByHand(false)}>
                {words('byFormat')}
              </button>
            </p>
          )}
          {recognised !== null && !isByHand ? (
            <FormatStep
              job={job}
              values={values}
              onValues={setValues}
              disabled={isPast}
              onChecked={() => setEditing(false)}
              onByHand={() => setByHand(true)}
            >
              {discardButton}
            </FormatStep>
          ) : (
            <ColumnsStep job={job} disabled={isPast} onChecked={() => setEditing(false)}>
              {discardButton}
            </ColumnsStep>
          )}
        </>
      )}
      {(state === 'CHECKING' || state === 'IMPORTING') && (
        <>
          <Running job={job} />
          <div className={controls.foot}>{discardButton}</div>
        </>
      )}
      {state === 'CHECKED' && !isEditing && (
        <Outcome
          job={job}
          isBusy={started.loading}
          disabled={isPast}
          onImport={() => void startImport()}
          onEdit={() => setEditing(true)}
        >
          {discardButton}
        </Outcome>
      )}
      {state === 'DONE' && <Outcome job={job} onClose={onClose} />}
      {error !== undefined && (
        <Failure error={error} retry={() => void (started.error === undefined ? discardImport() : startImport())} />
      )}
      {job.forgottenAt !== null && state !== 'DONE' && (
        <p className={css.hint}>{words('forgotten', { time: format.time(job.forgottenAt) })}</p>
      )}
    </>
  );
}

function Running({ job }: { readonly job: ImportCard_JobFragment }) {
  const words = useWords(dataWords);
  const { state, startedAt, rows, progress, fileName } = job;
  const text = startedAt === null ? words('waits') : words(state === 'CHECKING' ? 'checkingRows' : 'importingRows', { rows });
  return (
    <div className={css.running}>
      <progress aria-label={words('progress', { file: fileName })} value={startedAt === null ? undefined : progress} />
      <p>{text}</p>
    </div>
  );
}
