import { Client, type Pool } from 'pg';

/** How long to wait before connecting again, from the first to the longest, milliseconds. */
const firstPauseMs = 250;
const longestPauseMs = 5_000;
/** How often the line is tried: a dead network says nothing by itself. Milliseconds, as the patience for the answer. */
const trialEveryMs = 10_000;
const trial = { text: 'select 1', query_timeout: 3_000 };

export interface Listening {
  /** Ends it; the connection is closed then. */
  stop(): Promise<void>;
}

/**
 * Hears a channel over a connection of its own, and connects again when that breaks.
 * @param heard called at each notification, and after each connection, because what was told before it is lost.
 */
export function listenOn(pool: Pool, channel: string, heard: () => void): Listening {
  if (!/^[a-z_]+$/.test(channel)) throw new Error(`expected a channel of small letters and underscores, got ${channel}`);
  let stopped = false;
  let client: Client | null = null;
  let timer: NodeJS.Timeout | undefined;
  let pauseMs = firstPauseMs;

  const lost = (broken: Client): void => {
    if (client !== broken) return;
    client = null;
    clearTimeout(timer);
    void broken.end().catch(() => undefined);
    if (stopped) return;
    timer = setTimeout(connect, pauseMs);
    timer.unref();
    pauseMs = Math.min(2 * pauseMs, longestPauseMs);
  };
  const tryLine = (mine: Client): void => {
    timer = setTimeout(() => {
      mine.query(trial).then(
        () => client === mine && tryLine(mine),
        () => lost(mine),
      );
    }, trialEveryMs);
    timer.unref();
  };
  const connect = (): void => {
    const mine = new Client(pool.options);
    client = mine;
    mine.on('error', () => lost(mine));
    mine.on('end', () => lost(mine));
    mine.on('notification', heard);
    mine
      .connect()
      .then(() => mine.query(`listen ${channel}`))
      .then(
        () => {
          if (client !== mine) return;
          pauseMs = firstPauseMs;
          tryLine(mine);
          heard();
        },
        () => lost(mine),
      );
  };
  connect();
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      const last = client;
      client = null;
      await last?.end().catch(() => undefined);
    },
  };
}
