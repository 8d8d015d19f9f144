import { type ReactNode, useState } from 'react';
import { Icon } from '../ui/Icon.tsx';
import { useShortcut } from '../ui/keys.ts';
import { Pop } from '../ui/Pop.tsx';
import { useWords } from '../ui/words.ts';
import { AddFilter } from './AddFilter.tsx';
import { Editor } from './Editor.tsx';
import css from './filters.module.css';
import { advancedOf, type Condition, conditionsOf, type Filter, isEmpty, withField, withoutAdvanced } from './model.ts';
import { useNames } from './names.ts';
import { SaveSegment } from './SaveSegment.tsx';
import { advancedText, sentenceOf, useTeller } from './sentences.ts';
import { useMatched } from './use-matched.ts';
import { filterWords } from './words.ts';

interface FilterBarProps {
  readonly filter: Filter;
  readonly onChange: (filter: Filter) => void;
  /** Parts of the address that are no filter. */
  readonly ignored?: readonly string[];
  /** All guests; absent: the bar counts them itself. null: not known yet. */
  readonly total?: number | null;
  /** Those that meet the filter; absent: the bar counts them itself. null: not known yet. */
  readonly matched?: number | null;
  /** More controls, at the end of the bar. */
  readonly children?: ReactNode;
  /** Whether the filter may be saved as a segment here; absent: yes. */
  readonly saves?: boolean;
}

/** The filter as chips, each to be changed and removed by keyboard, and how many guests are left. On a phone behind a button. */
export function FilterBar({ filter, onChange, ignored = [], total, matched, children, saves = true }: FilterBarProps) {
  const words = useWords(filterWords);
  const [isOpen, setOpen] = useState(false);
  const conditions = conditionsOf(filter);
  const advanced = advancedOf(filter);
  const n = conditions.length + advanced.length;
  useShortcut('f', words('filters'), () => document.querySelector<HTMLElement>('[data-pop="filter"]')?.click());
  return (
    <section className={css.bar} aria-label={words('filters')} data-open={isOpen}>
      <div className={css.head}>
        <Count filter={filter} total={total} matched={matched} />
        <button type="button" className={css.toggle} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <Icon name="filter" size={14} /> {words('filtersOn', { n })}
        </button>
      </div>
      <div className={css.chips}>
        {conditions.map((condition) => (
          <Chip key={condition.field} condition={condition} filter={filter} onChange={onChange} />
        ))}
        {advanced.map((part) => (
          <AdvancedChip key={JSON.stringify(part)} part={part} onRemove={() => onChange(withoutAdvanced(filter, part))} />
        ))}
        <AddFilter filter={filter} onChange={onChange} />
        {n > 1 && (
          <button type="button" className={css.quiet} onClick={() => onChange({})}>
            {words('clear')}
          </button>
        )}
        {saves && !isEmpty(filter) && <SaveSegment filter={filter} />}
        {children}
      </div>
      {ignored.length > 0 && (
        <p className={css.note} role="status">
          {words('ignored', { parts: ignored.join(', ') })}
        </p>
      )}
    </section>
  );
}

interface CountProps {
  readonly filter: Filter;
  readonly total: number | null | undefined;
  readonly matched: number | null | undefined;
}

/** "4,812 → 96 guests". */
function Count({ filter, total, matched }: CountProps) {
  const words = useWords(filterWords);
  const own = useMatched(filter, '', total === undefined || matched === undefined);
  const all = total ?? own.total;
  const some = matched === undefined ? own.matched : matched;
  const loading = matched === undefined && own.loading;
  return (
    <p className={css.count} role="status" aria-busy={loading} data-loading={loading}>
      {all === null || some === null
        ? words('counting')
        : some === all
          ? words('counted', { total: all })
          : words('matched', { total: all, matched: some })}
    </p>
  );
}

interface ChipProps {
  readonly condition: Condition;
  readonly filter: Filter;
  readonly onChange: (filter: Filter) => void;
}

function Chip({ condition, filter, onChange }: ChipProps) {
  const { field, wanted } = condition;
  const teller = useTeller(useNames({ [field]: wanted }));
  const { words } = teller;
  const text = sentenceOf(condition, teller);
  return (
    <span className={css.chip}>
      <Pop
        title={words('edit', { text })}
        label={words('edit', { text })}
        className={css.chipText}
        content={(close) => (
          <Editor
            field={field}
            wanted={wanted}
            filter={filter}
            onCancel={close}
            onApply={(next) => {
              close();
              onChange(withField(filter, field, next));
            }}
          />
        )}
      >
        {text}
      </Pop>
      <button
        type="button"
        className={css.chipRemove}
        aria-label={words('remove', { text })}
        onClick={() => onChange(withField(filter, field, null))}
      >
        <Icon name="close" size={12} />
      </button>
    </span>
  );
}

function AdvancedChip({ part, onRemove }: { readonly part: Filter; readonly onRemove: () => void }) {
  const teller = useTeller(useNames(part));
  const { words } = teller;
  const text = words('advanced', { text: advancedText(part, teller) });
  return (
    <span className={css.chip} data-advanced="true" title={words('advancedHint')}>
      <span className={css.chipText}>{text}</span>
      <button type="button" className={css.chipRemove} aria-label={words('remove', { text })} onClick={onRemove}>
        <Icon name="close" size={12} />
      </button>
    </span>
  );
}
