import { useMutation } from '@apollo/client/react';
import { type FormEvent, useState } from 'react';
import { useAsOf } from '../ui/as-of.ts';
import { graphql } from '../ui/graphql.ts';
import { useNavigation } from '../ui/navigation.ts';
import { Pop } from '../ui/Pop.tsx';
import { Failure } from '../ui/Section.tsx';
import { toast } from '../ui/toasts.ts';
import { useMay } from '../ui/viewer.ts';
import { useWords } from '../ui/words.ts';
import css from './filters.module.css';
import type { Filter } from './model.ts';
import { RuleChips } from './RuleChips.tsx';
import { filterWords } from './words.ts';

const saving = graphql(`
  mutation SaveFilterAsSegment($name: String!, $filter: CustomerFilter!) {
    saveSegment(name: $name, filter: $filter) {
      id
      name
      filter
    }
  }
`);

/** Saves a filter under a name. Nobody who may not write sees it; in the past it says why it waits. */
export function SaveSegment({ filter }: { readonly filter: Filter }) {
  const words = useWords(filterWords);
  const { day } = useAsOf();
  if (!useMay('RECORD')) return null;
  return (
    <Pop
      title={words('saveTitle')}
      className={css.quiet}
      disabled={day !== null}
      hint={day === null ? undefined : words('pastReason')}
      content={(close) => <SaveForm filter={filter} close={close} />}
    >
      {words('save')}
    </Pop>
  );
}

function SaveForm({ filter, close }: { readonly filter: Filter; readonly close: () => void }) {
  const words = useWords(filterWords);
  const { go } = useNavigation();
  const [name, setName] = useState('');
  const [save, { loading, error }] = useMutation(saving, { refetchQueries: ['FilterNames', 'SegmentList'], errorPolicy: 'none' });
  const submit = async (event?: FormEvent) => {
    event?.preventDefault();
    const wanted = name.trim();
    if (wanted === '') return;
    const { data } = await save({ variables: { name: wanted, filter } }).catch(() => ({ data: null }));
    if (data?.saveSegment === undefined || data.saveSegment === null) return;
    close();
    toast(words('saved', { name: wanted }));
    go({ to: 'segments', id: data.saveSegment.id });
  };
  return (
    <form className={css.editor} onSubmit={(event) => void submit(event)}>
      <h2>{words('saveTitle')}</h2>
      <RuleChips filter={filter} />
      <label className={css.end}>
        <span>{words('segmentName')}</span>
        <input
          type="text"
          maxLength={100}
          autoComplete="off"
          data-first
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </label>
      <p className={css.hint}>{words('saveHint')}</p>
      {error !== undefined && <Failure error={error} retry={() => void submit()} />}
      <div className={css.editorFoot}>
        <button type="submit" className={css.primary} disabled={loading || name.trim() === ''}>
          {words('save')}
        </button>
        <button type="button" className={css.plain} onClick={close}>
          {words('cancel')}
        </button>
      </div>
    </form>
  );
}
