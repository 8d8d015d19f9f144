import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import css from './pop.module.css';
import { place } from './Why.tsx';

interface PopProps {
  /** What the button shows. */
  readonly children: ReactNode;
  /** The button's name where what it shows does not say it. */
  readonly label?: string;
  /** Names the panel. */
  readonly title: string;
  readonly className?: string | undefined;
  readonly disabled?: boolean;
  /** Why it is disabled, or a hint. */
  readonly hint?: string | undefined;
  /** For a key that opens it. */
  readonly mark?: string;
  /** What the panel holds, mounted while it is open. */
  readonly content: (close: () => void) => ReactNode;
}

/** A button with a panel: beside it on a wide window, a sheet from below on a phone. `Esc` closes and returns to the button. */
export function Pop({ children, label, title, className, disabled, hint, mark, content }: PopProps) {
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const id = useId();
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  useEffect(() => {
    const element = panel.current;
    const anchor = button.current;
    if (!isOpen || element === null || anchor === null) return undefined;
    element.showPopover();
    const settle = () => place(element, anchor);
    settle();
    const first = element.querySelector<HTMLElement>('[data-first], input, select, button');
    (first ?? element).focus({ preventScroll: true });
    const watcher = new ResizeObserver(settle);
    watcher.observe(element);
    window.addEventListener('scroll', settle, { passive: true });
    window.addEventListener('resize', settle);
    return () => {
      watcher.disconnect();
      window.removeEventListener('scroll', settle);
      window.removeEventListener('resize', settle);
    };
  }, [isOpen]);
  return (
    <>
      <button
        ref={button}
        type="button"
        className={className ?? css.button}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        aria-label={label}
        title={hint}
        disabled={disabled}
        data-pop={mark}
        onClick={() => setOpen(!isOpen)}
      >
        {children}
      </button>
      {isOpen && (
        <div
          ref={panel}
          id={id}
          className={css.panel}
          popover="auto"
          role="dialog"
          aria-label={title}
          tabIndex={-1}
          onToggle={(event) => event.newState === 'closed' && setOpen(false)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            event.preventDefault();
            event.stopPropagation();
            close();
          }}
        >
          {content(close)}
        </div>
      )}
    </>
  );
}
