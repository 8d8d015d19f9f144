import { useId } from 'react';
import css from './controls.module.css';

interface ChoiceProps<Value extends string | number> {
  /** What is chosen. */
  readonly name: string;
  /** Whether the name stands before the buttons; it is always read out. */
  readonly showsName?: boolean;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly value: Value | undefined;
  readonly onChange: (value: Value) => void;
}

/** One of a few, all in view: buttons in a row, of which one is pressed. */
export function Choice<Value extends string | number>({ name, showsName = false, options, value, onChange }: ChoiceProps<Value>) {
  const id = useId();
  return (
    // biome-ignore lint/a11y/useSemanticElements: the legend of a fieldset cannot stand beside its buttons
    <div role="group" aria-labelledby={id} className={css.choice}>
      <span id={id} className={showsName ? css.choiceName : 'ecx-hidden'}>
        {name}
      </span>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          className={css.option}
          aria-pressed={option.value === value}
          onClick={() => onChange(option.value)}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}
