const tintMs = 1_200;
/** How long after a new answer was asked for its numbers are told from others. */
const watchMs = 6_000;

/** Marks words that change within the next seconds: what is new is tinted for a moment. */
export function tintChanges(place: Element): void {
  const watcher = new MutationObserver((changes) => {
    for (const { target } of changes) if (target.parentElement !== null) mark(target.parentElement);
  });
  watcher.observe(place, { characterData: true, subtree: true });
  setTimeout(() => watcher.disconnect(), watchMs);
}

function mark(element: Element): void {
  if (element.closest('time, [data-quiet]') !== null) return;
  element.setAttribute('data-changed', '');
  setTimeout(() => element.removeAttribute('data-changed'), tintMs);
}
