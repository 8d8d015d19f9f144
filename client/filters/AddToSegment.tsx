import { useMutation, useQuery } from '@apollo/client/react';
import { type FormEvent, useState } from 'react';
import { useAsOf } from '../ui/as-of.ts';
import { graphql } from '../ui/graphql.ts';
import { Pop } from '../ui/Pop.tsx';
import { Failure } from '../ui/Section.tsx';
import { toast } from '../ui/toasts.ts';
import { useMay } from '../ui/viewer.ts';
import { useWords } from '../ui/words.ts';
import { withGuests } from './chosen.ts';
import css from './filters.module.css';
import { type Filter, mostGuests } from './model.ts';
import { filterWords } from './words.ts';

const asking = graphql(`
  query SegmentsToAddTo {
    segments {
      id
      name
      filter
    }
  }
`);

const saving = graphql(`
  mutation AddGuestsToSegment($id: ID, $name: String!, $filter: CustomerFilter!) {
    saveSegment(id: $id, name: $name, filter: $filter) {
      id
      name
      filter
    }
  }
`);

/** Puts guests into a segment, a new one or one that is there. Nobody who may not write sees it; in the past it says why it waits. */
export function AddToSegment({ ids, className }: { readonly ids: readonly string[]; readonly className?: string | undefined }) {
  const words = useWords(filterWords);
  const { day } = useAsOf();
  if (!useMay('RECORD')) return null;
  return (
    <Pop
      title={words('addToSegment')}
      className={className ?? css.quiet}
      disabled={day !== null}
      hint={day === null ? undefined : words('pastReason')}
      content={(close) => <AddForm ids={ids} close={close} />}
    >
      {words('addToSegment')}
    </Pop>
  );
}

interface AddFormProps {
  readonly ids: readonly string[];
  readonly close: () => void;
}

function AddForm({ ids, close }: AddFormProps) {
  const words = useWords(filterWords);
  const { data, error: unknown, refetch } = useQuery(asking, { fetchPolicy: 'cache-and-network' });
  const { add, loading, error } = useAdding();
  const [chosen, setChosen] = useState('');
  const [name, setName] = useState('');
  const segments = data?.segments ?? [];
  const segment = segments.find(({ id }) => id === chosen);
  const filter = segment === undefined ? withGuests({ ids }, []) : withGuests(JSON.parse(segment.filter) as Filter, ids);
  const wanted = segment?.name ?? name.trim();
  const submit = async (event?: FormEvent) => {
    event?.preventDefault();
    if (filter === null || wanted === '') return;
    const before = segment === undefined ? null : { id: segment.id, filter: JSON.parse(segment.filter) as Filter };
    if (await add({ name: wanted, filter, before, n: ids.length })) close();
  };
  return (
    <form className={css.editor} onSubmit={(event) => void submit(event)}>
      <h2>{words('addToSegment')}</h2>
      <label className={css.end}>
        <span>{words('addTo')}</span>
        <select value={chosen} data-first onChange={(event) => setChosen(event.currentTarget.value)}>
          <option value="">{words('newSegment')}</option>
          {segments.map(({ id, name: label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </select>
      </label>
      {segment === undefined && (
        <label className={css.end}>
          <span>{words('segmentName')}</span>
          <input
            type="text"
            maxLength={100}
            autoComplete="off"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        </label>
      )}
      <p className={css.hint} role="status">
        {words(filter === null ? 'tooMany' : segment === undefined ? 'addHintNew' : 'addHint', { most: mostGuests })}
      </p>
      {unknown !== undefined && <Failure error={unknown} retry={() => void refetch()} isReading />}
      {error !== undefined && <Failure error={error} retry={() => void submit()} />}
      <div className={css.editorFoot}>
        <button type="submit" className={css.primary} disabled={loading || filter === null || wanted === ''}>
          {words('addToSegment')}
        </button>
        <button type="button" className={css.plain} onClick={close}>
          {words('cancel')}
        </button>
      </div>
    </form>
  );
}

interface Adding {
  readonly name: string;
  readonly filter: Filter;
  /** The segment as it stands; null: it is a new one. */
  readonly before: { readonly id: string; readonly filter: Filter } | null;
  readonly n: number;
}

/** Saves the segment with the guests; the toast of one that was there already takes that back. */
function useAdding() {
  const words = useWords(filterWords);
  const [save, { loading, error }] = useMutation(saving, {
    refetchQueries: ['FilterNames', 'SegmentList', 'SegmentsToAddTo'],
    errorPolicy: 'none',
  });
  const add = async ({ name, filter, before, n }: Adding): Promise<boolean> => {
    if (before !== null && JSON.stringify(filter) === JSON.stringify(before.filter)) {
      toast(words('alreadyIn', { name }));
      return true;
    }
    const variables = { name, filter, ...(before !== null && { id: before.id }) };
    const { data } = await save({ variables }).catch(() => ({ data: null }));
    if (data?.saveSegment === undefined || data.saveSegment === null) return false;
    const undo = before === null ? null : () => void save({ variables: { ...variables, filter: before.filter } });
    toast(words('addedTo', { n, name }), undo === null ? {} : { undo });
    return true;
  };
  return { add, loading, error };
}
