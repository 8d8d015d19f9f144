import { useMutation } from '@apollo/client/react';
import { useState } from 'react';
import { type Filter, FilterBar, RuleChips, readFilterText } from '../filters/index.ts';
import { PlanAction } from '../interventions/PlanAction.tsx';
import { useAsOf } from '../ui/as-of.ts';
import { useFormat } from '../ui/format.ts';
import { graphql } from '../ui/graphql.ts';
import { Link } from '../ui/Link.tsx';
import { useNavigation } from '../ui/navigation.ts';
import { Pop } from '../ui/Pop.tsx';
import { Failure } from '../ui/Section.tsx';
import { toast } from '../ui/toasts.ts';
import { useMay } from '../ui/viewer.ts';
import { useWords } from '../ui/words.ts';
import type { SegmentHead } from './SegmentPage.tsx';
import css from './segments.module.css';
import { useSaveSegment } from './use-save.ts';
import { segmentWords } from './words.ts';

const deleting = graphql(`
  mutation DeleteSegment($id: ID!) {
    deleteSegment(id: $id)
  }
`);

/** The head of a segment: its name, its rule, and what can be done with it. */
export function SegmentRule({ segment }: { readonly segment: SegmentHead }) {
  const words = useWords(segmentWords);
  const format = useFormat();
  const { day } = useAsOf();
  const records = useMay('RECORD');
  const [isEditing, setEditing] = useState(false);
  const filter = readFilterText(segment.filter).filter;
  return (
    <>
      <div className={css.top}>
        <h1>{segment.name}</h1>
        {records && !isEditing && (
          <div className={css.actions}>
            <button
              type="button"
              className={css.button}
              disabled={day !== null}
              title={day === null ? undefined : words('pastReason')}
              onClick={() => setEditing(true)}
            >
              {words('edit')}
            </button>
            <PlanAction whom={{ filter: { inSegments: [segment.id] } }} className={css.button} />
            <Deletion segment={segment} />
          </div>
        )}
      </div>
      <p className={css.headline}>
        <Link to={{ to: 'guests', filter: { inSegments: [segment.id] } }}>
          {segment.count === null || segment.count === undefined
            ? words('membersUnknown')
            : words('members', { n: segment.count })}
        </Link>
        <span className={css.quiet}>
          {words('version', { n: segment.version })} ·{' '}
          {words('savedBy', { who: segment.savedBy, when: format.day(segment.savedAt) })}
        </span>
      </p>
      {isEditing ? (
        <RuleForm segment={segment} filter={filter} onDone={() => setEditing(false)} />
      ) : (
        <section className={css.panel} aria-label={words('rule')}>
          <RuleChips filter={filter} />
        </section>
      )}
    </>
  );
}

interface RuleFormProps {
  readonly segment: SegmentHead;
  readonly filter: Filter;
  readonly onDone: () => void;
}

function RuleForm({ segment, filter, onDone }: RuleFormProps) {
  const words = useWords(segmentWords);
  const [draft, setDraft] = useState(filter);
  const [name, setName] = useState(segment.name);
  const { save, loading, error } = useSaveSegment(segment);
  const isSame = name.trim() === segment.name && JSON.stringify(draft) === JSON.stringify(filter);
  const canSave = !loading && !isSame && name.trim() !== '';
  const submit = async () => {
    if (canSave && (await save(name.trim(), draft))) onDone();
  };
  return (
    // No form: the chips open forms of their own, and a form within a form would be sent with them.
    <section className={css.panel} aria-label={words('edit')}>
      <label className={css.field}>
        <span>{words('name')}</span>
        <input
          type="text"
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Enter' && void submit()}
        />
      </label>
      <FilterBar filter={draft} onChange={setDraft} saves={false} />
      {error !== undefined && <Failure error={error} retry={() => void submit()} />}
      <div className={css.actions}>
        <button type="button" className={css.primary} disabled={!canSave} onClick={() => void submit()}>
          {words('save')}
        </button>
        <button type="button" className={css.button} onClick={onDone}>
          {words('cancel')}
        </button>
      </div>
    </section>
  );
}

function Deletion({ segment }: { readonly segment: SegmentHead }) {
  const words = useWords(segmentWords);
  const { day } = useAsOf();
  const title = words('deleteTitle', { name: segment.name });
  return (
    <Pop
      title={title}
      className={css.button}
      disabled={day !== null}
      hint={day === null ? undefined : words('pastReason')}
      content={(close) => <DeletionForm segment={segment} title={title} close={close} />}
    >
      {words('delete')}
    </Pop>
  );
}

interface DeletionFormProps {
  readonly segment: SegmentHead;
  readonly title: string;
  readonly close: () => void;
}

function DeletionForm({ segment, title, close }: DeletionFormProps) {
  const words = useWords(segmentWords);
  const { go } = useNavigation();
  const [remove, { loading, error }] = useMutation(deleting, {
    variables: { id: segment.id },
    refetchQueries: ['FilterNames'],
    errorPolicy: 'none',
  });
  const confirm = async () => {
    const { data } = await remove().catch(() => ({ data: null }));
    if (data === null || data === undefined) return;
    close();
    toast(words('deleted', { name: segment.name }));
    go({ to: 'segments' });
  };
  return (
    <div className={css.confirm}>
      <h2>{title}</h2>
      <p>{words('deleteHint')}</p>
      {error !== undefined && <Failure error={error} retry={() => void confirm()} />}
      <div className={css.actions}>
        <button type="button" className={css.button} data-first onClick={close}>
          {words('cancel')}
        </button>
        <button type="button" className={css.danger} disabled={loading} onClick={() => void confirm()}>
          {words('deleteDo')}
        </button>
      </div>
    </div>
  );
}
