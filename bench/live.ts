import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { urlOf } from '../server/cli/address.ts';
import { startServing } from '../server/main.ts';
import { readSettings } from '../server/settings.ts';

export const title = 'Live: event recorded → new score and alert on a subscription, 20 events per second for 20 seconds';

type Print = (figure: { figure: string; value: number; unit: string }) => void;

const token = 'a-token-of-the-benchmark';
const eventsPerSecond = 20;
const seconds = 20;
/** Events before the count, until everything has run a few times. */
const warmUp = 50;
const alertsTold = 'subscription { healthAlertRaised { customerId kind } }';
const scoresTold =
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

interface Answered {
  readonly data?: {
    readonly customers?: {
      readonly nodes: readonly { readonly id: string }[];
      readonly pageInfo: { readonly endCursor: string };
    };
  };
  readonly errors?: unknown;
}

async function ask(url: string, query: string): Promise<Answered> {
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  });
  return (await answer.json()) as Answered;
}

/** So many that nobody is complained about twice. */
async function guestIds(url: string): Promise<string[]> {
  const ids: string[] = [];
  let after = 'null';
  while (ids.length < warmUp + eventsPerSecond * seconds) {
    const { data } = await ask(url, `{ customers(first: 100, after: ${after}) { nodes { id } pageInfo { endCursor } } }`);
    ids.push(...(data?.customers?.nodes ?? []).map(({ id }) => id));
    after = JSON.stringify(data?.customers?.pageInfo.endCursor);
  }
  return ids;
}

/** Listens for a guest's news of one kind. `waits`: milliseconds from the event to the news. */
class Waiting {
  /** When the event of a guest that is still waited for was sent. */
  readonly #sentAt = new Map<string, number>();
  readonly waits: number[] = [];

  sent(customerId: string): void {
    this.#sentAt.set(customerId, performance.now());
  }

  forget(customerId: string): void {
    this.#sentAt.delete(customerId);
  }

  told(customerId: string): void {
    const sent = this.#sentAt.get(customerId);
    if (sent === undefined) return;
    this.#sentAt.delete(customerId);
    this.waits.push(performance.now() - sent);
  }

  print(print: Print, name: string, expected: number): void {
    const sorted = this.waits.toSorted((a, b) => a - b);
    print({ figure: `${name} told`, value: sorted.length, unit: `of ${expected}` });
    print({ figure: `recorded → ${name}: p50`, value: sorted[Math.floor(sorted.length / 2)] ?? 0, unit: 'ms' });
    print({ figure: `recorded → ${name}: p99`, value: sorted[Math.floor(sorted.length * 0.99)] ?? 0, unit: 'ms' });
    print({ figure: `recorded → ${name}: longest`, value: sorted.at(-1) ?? 0, unit: 'ms' });
  }
}

async function measure(print: Print, url: string): Promise<void> {
  const ids = await guestIds(url);
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
  });
  const [scores, alerts] = [new Waiting(), new Waiting()];
  listen(client, scoresTold, (data) => scores.told(data.healthScoreChanged?.customerId ?? ''));
  listen(client, alertsTold, ({ healthAlertRaised: alert }) => {
    if (alert?.kind === 'BAD_FEEDBACK') alerts.told(alert.customerId);
  });
  await pause(1_000);
  let refused = 0;
  const record = async (turn: number) => {
    const id = ids[turn] ?? '';
    const isComplaint = turn % 2 === 1;
    scores.sent(id);
    if (isComplaint) alerts.sent(id);
    const { errors } = await ask(url, isComplaint ? complaint(id, turn) : visit(id, turn));
    if (errors === undefined) return;
    refused += 1;
    scores.forget(id);
    alerts.forget(id);
  };
  for (let turn = 0; turn < warmUp; turn += 1) await record(turn);
  await pause(500);
  for (const each of [scores, alerts]) each.waits.length = 0;
  refused = 0;
  const asked: Promise<void>[] = [];
  const startedAt = performance.now();
  for (let turn = 0; turn < eventsPerSecond * seconds; turn += 1) {
    await pause(startedAt + (turn * 1_000) / eventsPerSecond - performance.now());
    asked.push(record(warmUp + turn));
  }
  await Promise.all(asked);
  await pause(2_000);
  await client.dispose();
  print({ figure: 'events refused', value: refused, unit: 'events' });
  scores.print(print, 'score', eventsPerSecond * seconds);
  alerts.print(print, 'alert', (eventsPerSecond * seconds) / 2);
}

function visit(customerId: string, turn: number): string {
  const visitedAt = new Date(Date.now() - turn * 1_000).toISOString();
  return `mutation { recordVisits(visits: [{ customerId: "${customerId}", visitedAt: "${visitedAt}", total: "12" }]) { inserted } }`;
}

function complaint(customerId: string, turn: number): string {
  const at = new Date().toISOString();
  return `mutation { recordFeedback(feedback: [{ customerId: "${customerId}", feedbackId: "bench-${turn}", at: "${at}", nps: 0 }]) { inserted } }`;
}

interface Told {
  readonly healthScoreChanged?: { readonly customerId: string };
  readonly healthAlertRaised?: { readonly customerId: string; readonly kind: string };
}

function listen(client: Client, query: string, onTold: (data: Told) => void): void {
  client.subscribe<Told>(
    { query },
    {
      next: ({ data, errors }) => {
        if (errors !== undefined) throw new Error(JSON.stringify(errors));
        if (data != null) onTold(data);
      },
      error: (error) => {
        throw error;
      },
      complete: () => undefined,
    },
  );
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, Math.max(0, ms)));
}
