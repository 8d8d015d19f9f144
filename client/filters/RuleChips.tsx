import css from './filters.module.css';
import type { Filter } from './model.ts';
import { useNames } from './names.ts';
import { sentencesOf, useTeller } from './sentences.ts';

/** A filter as chips to read; everybody where it asks nothing. */
export function RuleChips({ filter }: { readonly filter: Filter }) {
  const teller = useTeller(useNames(filter));
  const texts = sentencesOf(filter, teller);
  if (texts.length === 0) return <span className={css.rule}>{teller.words('everybody')}</span>;
  return (
    <ul className={css.rules}>
      {texts.map((text) => (
        <li key={text} className={css.rule}>
          {text}
        </li>
      ))}
    </ul>
  );
}
