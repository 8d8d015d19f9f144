import { adminToken, bearer, read, type TestServer } from '../http/serving.ts';

const dayMs = 86_400_000;

/** Records a few guests who come every week, over the API itself. */
export async function recordGuests(server: TestServer): Promise<string[]> {
  const ids = ['G1', 'G2', 'G3'];
  const names = ['Ada Byron', 'Grace Murray', 'Emmy Fischer'];
  const customers = ids.map((id, index) => `{ id: "${id}", name: "${names[index]}" }`).join(' ');
  const visits = ids.flatMap((id, index) =>
    Array.from({ length: 20 }, (_, week) => {
      const at = new Date(Date.now() - dayMs * (7 * week + 1 + index)).toISOString();
      return `{ customerId: "${id}", visitedAt: "${at}", total: "${20 + index}.50" }`;
    }),
  );
  const document = `mutation { upsertCustomers(customers: [${customers}]) { inserted } recordVisits(visits: [${visits.join(' ')}]) { inserted errors { message } } }`;
  const answer = await read(server.ask(document, bearer(adminToken)));
  const recorded = JSON.stringify(answer.data?.recordVisits);
  if (recorded !== JSON.stringify({ inserted: visits.length, errors: [] }))
    throw new Error(`expected all visits to be recorded, got ${JSON.stringify(answer)}`);
  return ids;
}
