import type { Place } from '../ui/navigation.ts';

/** The list that a guest was opened from: it lasts as long as the page, and holds ids alone. */
interface Remembered {
  readonly idAt: (index: number) => string | null;
  readonly placeOfId: (id: string) => number | null;
  readonly total: number;
  readonly back: Extract<Place, { to: 'guests' | 'segments' }>;
}

let remembered: Remembered | null = null;

/** Keeps a list for whoever opens a guest from it. */
export function rememberList(ids: Iterable<readonly [number, string]>, total: number, back: Remembered['back']): void {
  const byPlace = new Map(ids);
  const byId = new Map([...byPlace].map(([at, id]) => [id, at]));
  remembered = { idAt: (at) => byPlace.get(at) ?? null, placeOfId: (id) => byId.get(id) ?? null, total, back };
}

/** Where a guest stands in the list it was opened from. */
export interface ListPlace {
  /** From 1. */
  readonly position: number;
  readonly total: number;
  /** Ids of the neighbours; null: there is none, or it is not loaded. */
  readonly previous: string | null;
  readonly next: string | null;
  /** The list itself, as it was. */
  readonly back: Place;
}

/** "‹ 3 of 96 ›". @returns null: the guest was not opened from a list. */
export function placeInList(id: string): ListPlace | null {
  const at = remembered?.placeOfId(id) ?? null;
  if (remembered === null || at === null) return null;
  const { idAt, total, back } = remembered;
  return { position: at + 1, total, previous: idAt(at - 1), next: idAt(at + 1), back };
}
