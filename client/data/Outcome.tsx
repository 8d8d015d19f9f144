import type { ReactNode } from 'react';
import type { Outcome_JobFragment } from '../generated/graphql.ts';
import controls from '../ui/controls.module.css';
import { DataRows } from '../ui/Figure.tsx';
import { useFormat } from '../ui/format.ts';
import { type FragmentType, getFragmentData, graphql } from '../ui/graphql.ts';
import { Icon } from '../ui/Icon.tsx';
import { Link } from '../ui/Link.tsx';
import { useWords } from '../ui/words.ts';
import css from './data.module.css';
import { forPage } from './for-page.ts';
import { dataWords } from './words.ts';

export const Outcome_job = graphql(`
  fragment Outcome_job on ImportJob {
    table
    counts {
      inserted
      updated
      unchanged
      anonymous
      rejected
      createdCustomers
    }
    rejectKinds {
      column
      reason
      remedy
      count
      first {
        line
        value
        reason
      }
    }
    rejectsPath
  }
`);

const figures = ['inserted', 'updated', 'unchanged', 'anonymous', 'rejected', 'createdCustomers'] as const;

interface OutcomeProps {
  readonly job: FragmentType<typeof Outcome_job>;
  readonly isBusy?: boolean;
  readonly disabled?: boolean;
  /** Imports what was checked; absent: it is done. */
  readonly onImport?: () => void;
  readonly onEdit?: () => void;
  readonly onClose?: () => void;
  readonly children?: ReactNode;
}

/** What a dry run or an import came to: counts, refused rows by kind, and the way on. */
export function Outcome({ job: given, isBusy, disabled, onImport, onEdit, onClose, children }: OutcomeProps) {
  const words = useWords(dataWords);
  const { counts, rejectKinds, rejectsPath, table } = getFragmentData(Outcome_job, given);
  if (counts === null) return null;
  const kept = counts.inserted + counts.updated;
  const isDone = onImport === undefined;
  return (
    <>
      <p className={css.sentence} role="status">
        {words(isDone ? 'doneSentence' : 'checkedSentence', { rows: kept })} {isDone && kept > 0 && words('whatNext')}
      </p>
      <Counts counts={counts} />
      <Rejects kinds={rejectKinds} rejected={counts.rejected} path={rejectsPath} />
      <div className={controls.foot}>
        {onImport !== undefined && kept > 0 && (
          <button type="button" className={controls.primary} disabled={isBusy === true || disabled === true} onClick={onImport}>
            {words('importRows', { rows: kept })}
          </button>
        )}
        {onEdit !== undefined && (
          <button type="button" className={controls.plain} disabled={disabled === true} onClick={onEdit}>
            {words('changeColumns')}
          </button>
        )}
        {isDone && table !== 'LOCATIONS' && (
          <Link to={{ to: 'guests' }} className={controls.primary}>
            {words('seeGuests')}
          </Link>
        )}
        {onClose !== undefined && (
          <button type="button" className={controls.plain} onClick={onClose}>
            {words('close')}
          </button>
        )}
        {children}
      </div>
    </>
  );
}

function Counts({ counts }: { readonly counts: NonNullable<Outcome_JobFragment['counts']> }) {
  const words = useWords(dataWords);
  const format = useFormat();
  const shown = figures.filter((name) => name !== 'createdCustomers' || counts.createdCustomers > 0);
  return (
    <dl className={css.counts}>
      {shown.map((name) => (
        <div key={name} data-name={counts[name] === 0 ? 'none' : name}>
          <dt>{words(name)}</dt>
          <dd>{format.whole(counts[name])}</dd>
        </div>
      ))}
    </dl>
  );
}

interface RejectsProps {
  readonly kinds: Outcome_JobFragment['rejectKinds'];
  readonly rejected: number;
  /** Where all of them can be downloaded; null: nowhere any more. */
  readonly path: string | null;
}

function Rejects({ kinds, rejected, path }: RejectsProps) {
  const words = useWords(dataWords);
  if (rejected === 0) return <p className={css.hint}>{words('rejectsNone')}</p>;
  return (
    <section className={css.rejects}>
      <div className={css.rejectsHead}>
        <h4>{words('rejectsTitle', { rows: rejected })}</h4>
        {path !== null && (
          <a className={controls.plain} href={path} download>
            <Icon name="download" /> {words('download')}
          </a>
        )}
      </div>
      {kinds.map((kind) => (
        <RejectKind key={`${kind.column} ${kind.reason}`} kind={kind} />
      ))}
    </section>
  );
}

function RejectKind({ kind }: { readonly kind: Outcome_JobFragment['rejectKinds'][number] }) {
  const words = useWords(dataWords);
  const { column, reason, remedy, count, first } = kind;
  const where = column ?? words('wholeRow');
  return (
    <details className={css.reject}>
      <summary>
        <strong>{words('rejectKind', { count })}</strong>
        <span>
          <code>{where}</code> {forPage(reason)}
        </span>
      </summary>
      <p>{words('mend', { remedy: forPage(remedy) })}</p>
      <div className={css.texts}>
        <DataRows
          label={words('firstRows')}
          columns={[words('line'), words('value'), words('reason')]}
          rows={first.map((row) => [row.line, row.value ?? '–', forPage(row.reason)])}
        />
      </div>
    </details>
  );
}
