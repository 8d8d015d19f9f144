import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import css from './controls.module.css';
import { Failure } from './Section.tsx';
import { common } from './words.common.ts';
import { useWords } from './words.ts';

interface ConfirmDialogProps {
  readonly title: string;
  /** What will happen, and anything to fill in. */
  readonly children: ReactNode;
  /** Word on the button that does it. */
  readonly action: string;
  /** What must be typed before it can be done; absent: nothing. */
  readonly typed?: { readonly label: string; readonly word: string } | undefined;
  readonly isDanger?: boolean;
  readonly isBusy: boolean;
  readonly error?: Error | undefined;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Asks before something that cannot be undone; `Esc` leaves it undone. Mounted while it is open. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, children, action, typed, isDanger = false, isBusy, error, onConfirm, onClose } = props;
  const words = useWords(common);
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState('');
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  const isReady = !isBusy && (typed === undefined || text.trim() === typed.word);
  return (
    <dialog ref={dialog} className={css.dialog} aria-labelledby={id} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) onConfirm();
        }}
      >
        <h2 id={id}>{title}</h2>
        {children}
        {typed !== undefined && (
          <label className={css.field}>
            <span>{typed.label}</span>
            <input
              className={css.input}
              type="text"
              autoComplete="off"
              spellCheck={false}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
            />
          </label>
        )}
        {error !== undefined && <Failure error={error} retry={onConfirm} />}
        <div className={css.foot}>
          <button type="submit" className={isDanger ? css.danger : css.primary} disabled={!isReady}>
            {action}
          </button>
          <button type="button" className={css.plain} onClick={() => dialog.current?.close()}>
            {words('cancel')}
          </button>
        </div>
      </form>
    </dialog>
  );
}
