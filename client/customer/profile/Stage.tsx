import css from './profile.module.css';

/** A step of four, as shape and word: neither good nor bad, so without a colour. */
export function Stage({ step, word }: { readonly step: 0 | 1 | 2 | 3; readonly word: string }) {
  return (
    <span className={css.stage}>
      <span aria-hidden="true">{['○', '◔', '◑', '●'][step]}</span> {word}
    </span>
  );
}
