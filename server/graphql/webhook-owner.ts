import { keyViewer } from '../access/principal.ts';
import { mayDo, type Viewer, viewerOf } from '../access/viewer.ts';
import type { Db } from '../db/open.ts';
import { openKeys } from '../store/keys.ts';
import type { Webhook } from '../store/webhooks.ts';
import { followingKeys } from './key-reach.ts';

type Owned = Pick<Webhook, 'id' | 'ownerPrincipal' | 'ownerName' | 'ownerRole'>;

/**
 * As whom a webhook reads: with the rights that its key has now; one that a person saved keeps that person's role, and sees everybody.
 * @returns null: its key was revoked or has expired.
 */
export async function webhookViewer(db: Db, webhook: Owned, now: number): Promise<Viewer | null> {
  const keyId = /^key:(.+)$/.exec(webhook.ownerPrincipal)?.[1];
  if (keyId === undefined) {
    const { ownerRole: role, ownerName: name } = webhook;
    return viewerOf({ role, name, principal: `webhook:${webhook.id}`, reach: null });
  }
  const key = await followingKeys(openKeys(db), db).current(keyId, now);
  return key === null ? null : keyViewer(key);
}

/** Whether somebody may see and change a webhook: its key, whoever signed in with the role that it keeps, and administrators. */
export function mayManage(viewer: Viewer, { ownerPrincipal, ownerRole }: Omit<Owned, 'id'>): boolean {
  if (viewer.reach === null && mayDo(viewer, 'ADMINISTER')) return true;
  if (viewer.principal === ownerPrincipal) return true;
  const arePeople = [viewer.principal, ownerPrincipal].every((principal) => !principal.startsWith('key:'));
  return arePeople && viewer.role === ownerRole && viewer.reach === null;
}
