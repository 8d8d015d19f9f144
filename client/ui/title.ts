import { useEffect } from 'react';

const product = 'Enhanced Customer Experience';

/** Names the page in the tab, in the history and for whoever hears it. @param name null: not known yet, the tab stays as it is. */
export function useTitle(name: string | null | undefined): void {
  useEffect(() => {
    if (name !== null && name !== undefined) document.title = `${name} · ${product}`;
  }, [name]);
}
