import { useSyncExternalStore } from 'react';

const query = '(min-width: 768px)';

function subscribe(tell: () => void): () => void {
  const media = window.matchMedia(query);
  media.addEventListener('change', tell);
  return () => media.removeEventListener('change', tell);
}

/** Whether the window is wide enough to change settings in it. */
export function useWide(): boolean {
  return useSyncExternalStore(subscribe, () => window.matchMedia(query).matches);
}
