import { useLazyQuery } from '@apollo/client/react';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { graphql } from '../ui/graphql.ts';
import { Icon } from '../ui/Icon.tsx';
import { Level } from '../ui/Marks.tsx';
import { useNavigation } from '../ui/navigation.ts';
import { useMay } from '../ui/viewer.ts';
import { useWords } from '../ui/words.ts';
import css from './app.module.css';
import { appWords } from './words.ts';

const searching = graphql(`
  query GuestSearch($search: String!) {
    customers(first: 8, search: $search) {
      nodes {
        id
        name
        healthScore {
          healthScore
          healthLevel
        }
      }
    }
  }
`);

const waitMs = 200;

/** Finds a guest by a part of the name: a combobox whose choices lead to the guest. */
export function GuestSearch() {
  const words = useWords(appWords);
  const { go } = useNavigation();
  const readsContact = useMay('READ_CONTACT');
  const [text, setText] = useState('');
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const [ask, { data }] = useLazyQuery(searching);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const wanted = text.trim();
  useEffect(() => {
    if (wanted === '') return undefined;
    const timer = setTimeout(() => void ask({ variables: { search: wanted } }), waitMs);
    return () => clearTimeout(timer);
  }, [wanted, ask]);
  const found = wanted === '' ? [] : (data?.customers.nodes ?? []);
  const leave = () => {
    setOpen(false);
    setText('');
    setActive(-1);
    input.current?.blur();
  };
  const choose = (guest: string) => {
    leave();
    go({ to: 'guest', id: guest });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') return leave();
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setOpen(true);
      const step = event.key === 'ArrowDown' ? 1 : -1;
      return setActive((now) => (found.length === 0 ? -1 : (now + step + found.length) % found.length));
    }
    const guest = found[Math.max(0, active)];
    if (event.key === 'Enter' && guest !== undefined) choose(guest.id);
  };
  const shown = isOpen && wanted !== '' && data !== undefined;
  return (
    <search className={css.search}>
      <Icon name="search" />
      <label htmlFor={`${id}-input`} className="ecx-hidden">
        {words('search')}
      </label>
      <input
        ref={input}
        id={`${id}-input`}
        type="text"
        role="combobox"
        aria-expanded={shown}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
        autoComplete="off"
        placeholder={readsContact ? words('searchHint') : words('search')}
        data-search
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setOpen(true);
          setActive(-1);
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      {/* The list stays mounted: the combobox names it. */}
      <div
        id={`${id}-list`}
        role="listbox"
        aria-label={words('search')}
        className={css.found}
        hidden={!shown || found.length === 0}
      >
        {found.map((guest, index) => (
          <div
            key={guest.id}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            onPointerDown={(event) => {
              event.preventDefault();
              choose(guest.id);
            }}
          >
            <span>{guest.name ?? guest.id}</span>
            <Level level={guest.healthScore?.healthLevel ?? null} />
          </div>
        ))}
      </div>
      {shown && found.length === 0 && (
        <p className={css.found} role="status">
          {words('searchEmpty')}
        </p>
      )}
    </search>
  );
}
