import { useSyncExternalStore } from 'react';

type State = 'idle' | 'live' | 'lost';

const listeners = new Set<() => void>();
let state: State = 'idle';

/** Whether live events come in: "idle" before anything was subscribed. */
export const liveState = {
  set(isLive: boolean): void {
    state = isLive ? 'live' : 'lost';
    for (const tell of listeners) tell();
  },
  get: (): State => state,
  subscribe(tell: () => void): () => void {
    listeners.add(tell);
    return () => listeners.delete(tell);
  },
};

export function useLiveState(): State {
  return useSyncExternalStore(liveState.subscribe, liveState.get);
}

function subscribeOnline(tell: () => void): () => void {
  window.addEventListener('online', tell);
  window.addEventListener('offline', tell);
  return () => {
    window.removeEventListener('online', tell);
    window.removeEventListener('offline', tell);
  };
}

/** Whether the browser has a network. */
export function useOnline(): boolean {
  return useSyncExternalStore(subscribeOnline, () => navigator.onLine);
}
