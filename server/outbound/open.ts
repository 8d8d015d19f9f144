import type { Db } from '../db/open.ts';
import type { Webhook } from '../store/webhooks.ts';
import { type Deliverer, type DelivererOptions, startDelivering } from './deliver.ts';
import { type Attempt, openSender } from './sender.ts';
import { allowedHosts } from './target.ts';
import { openTester } from './test-delivery.ts';

/** The way out of this program. */
export interface Outbound {
  /** What is wrong with an address; null: nothing that can be seen from here. */
  readonly fault: (url: string) => string | null;
  /** Sends a test at once. */
  readonly test: (webhook: Webhook) => Promise<Attempt>;
  /** Begins to send what webhooks ask for. */
  readonly start: (options: Pick<DelivererOptions, 'db' | 'answers' | 'onFault'>) => Deliverer;
}

/** @param allowPrivate the setting WEBHOOK_ALLOW_PRIVATE. */
export function openOutbound(db: Db, clock: () => number, allowPrivate: string | undefined): Outbound {
  const sender = openSender({ clock, allowPrivate: allowedHosts(allowPrivate) });
  return {
    fault: sender.fault,
    test: openTester(db, sender, clock),
    start: (options) => startDelivering({ ...options, sender, clock }),
  };
}
