import { adminTokenViewer, keyViewer, sessionViewer } from '../access/principal.ts';
import type { Viewer } from '../access/viewer.ts';
import type { Keys } from '../store/keys.ts';
import type { Sessions } from '../store/sessions.ts';

/** Who a principal is at this moment; null: its key or session has ended. */
export type WhoIs = (principal: string, now: number) => Promise<Viewer | null>;

/** Who asked for work that goes on after the request: the same rights as if they asked now. */
export function openWhoIs({ keys, sessions }: { readonly keys: Keys; readonly sessions: Sessions }): WhoIs {
  return async (principal, now) => {
    if (principal === adminTokenViewer.principal) return adminTokenViewer;
    const [kind, id = ''] = principal.split(':');
    if (kind === 'key') {
      const key = await keys.current(id, now);
      return key === null ? null : keyViewer(key);
    }
    if (kind !== 'session' || !/^[0-9a-f]{32}$/.test(id)) return null;
    const session = await sessions.current(id, now);
    return session === null ? null : sessionViewer(session, id);
  };
}
