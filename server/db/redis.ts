import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import { RedisError, type Reply, ReplyReader } from './redis-replies.ts';

/** How long a connection and an answer may take, milliseconds. */
const patienceMs = 250;

/** One connection to a Redis, made when it is first needed and again after it broke. Questions on it are answered in their order. */
export interface Redis {
  /** @throws Error when nothing is answered in time, RedisError when Redis refuses. */
  readonly ask: (...words: readonly string[]) => Promise<Reply>;
  readonly close: () => void;
}

interface Waiting {
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: Error) => void;
}

/** A command as Redis reads it. */
function commandOf(words: readonly string[]): string {
  return `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;
}

/** Signs in and chooses the database as the address says. */
function greeting({ username, password, pathname }: URL): string[][] {
  const [name, secret] = [decodeURIComponent(username), decodeURIComponent(password)];
  const database = pathname.slice(1);
  return [
    ...(secret === '' ? [] : [['AUTH', ...(name === '' ? [] : [name]), secret]]),
    ...(database === '' || database === '0' ? [] : [['SELECT', database]]),
  ];
}

/** @param address `redis://` or, over TLS, `rediss://`. Nothing is connected yet. */
export function openRedis(address: string): Redis {
  const url = new URL(address);
  let line: { readonly socket: Socket; readonly waiting: Waiting[] } | null = null;

  const open = (): NonNullable<typeof line> => {
    const [host, port] = [url.hostname || 'localhost', Number(url.port || 6379)];
    const socket = url.protocol === 'rediss:' ? connectSecurely({ host, port, servername: host }) : connectPlain({ host, port });
    const waiting: Waiting[] = [];
    const opened = { socket, waiting };
    const lost = (error: Error): void => {
      if (line === opened) line = null;
      socket.destroy();
      for (const { reject } of waiting.splice(0)) reject(error);
    };
    const reader = new ReplyReader((reply) => {
      const next = waiting.shift();
      if (reply instanceof RedisError) next?.reject(reply);
      else next?.resolve(reply);
    });
    socket.setNoDelay(true).unref();
    socket.on('data', (bytes) => {
      try {
        reader.read(bytes);
      } catch (error) {
        lost(error instanceof Error ? error : new Error(String(error)));
      }
    });
    socket.on('error', lost).on('close', () => lost(new Error('Redis closed the connection')));
    for (const words of greeting(url)) {
      socket.write(commandOf(words));
      waiting.push({ resolve: () => undefined, reject: lost });
    }
    return opened;
  };

  return {
    ask: (...words) =>
      new Promise((resolve, reject) => {
        line ??= open();
        const { socket, waiting } = line;
        const timer = setTimeout(() => socket.destroy(new Error(`Redis did not answer within ${patienceMs} ms`)), patienceMs);
        waiting.push({
          resolve: (reply) => {
            clearTimeout(timer);
            resolve(reply);
          },
          reject: (error) => {
            clearTimeout(timer);
            reject(error);
          },
        });
        socket.write(commandOf(words));
      }),
    close: () => line?.socket.destroy(),
  };
}
