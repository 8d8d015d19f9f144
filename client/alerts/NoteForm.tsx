import { type FormEvent, useId, useState } from 'react';
import { useWords } from '../ui/words.ts';
import { useActs } from './acts.ts';
import css from './alerts.module.css';
import type { AlertRow } from './row.ts';
import { alertWords } from './words.ts';

/** Words for the colleagues. They stand in the field until they are saved. */
export function NoteForm({ alert, isPast }: { readonly alert: AlertRow; readonly isPast: boolean }) {
  const words = useWords(alertWords);
  const acts = useActs();
  const [text, setText] = useState('');
  const [isSaving, setSaving] = useState(false);
  const id = useId();
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === '') return;
    setSaving(true);
    const isAdded = await acts.note(alert, text.trim());
    setSaving(false);
    if (isAdded) setText('');
  };
  return (
    <form className={css.noteForm} onSubmit={(event) => void save(event)}>
      <label htmlFor={id}>{words('noteLabel')}</label>
      <textarea
        id={id}
        className={css.input}
        rows={2}
        maxLength={2000}
        placeholder={words('noteHint')}
        disabled={isPast}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <button
        type="submit"
        className={css.button}
        disabled={isPast || isSaving || text.trim() === ''}
        title={isPast ? words('pastReadOnly') : undefined}
      >
        {words('noteSave')}
      </button>
    </form>
  );
}
