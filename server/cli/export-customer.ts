import type { Db } from '../db/open.ts';
import type { Settings } from '../settings.ts';
import { type AuditRecord, readAccessLog } from '../store/audit-reading.ts';
import { readPerson } from '../store/person.ts';
import { personalData } from '../store/personal-data.ts';
import { tell } from './database.ts';
import { writeOut } from './export-file.ts';
import { onRecord } from './on-record.ts';

/** An entry for the person whom it is about: which others were in the same answer is not told. */
function entryText({ no, at, customerIds: _others, requestId: _request, ...entry }: AuditRecord): string {
  return JSON.stringify({ no, at: new Date(at).toISOString(), ...entry });
}

/** A document as JSON with the log behind its last field, page by page: a guest may have been seen in lists a hundred thousand times. */
async function* textsOf(document: object, log: AsyncIterable<AuditRecord>, counted: { rows: number }): AsyncGenerator<string> {
  yield `${JSON.stringify(document, null, 2).slice(0, -2)},\n  "accessLog": [`;
  let before = '\n    ';
  for await (const entry of log) {
    yield `${before}${entryText(entry)}`;
    before = ',\n    ';
    counted.rows += 1;
  }
  yield '\n  ]\n}\n';
}

const noticeOf = (table: string) => ({ purpose: personalData[table]?.purpose, kept: personalData[table]?.kept });

/**
 * Writes everything held about one person as JSON: rows by table, what is sealed in clear, amounts in minor units of the currency, and who
 * read or changed something of it, this export included.
 */
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
  const about = Object.fromEntries(Object.keys(tables).map((table) => [table, noticeOf(table)]));
  const document = {
    customerId,
    exportedAt: new Date().toISOString(),
    currency: settings.CURRENCY,
    about: { ...about, accessLog: noticeOf('audit_entries') },
    tables,
  };
  const counted = { rows: Object.values(tables).reduce((total, found) => total + found.length, 0) };
  const { bytes, sha256 } = await writeOut(out, textsOf(document, readAccessLog(db, customerId), counted));
  const seconds = Math.round(performance.now() - startedAt) / 1000;
  if (json) process.stdout.write(`${JSON.stringify({ ...counted, bytes, sha256, seconds })}\n`);
  else tell(`${counted.rows} rows about ${customerId}, ${bytes} bytes, SHA-256 ${sha256}`);
}
