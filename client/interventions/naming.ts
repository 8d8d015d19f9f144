/** "Second visit note" of "second-visit-note": an own action has no other title. */
export function nameOf({ title, action }: { readonly title: string | null; readonly action: string }): string {
  const text = title ?? action.replaceAll(/[-_]+/g, ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
