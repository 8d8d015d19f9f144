import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { inject } from 'vitest';
import { type EmbeddedServer, startEmbedded } from '../../server/db/embedded.ts';
import { serverAccount, tryAs } from '../../server/db/embedded-account.ts';
import { atEndOfFile } from './endings.ts';

/** A PostgreSQL and a streaming replica of it, both real, both thrown away at the end of the test file. */
export interface Pair {
  readonly primaryUrl: string;
  readonly replicaUrl: string;
  /** From now on the replica shows what it shows now, until it is resumed. */
  readonly pause: () => Promise<void>;
  readonly resume: () => Promise<void>;
  /** Resolves when the replica shows everything that the primary had when this was called. */
  readonly caughtUp: () => Promise<void>;
  /** Stops the replica for good, cutting off whoever reads there. */
  readonly endReplica: () => Promise<void>;
}

const small = { shared_buffers: '32MB', max_connections: '60', autovacuum: 'off' };
const quiet = () => undefined;

function urlOf({ address: { user, password, host, port, database } }: EmbeddedServer): string {
  return `postgres://${user}:${password}@${host}:${port}/${database}`;
}

/** The rows of one statement over a connection of its own. */
async function askedOf<Row>(url: string, text: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  client.on('error', quiet);
  await client.connect();
  try {
    return (await client.query(text)).rows as Row[];
  } finally {
    await client.end();
  }
}

/** A primary that was stopped in good order, and a copy of it that follows it. */
async function twoFolders(): Promise<{ readonly primary: string; readonly replica: string }> {
  const folder = await mkdtemp(join(inject('runFolder'), 'pair-'));
  atEndOfFile(() => rm(folder, { recursive: true, force: true }));
  await chmod(folder, 0o711);
  const [primary, replica] = [join(folder, 'primary'), join(folder, 'replica')];
  await mkdir(primary, { mode: 0o711 });
  await (await startEmbedded({ dataDir: primary, log: quiet, extra: small })).release();
  const { fault } = tryAs(null, '/bin/cp', ['-a', primary, replica]);
  if (fault !== null) throw new Error(fault);
  const signal = join(replica, 'postgres', 'standby.signal');
  await writeFile(signal, '');
  const account = await serverAccount();
  if (account !== null) await chown(signal, account.uid, account.gid);
  return { primary, replica };
}

export async function testPair(): Promise<Pair> {
  const folders = await twoFolders();
  const primary = await startEmbedded({ dataDir: folders.primary, log: quiet, extra: small });
  atEndOfFile(() => primary.release());
  const { host, port, user, password } = primary.address;
  const extra = { ...small, primary_conninfo: `host=${host} port=${port} user=${user} password=${password}` };
  const replica = await startEmbedded({ dataDir: folders.replica, log: quiet, extra });
  let isEnded = false;
  const endReplica = async () => {
    if (!isEnded) await replica.release();
    isEnded = true;
  };
  atEndOfFile(endReplica);
  const [primaryUrl, replicaUrl] = [urlOf(primary), urlOf(replica)];
  return {
    primaryUrl,
    replicaUrl,
    pause: async () => void (await askedOf(replicaUrl, 'select pg_wal_replay_pause()')),
    resume: async () => void (await askedOf(replicaUrl, 'select pg_wal_replay_resume()')),
    async caughtUp() {
      const [now] = await askedOf<{ at: string }>(primaryUrl, 'select pg_current_wal_flush_lsn()::text as at');
      for (;;) {
        const text = `select pg_last_wal_replay_lsn() >= '${now?.at}'::pg_lsn as there`;
        if ((await askedOf<{ there: boolean }>(replicaUrl, text))[0]?.there === true) return;
        await sleep(20);
      }
    },
    endReplica,
  };
}
