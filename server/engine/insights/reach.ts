import type { ScoringConfig } from '../config.ts';
import type { Identity, SendHistory } from '../facts.ts';
import { shrunk } from '../maths/statistics.ts';
import { answered } from '../risk/engagement.ts';

export type MessageChannel = keyof ScoringConfig['actions']['noticed'];

/** A way to the guest, and the chance that a message there is noticed. */
export interface Reach {
  readonly channel: MessageChannel;
  readonly probability: number;
}

/** A message needs a well-formed address and a given consent: silence is no consent. */
function permitted(identity: Identity): MessageChannel[] {
  return [
    ...(identity.email.valid && identity.consentEmail === true ? (['EMAIL'] as const) : []),
    ...(identity.phone.valid && identity.consentSms === true ? (['SMS'] as const) : []),
    ...(identity.consentPush === true ? (['PUSH'] as const) : []),
  ];
}

/** The permitted message channels: the preferred one first, then by the chance of being noticed, learned from the guest's own sends. */
export function reachOf(identity: Identity, { sends }: SendHistory, config: ScoringConfig): Reach[] {
  const { noticed, noticedWeight } = config.actions;
  const preferred = (channel: MessageChannel) => (identity.preferredChannel === channel ? 1 : 0);
  return permitted(identity)
    .map((channel) => {
      const delivered = sends.filter((send) => send.channel === channel && send.deliveredAt !== null);
      const seen = delivered.filter((send) => send.openedAt !== null || answered(send)).length;
      const share = delivered.length === 0 ? 0 : seen / delivered.length;
      return { channel, probability: shrunk(share, delivered.length, noticed[channel], noticedWeight) };
    })
    .sort(
      (a, b) => preferred(b.channel) - preferred(a.channel) || b.probability - a.probability || (a.channel < b.channel ? -1 : 1),
    );
}
