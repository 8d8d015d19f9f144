import { useEffect, useId, useRef } from 'react';
import controls from '../ui/controls.module.css';
import { Icon } from '../ui/Icon.tsx';
import { common } from '../ui/words.common.ts';
import { useWords } from '../ui/words.ts';
import css from './interventions.module.css';
import { PlanForm } from './PlanForm.tsx';
import type { Whom } from './whom.ts';
import { interventionWords } from './words.ts';

interface PlanDialogProps {
  readonly whom: Whom;
  readonly onClose: () => void;
}

/** Plans an action for guests who are chosen already; `Esc` leaves it unplanned. Mounted while it is open. */
export default function PlanDialog({ whom, onClose }: PlanDialogProps) {
  const words = useWords(interventionWords);
  const kit = useWords(common);
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog ref={dialog} className={controls.dialog} aria-labelledby={id} onClose={onClose}>
      <div className={css.dialog}>
        <div className={css.top}>
          <h2 id={id}>{words('plan')}</h2>
          <button type="button" className={controls.quiet} aria-label={kit('close')} onClick={() => dialog.current?.close()}>
            <Icon name="close" />
          </button>
        </div>
        <PlanForm whom={whom} />
      </div>
    </dialog>
  );
}
