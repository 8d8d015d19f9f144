import { type FormEvent, type ReactNode, useState } from 'react';
import { useReading, useWords } from '../ui/words.ts';
import { ConsentsEditor } from './ConsentsEditor.tsx';
import { dayOf, instantOf } from './days.ts';
import { type Ends, endsOf, rangeOf } from './ends.ts';
import { channels, type FieldName, kindOf } from './fields.ts';
import css from './filters.module.css';
import { useFirstFocus } from './first-focus.ts';
import { type Filter, type Range, type Wanted, withField } from './model.ts';
import { useNamed } from './names.ts';
import { optionName } from './sentences.ts';
import { useMatched } from './use-matched.ts';
import { filterWords } from './words.ts';

interface EditorProps {
  readonly field: FieldName;
  /** What is asked of the field now; null: nothing yet. */
  readonly wanted: Wanted | null;
  /** The whole filter, to count what would come of it. */
  readonly filter: Filter;
  readonly onApply: (wanted: Wanted | null) => void;
  readonly onCancel: () => void;
}

/** What is asked of one field, as a form: `Enter` applies. It says how many guests there would be before it does. */
export function Editor({ field, wanted, filter, onApply, onCancel }: EditorProps) {
  const words = useWords(filterWords);
  const form = useFirstFocus<HTMLFormElement>();
  const kind = kindOf(field);
  const [draft, setDraft] = useState<Wanted | null>(wanted ?? (kind.kind === 'flag' ? true : null));
  const [isWrong, setWrong] = useState(false);
  const { matched, loading } = useMatched(withField(filter, field, draft), '', draft !== null && !isWrong);
  const change = (next: Wanted | null, wrong = false) => {
    setDraft(next);
    setWrong(wrong);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isWrong) onApply(draft);
  };
  return (
    <form ref={form} className={css.editor} onSubmit={submit}>
      <h2>{words(`field_${field}`)}</h2>
      <Inputs field={field} wanted={draft} onChange={change} />
      <p className={css.preview} role="status">
        {isWrong
          ? words('wrongRange')
          : draft === null
            ? ' '
            : loading || matched === null
              ? words('counting')
              : words('preview', { matched })}
      </p>
      <div className={css.editorFoot}>
        <button type="submit" className={css.primary} disabled={isWrong || draft === null}>
          {words('apply')}
        </button>
        <button type="button" className={css.plain} onClick={onCancel}>
          {words('cancel')}
        </button>
      </div>
    </form>
  );
}

interface InputsProps {
  readonly field: FieldName;
  readonly wanted: Wanted | null;
  readonly onChange: (wanted: Wanted | null, wrong?: boolean) => void;
}

function Inputs({ field, wanted, onChange }: InputsProps) {
  const words = useWords(filterWords);
  const kind = kindOf(field);
  switch (kind.kind) {
    case 'choice': {
      const options = kind.options.map((id) => ({ id, name: optionName(id, words) }));
      return <Choice options={options} wanted={wanted as readonly string[] | null} onChange={onChange} />;
    }
    case 'segments':
    case 'locations':
      return <NamedChoice kind={kind.kind} wanted={wanted as readonly string[] | null} onChange={onChange} />;
    case 'guests':
      return <p className={css.hint}>{words('chosenHint')}</p>;
    case 'number':
      return <RangeInputs unit={kind.unit} wanted={wanted as Range<number> | null} onChange={onChange} />;
    case 'money':
      return <RangeInputs unit="money" wanted={wanted as Range<string> | null} onChange={onChange} />;
    case 'flag':
      return <Flag isOn={wanted === true} onChange={onChange} />;
    case 'consents':
      return <ConsentsEditor channels={channels} wanted={wanted as never} onChange={onChange} />;
    case 'texts': {
      const texts = (text: string) => [...new Set(text.split(',').map((part) => part.trim()))].filter((part) => part !== '');
      return (
        <TextInput
          label={words('typed')}
          start={((wanted as readonly string[] | null) ?? []).join(', ')}
          onChange={(text) => onChange(texts(text).length === 0 ? null : texts(text))}
        />
      );
    }
    case 'text':
      return (
        <TextInput
          label={words('contains')}
          start={(wanted as string | null) ?? ''}
          onChange={(text) => onChange(text.trim() === '' ? null : text.trim())}
        />
      );
    case 'time':
      return <DayInput wanted={wanted as string | null} onChange={onChange} />;
  }
}

