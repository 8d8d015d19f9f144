import { type RefObject, useEffect, useState } from 'react';

/** The width and height of an element's box, pixels; 0 before it is measured. */
export function useSize(element: RefObject<HTMLElement | null>): { readonly width: number; readonly height: number } {
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const box = element.current;
    if (box === null) return undefined;
    const watcher = new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = box;
      setSize((now) => (now.width === width && now.height === height ? now : { width, height }));
    });
    watcher.observe(box);
    return () => watcher.disconnect();
  }, [element]);
  return size;
}
