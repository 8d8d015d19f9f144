import type { ReactNode } from 'react';
import css from './rows.module.css';

export interface Fact {
  readonly key: string;
  readonly name: ReactNode;
  readonly value: ReactNode;
  /** Where it comes from: stated, derived. */
  readonly tag?: string | null | undefined;
  /** How sure, since when. */
  readonly note?: ReactNode;
}

/** Facts by name: value, where it comes from, how sure. */
export function FactRows({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className={css.facts}>
      {facts.map(({ key, name, value, tag, note }) => (
        <div key={key} className={css.fact}>
          <dt>{name}</dt>
          <dd>
            {value}
            {tag !== null && tag !== undefined && <span className={css.tag}>{tag}</span>}
            {note !== null && note !== undefined && <span className={css.factNote}>{note}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
