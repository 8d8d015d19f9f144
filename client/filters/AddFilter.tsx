import { useState } from 'react';
import { Icon } from '../ui/Icon.tsx';
import { Pop } from '../ui/Pop.tsx';
import { useWords } from '../ui/words.ts';
import { Editor } from './Editor.tsx';
import { type FieldName, type GroupName, groups } from './fields.ts';
import css from './filters.module.css';
import { useFirstFocus } from './first-focus.ts';
import { type Filter, type Wanted, withField } from './model.ts';
import { filterWords } from './words.ts';

interface AddFilterProps {
  readonly filter: Filter;
  readonly onChange: (filter: Filter) => void;
}

/** The button that adds a condition: first the field, then what is asked of it. */
export function AddFilter({ filter, onChange }: AddFilterProps) {
  const words = useWords(filterWords);
  return (
    <Pop
      title={words('addTitle')}
      className={css.add}
      mark="filter"
      content={(close) => <Adding filter={filter} onChange={onChange} close={close} />}
    >
      <Icon name="plus" size={12} /> {words('add')}
    </Pop>
  );
}

function Adding({ filter, onChange, close }: AddFilterProps & { readonly close: () => void }) {
  const [field, setField] = useState<FieldName | null>(null);
  if (field === null) return <FieldMenu onPick={setField} />;
  const apply = (wanted: Wanted | null) => {
    close();
    onChange(withField(filter, field, wanted));
  };
  return (
    <Editor
      field={field}
      wanted={(filter[field] as Wanted | undefined) ?? null}
      filter={filter}
      onApply={apply}
      onCancel={() => setField(null)}
    />
  );
}

function FieldMenu({ onPick }: { readonly onPick: (field: FieldName) => void }) {
  const words = useWords(filterWords);
  const menu = useFirstFocus<HTMLDivElement>();
  const [text, setText] = useState('');
  const part = text.trim().toLocaleLowerCase();
  const shown = (Object.keys(groups) as GroupName[])
    .map((group) => ({
      group,
      fields: groups[group].filter((field) => words(`field_${field}`).toLocaleLowerCase().includes(part)),
    }))
    .filter(({ fields }) => fields.length > 0);
  return (
    <div ref={menu} className={css.menu}>
      <label className={css.end}>
        <span>{words('findField')}</span>
        <input
          type="text"
          autoComplete="off"
          value={text}
          data-first
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            const first = shown[0]?.fields[0];
            if (event.key !== 'Enter' || first === undefined || part === '') return;
            event.preventDefault();
            onPick(first);
          }}
        />
      </label>
      {shown.length === 0 && <p role="status">{words('noField')}</p>}
      {shown.map(({ group, fields }) => (
        <section key={group} aria-label={words(`group_${group}`)}>
          <h2>{words(`group_${group}`)}</h2>
          <ul className={css.fields}>
            {fields.map((field) => (
              <li key={field}>
                <button type="button" onClick={() => onPick(field)}>
                  {words(`field_${field}`)}
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
