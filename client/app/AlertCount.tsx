/** How many alerts are open; nothing while none is. */
export function AlertCount() {
  return null;
}
