import { dismissToast, undoLatest, useToasts } from '../ui/toasts.ts';
import { useWords } from '../ui/words.ts';
import css from './app.module.css';
import { appWords } from './words.ts';

/** What was just done, with the way back. */
export function Toasts() {
  const words = useWords(appWords);
  const toasts = useToasts();
  return (
    <div className={css.toasts} role="status" aria-live="polite">
      {toasts.map(({ id, text, kind, undo }) => (
        <div key={id} className={css.toast} data-kind={kind}>
          <span>{text}</span>
          {undo !== undefined && (
            <button type="button" className={css.plainButton} onClick={() => undoLatest()}>
              {words('undo')}
            </button>
          )}
          <button type="button" className={css.plainButton} onClick={() => dismissToast(id)}>
            {words('dismiss')}
          </button>
        </div>
      ))}
    </div>
  );
}
