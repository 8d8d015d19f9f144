import type { Db } from '../db/open.ts';
import type { Settings } from '../settings.ts';
import { readPerson } from '../store/person.ts';
import { personalData } from '../store/personal-data.ts';
import { tell } from './database.ts';
import { writeOut } from './export-file.ts';
import { onRecord } from './on-record.ts';

/** Writes everything held about one person as JSON: rows by table, what is sealed in clear, amounts in minor units of the currency. */
export async function exportCustomer(
  db: Db,
  settings: Settings,
  { customerId, out, json }: { readonly customerId: string; readonly out: string; readonly json: boolean },
): Promise<void> {
  const startedAt = performance.now();
  const tables = await readPerson(db, customerId);
  if (tables === null) {
    throw new Error(
      `--customer: expected the id of a customer on record, got ${JSON.stringify(customerId)}; look for it with search in the API`,
    );
  }
  await onRecord(db, { act: 'export --customer', kind: 'READ', customerIds: [customerId] });
  const about = Object.fromEntries(
    Object.keys(tables).map((table) => [table, { purpose: personalData[table]?.purpose, kept: personalData[table]?.kept }]),
  );
  const document = { customerId, exportedAt: new Date().toISOString(), currency: settings.CURRENCY, about, tables };
  const rows = Object.values(tables).reduce((total, found) => total + found.length, 0);
  const { bytes, sha256 } = await writeOut(out, [`${JSON.stringify(document, null, 2)}\n`]);
  const seconds = Math.round(performance.now() - startedAt) / 1000;
  if (json) process.stdout.write(`${JSON.stringify({ rows, bytes, sha256, seconds })}\n`);
  else tell(`${rows} rows about ${customerId}, ${bytes} bytes, SHA-256 ${sha256}`);
}
