const key = 'ecx-reloaded-at';
const restMs = 60_000;

/** Whether the page may load itself anew: not twice within a minute, so that what does not pass ends in words, not in a circle. */
export function mayReload(now: number, storage: Pick<Storage, 'getItem' | 'setItem'> | null = session()): boolean {
  if (storage === null) return false;
  const last = Number(storage.getItem(key) ?? 0);
  if (now - last < restMs) return false;
  storage.setItem(key, String(now));
  return true;
}

function session(): Storage | null {
  try {
    return window.sessionStorage;
  } catch {
    return null; // storage is switched off: nobody could tell how often it was tried
  }
}
