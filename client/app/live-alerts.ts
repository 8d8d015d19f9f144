import type { AlertNewsSubscription } from '../generated/graphql.ts';

/** An alert as it is told when it is raised. */
export type AlertNews = NonNullable<AlertNewsSubscription['healthAlertRaised']>;

interface Listener {
  /** An alert was raised, opened again or told once more. */
  readonly onNews?: (alert: AlertNews) => void;
  /** Alerts may stand elsewhere than they did: somebody acted, or news may have been missed. */
  readonly onChange?: () => void;
}

const listeners = new Set<Listener>();
const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('ecx-alerts');

function changed(): void {
  for (const { onChange } of listeners) onChange?.();
}

channel?.addEventListener('message', changed);

/** What the pages of this browser tell each other of alerts. Only that something changed is told: the API says what. */
export const liveAlerts = {
  raised(alert: AlertNews): void {
    for (const { onNews } of listeners) onNews?.(alert);
  },
  changed,
  /** Somebody acted here: the browser's other tabs look again. */
  acted(): void {
    changed();
    channel?.postMessage('acted');
  },
  listen(listener: Listener): () => void {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  },
};
