import { type KeyboardEvent, useState } from 'react';

const steps: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** One tab stop for all marks of a chart: arrows, Home and End move between them. @param count marks. */
export function useRoving(count: number) {
  const [last, setLast] = useState(0);
  const at = Math.min(last, Math.max(0, count - 1));
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const to =
      event.key === 'Home' ? 0 : event.key === 'End' ? count - 1 : event.key in steps ? at + (steps[event.key] ?? 0) : null;
    if (to === null || to < 0 || to >= count) return;
    event.preventDefault();
    event.currentTarget.querySelectorAll<HTMLElement>('[data-mark]')[to]?.focus();
  };
  return {
    onKeyDown,
    mark: (index: number) => ({ 'data-mark': '', tabIndex: index === at ? 0 : -1, onFocus: () => setLast(index) }),
  };
}