interface ChoiceProps {
  readonly options: readonly { readonly id: string; readonly name: string }[];
  readonly wanted: readonly string[] | null;
  readonly onChange: (wanted: readonly string[] | null) => void;
}

function Choice({ options, wanted, onChange }: ChoiceProps) {
  const chosen = new Set(wanted ?? []);
  const toggle = (id: string, isOn: boolean) => {
    const next = options.map((option) => option.id).filter((other) => (other === id ? isOn : chosen.has(other)));
    onChange(next.length === 0 ? null : next);
  };
  return (
    <ul className={css.options}>
      {options.map(({ id, name }) => (
        <li key={id}>
          <label className={css.option}>
            <input type="checkbox" checked={chosen.has(id)} onChange={(event) => toggle(id, event.currentTarget.checked)} />
            <span>{name}</span>
          </label>
        </li>
      ))}
    </ul>
  );
}

function NamedChoice({ kind, ...rest }: Omit<ChoiceProps, 'options'> & { readonly kind: 'segments' | 'locations' }) {
  const words = useWords(filterWords);
  const known = useNamed({ segments: kind === 'segments', locations: kind === 'locations' });
  const options = known[kind];
  if (options.length === 0)
    return <p>{known.loading ? words('counting') : words(kind === 'segments' ? 'noneSaved' : 'noLocations')}</p>;
  return <Choice options={options} {...rest} />;
}

interface RangeProps {
  readonly unit: 'points' | 'share' | 'days' | 'count' | 'rate' | 'money';
  readonly wanted: Range<number> | Range<string> | null;
  readonly onChange: (wanted: Wanted | null, wrong?: boolean) => void;
}

function RangeInputs({ unit, wanted, onChange }: RangeProps) {
  const words = useWords(filterWords);
  const { currency } = useReading();
  const [ends, setEnds] = useState<Ends>(() => endsOf(wanted, unit));
  const change = (next: Ends) => {
    setEnds(next);
    const range = rangeOf(next, unit);
    onChange(range === 'wrong' ? null : range, range === 'wrong');
  };
  const unitName = words(`unit_${unit}`, { currency });
  const most = unit === 'points' || unit === 'share' ? 100 : undefined;
  const input = (end: keyof Ends): ReactNode => (
    <label className={css.end}>
      <span>{words(end === 'min' ? 'fromUnit' : 'toUnit', { unit: unitName })}</span>
      <input
        type="number"
        inputMode="decimal"
        step="any"
        min={0}
        max={most}
        value={ends[end]}
        onChange={(event) => change({ ...ends, [end]: event.currentTarget.value })}
      />
    </label>
  );
  return (
    <>
      <div className={css.ends}>
        {input('min')}
        {input('max')}
      </div>
      <p className={css.hint}>{words('open')}</p>
    </>
  );
}

function Flag({ isOn, onChange }: { readonly isOn: boolean; readonly onChange: (wanted: boolean) => void }) {
  const words = useWords(filterWords);
  return (
    <ul className={css.options}>
      {[true, false].map((value) => (
        <li key={String(value)}>
          <label className={css.option}>
            <input type="radio" name="flag" checked={isOn === value} onChange={() => onChange(value)} />
            <span>{words(value ? 'yes' : 'no')}</span>
          </label>
        </li>
      ))}
    </ul>
  );
}

interface TextInputProps {
  readonly label: string;
  readonly start: string;
  readonly onChange: (text: string) => void;
}

function TextInput({ label, start, onChange }: TextInputProps) {
  const [text, setText] = useState(start);
  return (
    <label className={css.end}>
      <span>{label}</span>
      <input
        type="text"
        maxLength={320}
        autoComplete="off"
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          onChange(event.currentTarget.value);
        }}
      />
    </label>
  );
}

function DayInput({ wanted, onChange }: { readonly wanted: string | null; readonly onChange: (wanted: string | null) => void }) {
  const words = useWords(filterWords);
  const { timeZone } = useReading();
  return (
    <label className={css.end}>
      <span>{words('day')}</span>
      <input
        type="date"
        value={wanted === null ? '' : dayOf(wanted, timeZone)}
        onChange={(event) => {
          const day = event.currentTarget.value;
          onChange(/^\d{4}-\d{2}-\d{2}$/.test(day) ? instantOf(day, timeZone) : null);
        }}
      />
    </label>
  );
}
