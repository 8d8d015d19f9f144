import { DatabaseUnavailable } from '../../server/db/errors.ts';
import type { Db } from '../../server/db/open.ts';
import { loadDemo } from '../../server/demo/load.ts';
import { demoOptions } from '../../server/demo/options.ts';
import { isPastDue, writePast } from '../../server/jobs/past.ts';
import { openRunOptions } from '../../server/jobs/run-options.ts';
import { completeRun } from '../../server/jobs/runs.ts';
import { readSettings } from '../../server/settings.ts';
import { openSessions } from '../../server/store/sessions.ts';
import { adminToken, bearer, read, type TestServer, testServer } from '../http/serving.ts';
import { filledDatabaseUrl, testDatabase } from '../support/database.ts';

/** A running server over a small demo restaurant, and links to sign in with. */
export interface Venue {
  readonly server: TestServer;
  /** A fresh sign-in link of this role. */
  readonly linkFor: (role: 'ADMIN' | 'MANAGER' | 'ANALYST') => Promise<string>;
  /** Asks GraphQL as an administrator; an error fails the test. */
  readonly ask: (query: string) => Promise<Readonly<Record<string, unknown>>>;
}

/** The demo restaurant with so many guests up to yesterday, everybody scored, with the past, as after the first hour of an installation. */
async function fill(db: Db, customers: number): Promise<void> {
  const now = Date.now();
  const options = demoOptions({ customers: String(customers), months: '24', currency: 'EUR', now });
  const context = { now, timeZone: 'UTC', dayStartMinutes: 240, currency: 'EUR', createCustomers: false };
  await patiently(() => loadDemo(db, options, context, () => undefined));
  const current = await patiently(openRunOptions(db, readSettings({}), Date.now));
  await patiently(() => completeRun(db, { kind: 'START', asOf: now }, current));
  const never = new AbortController().signal;
  while ((await patiently(() => isPastDue(db, Date.now()))) === true) await patiently(() => writePast(db, current, never));
}

/** Again when a loaded machine had no connection in time: all of it goes on where it was. */
async function patiently<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof DatabaseUnavailable) || tries === 20) throw error;
    }
  }
}

/** Serves a demo restaurant with so many guests, everybody scored. */
export async function demoVenue(customers: number, environment: Readonly<Record<string, string>> = {}): Promise<Venue> {
  const url = await filledDatabaseUrl(`demo_${customers}`, (db) => fill(db, customers));
  const db = await testDatabase({ url });
  const server = await testServer({ DATABASE_URL: url, ...environment });
  const ask = async (query: string) => {
    const answer = await read(server.ask(query, bearer(adminToken)));
    if (answer.data === null || answer.data === undefined || answer.errors !== undefined)
      throw new Error(`expected an answer, got ${JSON.stringify(answer)}`);
    return answer.data;
  };
  const sessions = openSessions(db);
  return { server, ask, linkFor: async (role) => `${server.url}/sign-in?token=${await sessions.createSignIn(role, Date.now())}` };
}
