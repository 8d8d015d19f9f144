import { useSyncExternalStore } from 'react';

const query = '(min-width: 1920px)';

/** Whether there is room for a rail at the right. */
export function useIsWide(): boolean {
  return useSyncExternalStore(
    (tell) => {
      const media = window.matchMedia(query);
      media.addEventListener('change', tell);
      return () => media.removeEventListener('change', tell);
    },
    () => window.matchMedia(query).matches,
    () => false,
  );
}
