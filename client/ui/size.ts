import { type RefObject, useLayoutEffect, useState } from 'react';

/** The width and height of an element's box, pixels; 0 before it is measured. */
export function useSize(element: RefObject<HTMLElement | null>): { readonly width: number; readonly height: number } {
  const [size, setSize] = useState({ width: 0, height: 0 });
  // Measured before anything is painted: nothing is drawn in a wrong size first.
  useLayoutEffect(() => {
    const box = element.current;
    if (box === null) return undefined;
    const measure = () => {
      const { clientWidth: width, clientHeight: height } = box;
      setSize((now) => (now.width === width && now.height === height ? now : { width, height }));
    };
    measure();
    const watcher = new ResizeObserver(measure);
    watcher.observe(box);
    return () => watcher.disconnect();
  }, [element]);
  return size;
}
