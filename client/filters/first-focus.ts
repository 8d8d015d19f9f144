import { type RefObject, useEffect, useRef } from 'react';

/** Puts the focus on the first control of an element as soon as it is there: what takes another's place would lose it. */
export function useFirstFocus<Element extends HTMLElement>(): RefObject<Element | null> {
  const element = useRef<Element>(null);
  useEffect(() => {
    element.current?.querySelector<HTMLElement>('[data-first], input, select, button')?.focus({ preventScroll: true });
  }, []);
  return element;
}
