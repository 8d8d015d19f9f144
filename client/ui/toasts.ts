import { useSyncExternalStore } from 'react';

/** A short message about what was just done; with an action it stays until it is dismissed. */
export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly kind: 'done' | 'failed';
  /** Takes back what was done. */
  readonly undo?: (() => void) | undefined;
}

let next = 1;
let shown: readonly Toast[] = [];
const listeners = new Set<() => void>();

function set(toasts: readonly Toast[]): void {
  shown = toasts;
  for (const tell of listeners) tell();
}

/** Says what was done, or what failed. The newest takes the place of the one before: its undo is no longer at hand then. */
export function toast(text: string, options: { readonly kind?: Toast['kind']; readonly undo?: () => void } = {}): void {
  const id = next;
  next += 1;
  set([{ id, text, kind: options.kind ?? 'done', undo: options.undo }]);
  if (options.undo === undefined && options.kind !== 'failed') setTimeout(() => dismissToast(id), 6_000);
}

export function dismissToast(id: number): void {
  set(shown.filter((candidate) => candidate.id !== id));
}

/** Takes back what the newest toast tells of. @returns false: there is nothing to take back. */
export function undoLatest(): boolean {
  const latest = shown.find(({ undo }) => undo !== undefined);
  if (latest === undefined) return false;
  dismissToast(latest.id);
  latest.undo?.();
  return true;
}

export function useToasts(): readonly Toast[] {
  return useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    () => shown,
  );
}
