import { createContext, type ReactNode, Suspense, useContext, useEffect, useId, useRef, useState } from 'react';
import css from './kit.module.css';
import { PaperContext } from './paper.ts';
import { Skeleton } from './Skeleton.tsx';
import { common } from './words.common.ts';
import { useWords } from './words.ts';

/** Which number's reasons are open; our pages keep it in the address. */
export interface WhyState {
  readonly open: string | null;
  readonly setOpen: (path: string | null) => void;
}

export const WhyContext = createContext<WhyState | null>(null);

interface WhyProps {
  /** Names the number within the page, such as "health.visitFrequency": it goes into the address. */
  readonly path: string;
  /** The number in words, for its name: "34, Poor". */
  readonly label: string;
  /** What the reasons are about: the panel's title. */
  readonly title: string;
  /** The reasons; mounted, and asked for, when they are opened. */
  readonly content: () => ReactNode;
  readonly children: ReactNode;
}

/** A number that is its own button: a press opens what it is made of. `Esc` closes and returns to it. */
export function Why({ path, label, title, content, children }: WhyProps) {
  const words = useWords(common);
  const shared = useContext(WhyContext);
  const [own, setOwn] = useState<string | null>(null);
  const { open, setOpen } = shared ?? { open: own, setOpen: setOwn };
  const button = useRef<HTMLButtonElement>(null);
  const isOpen = open === path;
  if (useContext(PaperContext)) return <span>{children}</span>;
  return (
    <>
      <button
        ref={button}
        type="button"
        className={css.why}
        data-why={path}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        aria-label={words('whyOf', { value: label })}
        onClick={() => setOpen(isOpen ? null : path)}
      >
        {children}
      </button>
      {isOpen && (
        <WhyPanel title={title} anchor={() => button.current} onClose={() => setOpen(null)}>
          {content()}
        </WhyPanel>
      )}
    </>
  );
}

interface PanelProps {
  readonly title: string;
  readonly anchor: () => HTMLElement | null;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

const gap = 8;
const phonePx = 768;

/** Beside its number on a wide window, a sheet from below on a phone. */
function WhyPanel({ title, anchor, onClose, children }: PanelProps) {
  const words = useWords(common);
  const [isPinned, setPinned] = useState(false);
  const panel = useRef<HTMLDivElement>(null);
  const id = useId();
  useEffect(() => {
    const element = panel.current;
    const button = anchor();
    if (element === null || button === null) return undefined;
    if (!element.matches(':popover-open')) element.showPopover();
    const settle = () => place(element, button);
    settle();
    element.focus({ preventScroll: true });
    const watcher = new ResizeObserver(settle);
    watcher.observe(element);
    window.addEventListener('scroll', settle, { passive: true, capture: true });
    window.addEventListener('resize', settle);
    return () => {
      watcher.disconnect();
      window.removeEventListener('scroll', settle, { capture: true });
      window.removeEventListener('resize', settle);
    };
  }, [anchor]);
  useEffect(() => {
    const element = panel.current;
    if (element !== null && !element.matches(':popover-open')) element.showPopover(); // a changed kind closes it
  });
  const close = () => {
    anchor()?.focus();
    onClose();
  };
  return (
    <div
      ref={panel}
      className={css.whyPanel}
      popover={isPinned ? 'manual' : 'auto'}
      role="dialog"
      aria-labelledby={id}
      tabIndex={-1}
      onToggle={(event) => event.newState === 'closed' && !isPinned && onClose()}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        close();
      }}
    >
      <div className={css.whyHead}>
        <h2 id={id}>{title}</h2>
        <button type="button" className={css.quietButton} aria-pressed={isPinned} onClick={() => setPinned(!isPinned)}>
          {words(isPinned ? 'unpin' : 'pin')}
        </button>
        <button type="button" className={css.quietButton} onClick={close}>
          {words('close')}
        </button>
      </div>
      <div className={css.whyBody}>
        <Suspense fallback={<Skeleton height={160} />}>{children}</Suspense>
      </div>
    </div>
  );
}

/** Puts the panel below its number, above where there is more room, and never out of the window. */
export function place(panel: HTMLElement, button: HTMLElement): void {
  if (window.innerWidth < phonePx) {
    panel.removeAttribute('style');
    return;
  }
  const at = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = panel;
  const below = window.innerHeight - at.bottom - 2 * gap;
  const top = below >= height || below >= at.top ? at.bottom + gap : at.top - gap - height;
  panel.style.top = `${Math.max(gap, Math.min(top, window.innerHeight - gap - height))}px`;
  panel.style.left = `${Math.max(gap, Math.min(at.left, window.innerWidth - gap - width))}px`;
}
