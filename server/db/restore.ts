import { createHash } from 'node:crypto';
import { type BackupEnd, type BackupHeader, backupFormat, quoted } from './backup.ts';
import { reasonOf } from './errors.ts';
import { migrate } from './migrate.ts';
import { type Db, Session } from './session.ts';

const broken = (what: string) =>
  new Error(`expected a whole backup, got ${what}; take another copy of the file, nothing of it was restored`);

/** The longest line of a backup: the header names every table and migration. */
const longestLine = 1_000_000;

/** Reads the bytes of a backup as lines and pieces. */
class Reader {
  readonly #source: AsyncIterator<Buffer>;
  readonly hash = createHash('sha256');
  #held: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  async #more(): Promise<void> {
    const { value, done } = await this.#source.next().catch((error: unknown) => {
      throw broken(`one that cannot be read ("${reasonOf(error)}")`);
    });
    if (done === true) throw broken('one that breaks off');
    this.#held = this.#held.length === 0 ? value : Buffer.concat([this.#held, value]);
  }

  /** @param counts false: the line is not part of the checksum. */
  async line(counts = true): Promise<string> {
    let end = this.#held.indexOf(10);
    while (end < 0) {
      if (this.#held.length > longestLine) throw broken('something else');
      await this.#more();
      end = this.#held.indexOf(10);
    }
    const line = this.#take(end + 1);
    if (counts) this.hash.update(line);
    return line.toString('utf8', 0, end);
  }

  async *bytes(count: number): AsyncGenerator<Buffer> {
    for (let left = count; left > 0; ) {
      if (this.#held.length === 0) await this.#more();
      const piece = this.#take(Math.min(left, this.#held.length));
      this.hash.update(piece);
      left -= piece.length;
      yield piece;
    }
  }

  #take(count: number): Buffer {
    const taken = this.#held.subarray(0, count);
    this.#held = this.#held.subarray(count);
    return taken;
  }
}

/** A backup whose header is read. */
export interface OpenedBackup {
  readonly header: BackupHeader;
  readonly reader: Reader;
}

/** @throws Error when the bytes are no backup. */
export async function openBackup(source: AsyncIterable<Buffer>): Promise<OpenedBackup> {
  const reader = new Reader(source);
  const header = parsed<BackupHeader>(await reader.line());
  if (header?.format !== backupFormat)
    throw new Error('expected a file of "ecx backup", got something else; give such a file, unpacked by nobody');
  return { header, reader };
}

function parsed<Value>(line: string): Value | null {
  try {
    return JSON.parse(line) as Value;
  } catch {
    return null;
  }
}

/**
 * Fills an empty database: the tables of then, their rows in one transaction, then the migrations since.
 *
 * @returns the rows of each table.
 * @throws Error when the database is not empty, the master key is another one, or the backup is damaged; no row is kept then.
 */
export async function restore(
  db: Db,
  { header, reader }: OpenedBackup,
  log: (line: string) => void,
): Promise<Readonly<Record<string, number>>> {
  await assertEmpty(db);
  if (header.masterKeyId !== null && !db.sealer.knows(header.masterKeyId))
    throw new Error(
      `expected the master key ${header.masterKeyId} of this backup, got ${db.sealer.masterKeyId}; give that key in ECX_ENCRYPTION_KEY`,
    );
  await migrate(db, { log, only: header.migrations });
  const rows = await db.transaction(async (tx) => {
    if (!(tx instanceof Session)) throw new Error('restore expects the Db that openDatabase returned');
    await tx.script('set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0');
    await tx.script(`truncate ${header.tables.map(({ name }) => quoted(name)).join(', ')}`);
    return await fill(tx, { header, reader });
  });
  await migrate(db, { log });
  return rows;
}

async function fill(tx: Db, { header, reader }: OpenedBackup): Promise<Readonly<Record<string, number>>> {
  const rows: Record<string, number> = {};
  for (const { name, columns } of header.tables) {
    const text = `copy ${quoted(name)} (${columns.map(quoted).join(', ')}) from stdin`;
    rows[name] = await tx.copyIn(text, pieces(reader));
  }
  const sha256 = reader.hash.digest('hex');
  const end = parsed<BackupEnd>(await reader.line(false));
  if (end?.sha256 !== sha256) throw broken('one whose checksum differs');
  if (Object.entries(rows).some(([name, count]) => end.rows[name] !== count)) throw broken('one with another number of rows');
  return rows;
}

async function* pieces(reader: Reader): AsyncGenerator<Buffer> {
  for (;;) {
    const size = Number(await reader.line());
    if (!Number.isSafeInteger(size) || size < 0) throw broken('one that is damaged');
    if (size === 0) return;
    yield* reader.bytes(size);
  }
}

async function assertEmpty(db: Db): Promise<void> {
  const [made] = await db.run<{ made: boolean }>('restore/made', `select to_regclass('customers') is not null as made`, []);
  if (made?.made !== true) return;
  const [used] = await db.run<{ used: boolean }>('restore/used', 'select exists (select from customers) as used', []);
  if (used?.used === true)
    throw new Error(
      'expected an empty database, got one with guests; set ECX_DATA_DIR to a new folder (with the encryption.key of then), or DATABASE_URL to a new database',
    );
}
