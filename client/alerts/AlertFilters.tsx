import { useQuery } from '@apollo/client/react';
import type { ReactNode } from 'react';
import { graphql } from '../ui/graphql.ts';
import { Icon } from '../ui/Icon.tsx';
import { Pop } from '../ui/Pop.tsx';
import { common } from '../ui/words.common.ts';
import { useWords } from '../ui/words.ts';
import css from './alerts.module.css';
import { useAssignees } from './counts.ts';
import { type AlertView, alertKinds, alertSeverities, alertSpans, isFiltered, toggled } from './view.ts';
import { alertWords } from './words.ts';

interface FilterProps {
  readonly view: AlertView;
  readonly onChange: (part: Partial<AlertView>) => void;
}

/** What the list is narrowed to. Each choice is in the address at once. */
export function AlertFilters({ view, onChange }: FilterProps) {
  const words = useWords(alertWords);
  const kit = useWords(common);
  const assignees = useAssignees();
  const people = [...new Set([...assignees, ...(view.who === null || view.who === '' ? [] : [view.who])])];
  return (
    <fieldset className={css.filters}>
      <legend className="ecx-hidden">{words('filters')}</legend>
      <Chosen title={words('severity')} names={view.severities.map((name) => kit(name))}>
        {alertSeverities.map((name) => (
          <Choice
            key={name}
            type="checkbox"
            checked={view.severities.includes(name)}
            onChange={() => onChange({ severities: toggled(view.severities, name) })}
          >
            {kit(name)}
          </Choice>
        ))}
      </Chosen>
      <Chosen title={words('kind')} names={view.kinds.map((name) => words(name))}>
        {alertKinds.map((name) => (
          <Choice
            key={name}
            type="checkbox"
            checked={view.kinds.includes(name)}
            onChange={() => onChange({ kinds: toggled(view.kinds, name) })}
          >
            {words(name)}
          </Choice>
        ))}
      </Chosen>
      {view.tab !== 'mine' && (
        <Chosen title={words('who')} names={view.who === null ? [] : [view.who || words('nobody')]}>
          {[null, '', ...people].map((who) => (
            <Choice key={who} type="radio" checked={view.who === who} onChange={() => onChange({ who })}>
              {who === null ? words('anyValue') : who || words('nobody')}
            </Choice>
          ))}
        </Chosen>
      )}
      <Chosen title={words('since')} names={view.days === null ? [] : [words('lastDays', { days: view.days })]}>
        {[null, ...alertSpans].map((days) => (
          <Choice key={days} type="radio" checked={view.days === days} onChange={() => onChange({ days })}>
            {days === null ? words('anyValue') : words('lastDays', { days })}
          </Choice>
        ))}
      </Chosen>
      {view.customer !== null && <GuestChip id={view.customer} onRemove={() => onChange({ customer: null })} />}
      {isFiltered(view) && (
        <button
          type="button"
          className={css.quietButton}
          onClick={() => onChange({ severities: [], kinds: [], who: null, days: null, customer: null })}
        >
          {words('clearFilters')}
        </button>
      )}
    </fieldset>
  );
}

/** A filter as a button that says what is chosen; its panel holds the choices. */
function Chosen({
  title,
  names,
  children,
}: {
  readonly title: string;
  readonly names: readonly string[];
  readonly children: ReactNode;
}) {
  const words = useWords(alertWords);
  const [first, ...others] = names;
  const value = others.length === 0 ? first : words('filterMore', { first: first ?? '', more: others.length });
  return (
    <Pop
      title={title}
      className={css.filter}
      content={() => (
        <fieldset className={css.choices}>
          <legend className="ecx-hidden">{title}</legend>
          {children}
        </fieldset>
      )}
    >
      <span data-chosen={value !== undefined || undefined}>
        {value === undefined ? title : words('filterIs', { filter: title, value })}
      </span>
      <Icon name="down" size={12} />
    </Pop>
  );
}

interface ChoiceProps {
  readonly type: 'checkbox' | 'radio';
  readonly checked: boolean;
  readonly onChange: () => void;
  readonly children: ReactNode;
}

function Choice({ type, checked, onChange, children }: ChoiceProps) {
  return (
    <label className={css.choice}>
      <input type={type} checked={checked} onChange={onChange} />
      <span>{children}</span>
    </label>
  );
}

const naming = graphql(`
  query AlertsOfGuest($id: ID!) {
    customer(id: $id) {
      id
      name
    }
  }
`);

function GuestChip({ id, onRemove }: { readonly id: string; readonly onRemove: () => void }) {
  const words = useWords(alertWords);
  const { data } = useQuery(naming, { variables: { id } });
  return (
    <button type="button" className={css.chip} onClick={onRemove}>
      {words('guestOnly', { name: data?.customer?.name ?? id })} <Icon name="close" size={12} />
      <span className="ecx-hidden">{words('removeGuest')}</span>
    </button>
  );
}
