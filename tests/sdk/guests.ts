import type { Venue } from '../browser/venue.ts';
import { adminToken, bearer, read } from '../http/serving.ts';

/** The three guests of the product document's example, with a visit each. */
export async function recordExampleGuests({ server }: Venue): Promise<void> {
  const customers = [1, 2, 3].map(
    (number) => `{id: "customer${number}", name: "Guest ${number}", segment: "${number < 3 ? 'REGULAR' : 'NEW'}"}`,
  );
  const visits = [1, 2, 3].map(
    (number) =>
      `{customerId: "customer${number}", visitId: "E${number}", visitedAt: "2026-10-0${number}T18:00:00Z", total: "30.00"}`,
  );
  const change = `mutation {
    upsertCustomers(customers: [${customers.join()}]) { errors { message } }
    recordVisits(visits: [${visits.join()}]) { errors { message } }
  }`;
  const answer = await read(server.ask(change, bearer(adminToken)));
  if (answer.errors !== undefined) throw new Error(`expected three guests, got ${JSON.stringify(answer.errors)}`);
}
