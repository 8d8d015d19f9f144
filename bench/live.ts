import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { urlOf } from '../server/cli/address.ts';
import { startServing } from '../server/main.ts';
import { readSettings } from '../server/settings.ts';

export const title = 'Live: event recorded → new score on a subscription, 20 events per second for 20 seconds';

type Print = (figure: { figure: string; value: number; unit: string }) => void;

const token = 'a-token-of-the-benchmark';
const eventsPerSecond = 20;
const seconds = 20;
const subscription =
  'subscription { healthScoreChanged { customerId healthScore healthLevel components { recencyFactor { score } } } }';

export async function run(print: Print): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'ecx-bench-live-'));
  const start = startServing({
    settings: readSettings({ ECX_DATA_DIR: dataDir, ECX_ADMIN_TOKEN: token, PORT: '0', LOG_LEVEL: 'silent' }),
    clock: Date.now,
    tell: () => undefined,
    progress: () => ({ update: () => undefined, stop: () => undefined }),
    urlOf,
  });
  try {
    const { url } = await start.started;
    await measure(print, url);
  } finally {
    await start.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function ask(
  url: string,
  query: string,
): Promise<{ data?: Record<string, { nodes?: { id: string }[] }>; errors?: unknown }> {
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  });
  return (await answer.json()) as Awaited<ReturnType<typeof ask>>;
}

async function measure(print: Print, url: string): Promise<void> {
  const ids = ((await ask(url, '{ customers(first: 100) { nodes { id } } }')).data?.customers?.nodes ?? []).map(({ id }) => id);
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
  });
  /** When the event of a guest that is still waited for was sent. */
  const sentAt = new Map<string, number>();
  const waits: number[] = [];
  client.subscribe<{ healthScoreChanged: { customerId: string } }>(
    { query: subscription },
    {
      next: ({ data, errors }) => {
        if (errors !== undefined) throw new Error(JSON.stringify(errors));
        const id = data?.healthScoreChanged.customerId ?? '';
        const sent = sentAt.get(id);
        if (sent === undefined) return;
        sentAt.delete(id);
        waits.push(performance.now() - sent);
      },
      error: (error) => {
        throw error;
      },
      complete: () => undefined,
    },
  );
  await pause(1_000);
  const record = async (turn: number) => {
    const id = ids[turn % ids.length] ?? '';
    sentAt.set(id, performance.now());
    const visitedAt = new Date(Date.now() - turn * 1_000).toISOString();
    const { errors } = await ask(
      url,
      `mutation { recordVisits(visits: [{ customerId: "${id}", visitedAt: "${visitedAt}", total: "12" }]) { inserted } }`,
    );
    if (errors === undefined) return;
    refused += 1;
    sentAt.delete(id);
  };
  let refused = 0;
  for (let turn = 0; turn < 50; turn += 1) await record(turn); // until everything has run a few times
  await pause(500);
  waits.length = 0;
  refused = 0;
  const asked: Promise<void>[] = [];
  const startedAt = performance.now();
  for (let turn = 0; turn < eventsPerSecond * seconds; turn += 1) {
    await pause(startedAt + (turn * 1_000) / eventsPerSecond - performance.now());
    asked.push(record(50 + turn));
  }
  await Promise.all(asked);
  await pause(2_000);
  await client.dispose();
  const sorted = waits.toSorted((a, b) => a - b);
  print({ figure: 'events told', value: sorted.length, unit: `of ${eventsPerSecond * seconds}` });
  print({ figure: 'events refused', value: refused, unit: 'events' });
  print({ figure: 'recorded → told: p50', value: sorted[Math.floor(sorted.length / 2)] ?? 0, unit: 'ms' });
  print({ figure: 'recorded → told: p99', value: sorted[Math.floor(sorted.length * 0.99)] ?? 0, unit: 'ms' });
  print({ figure: 'recorded → told: longest', value: sorted.at(-1) ?? 0, unit: 'ms' });
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, Math.max(0, ms)));
}
