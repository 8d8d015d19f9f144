import { lazy, Suspense, useState } from 'react';
import { useAsOf } from '../ui/as-of.ts';
import { useMay } from '../ui/viewer.ts';
import { useWords } from '../ui/words.ts';
import type { Whom } from './whom.ts';
import { doWords } from './words.do.ts';

const PlanDialog = lazy(() => import('./PlanDialog.tsx'));

interface PlanActionProps {
  readonly whom: Whom;
  readonly className?: string | undefined;
}

/** A button that plans an action for these guests. Nobody who may not write sees it; in the past it says why it waits. */
export function PlanAction({ whom, className }: PlanActionProps) {
  const words = useWords(doWords);
  const { day } = useAsOf();
  const [isOpen, setOpen] = useState(false);
  if (!useMay('RECORD')) return null;
  return (
    <>
      <button
        type="button"
        className={className}
        aria-haspopup="dialog"
        disabled={day !== null}
        title={day === null ? undefined : words('pastReason')}
        onClick={() => setOpen(true)}
      >
        {words('plan')}
      </button>
      {isOpen && (
        <Suspense>
          <PlanDialog whom={whom} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
