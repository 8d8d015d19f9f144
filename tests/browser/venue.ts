import { loadDemo } from '../../server/demo/load.ts';
import { demoOptions } from '../../server/demo/options.ts';
import { openSessions } from '../../server/store/sessions.ts';
import { adminToken, bearer, read, type TestServer, testServer } from '../http/serving.ts';
import { testDatabase, testDatabaseUrl } from '../support/database.ts';

/** A running server over a small demo restaurant, and links to sign in with. */
export interface Venue {
  readonly server: TestServer;
  /** A fresh sign-in link of this role. */
  readonly linkFor: (role: 'ADMIN' | 'MANAGER' | 'ANALYST') => Promise<string>;
  /** Asks GraphQL as an administrator; an error fails the test. */
  readonly ask: (query: string) => Promise<Readonly<Record<string, unknown>>>;
}

/** Loads the demo restaurant with so many guests up to yesterday, serves it and waits until everybody is scored. */
export async function demoVenue(customers: number, environment: Readonly<Record<string, string>> = {}): Promise<Venue> {
  const url = await testDatabaseUrl();
  const db = await testDatabase({ url });
  const now = Date.now();
  const options = demoOptions({ customers: String(customers), months: '24', currency: 'EUR', now });
  const context = { now, timeZone: 'UTC', dayStartMinutes: 240, currency: 'EUR', createCustomers: false };
  await loadDemo(db, options, context, () => undefined);
  const server = await testServer({ DATABASE_URL: url, ...environment });
  const ask = async (query: string) => {
    const answer = await read(server.ask(query, bearer(adminToken)));
    if (answer.data === null || answer.data === undefined || answer.errors !== undefined)
      throw new Error(`expected an answer, got ${JSON.stringify(answer)}`);
    return answer.data;
  };
  for (let tries = 0; tries < 200; tries += 1) {
    const { portfolio } = (await ask('{ portfolio { scored } }')) as { portfolio: { scored: number | null } };
    if ((portfolio.scored ?? 0) > customers / 2) break;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  const sessions = openSessions(db);
  return { server, ask, linkFor: async (role) => `${server.url}/sign-in?token=${await sessions.createSignIn(role, Date.now())}` };
}
