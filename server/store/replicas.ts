import { openReplicas, type Replicas, type ReplicasOptions } from '../db/replicas.ts';
import { erasedChannel } from './tombstones.ts';

/** Read replicas; before one is read again it must know that somebody was erased. @param addresses absent: there are none. */
export async function openReading(
  options: Omit<ReplicasOptions, 'addresses'> & { readonly addresses: readonly string[] | undefined },
): Promise<Replicas | undefined> {
  const { addresses, primary } = options;
  if (addresses === undefined) return undefined;
  const replicas = await openReplicas({ ...options, addresses });
  const erasures = primary.listen(erasedChannel, () => replicas.forget());
  return {
    ...replicas,
    close: async () => {
      await erasures.stop();
      await replicas.close();
    },
  };
}
