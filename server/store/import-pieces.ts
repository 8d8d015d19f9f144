/** What uploaded files say: sealed under a key of each upload, and forgotten in time. */
import type { Db } from '../db/open.ts';
import type { DataKey } from '../db/sealing.ts';
import { statement } from '../db/statement.ts';
import type { ImportRecord } from './imports.ts';

/** How long what an upload says is kept, and how long that there was one; milliseconds. */
export const contentLifeMs = 24 * 3_600_000;
const recordLifeMs = 90 * 24 * 3_600_000;

export type ImportPart = 'FILE' | 'REJECTS';

const begin = statement(
  'imports/begin',
  'own',
  (kysely, id: string, table: string, fileName: string, now: Date, by: string, name: string, masterKeyId: string, key: Buffer) =>
    kysely.insertInto('imports').values({
      import_id: id,
      table_name: table,
      file_name: fileName,
      bytes: 0,
      state: 'RECEIVING',
      uploaded_at: now,
      uploaded_by: by,
      uploaded_name: name,
      master_key_id: masterKeyId,
      wrapped_key: key,
      create_customers: false,
      attempt: 0,
      bytes_done: 0,
      rows_done: 0,
    }),
);

const received = statement('imports/received', 'own', (kysely, id: string, bytes: number, columns: Buffer) =>
  kysely
    .updateTable('imports')
    .set({ state: 'UPLOADED', bytes, columns_sealed: columns })
    .where('import_id', '=', id)
    .where('state', '=', 'RECEIVING')
    .returning('import_id'),
);

const drop = statement('imports/drop', 'own', (kysely, id: string) => kysely.deleteFrom('imports').where('import_id', '=', id));

const insertPiece = statement(
  'imports/writePiece',
  'own',
  (kysely, id: string, part: string, attempt: number, no: number, bytes: Buffer) =>
    kysely.insertInto('import_pieces').values({ import_id: id, part, attempt, piece_no: no, bytes_sealed: bytes }),
);

const piece = statement('imports/readPiece', 'own', (kysely, id: string, part: string, attempt: number, no: number) =>
  kysely
    .selectFrom('import_pieces')
    .where('import_id', '=', id)
    .where('part', '=', part)
    .where('attempt', '=', attempt)
    .where('piece_no', '=', no)
    .select('bytes_sealed'),
);

const dropOtherRejects = statement('imports/dropOtherRejects', 'own', (kysely, id: string, attempt: number) =>
  kysely.deleteFrom('import_pieces').where('import_id', '=', id).where('part', '=', 'REJECTS').where('attempt', '<>', attempt),
);

const dropFile = statement('imports/dropFile', 'own', (kysely, id: string) =>
  kysely.deleteFrom('import_pieces').where('import_id', '=', id).where('part', '=', 'FILE'),
);

const forgotten = { wrapped_key: null, columns_sealed: null, kinds_sealed: null } as const;

const discard = statement('imports/discard', 'own', (kysely, id: string) =>
  kysely
    .updateTable('imports')
    .set({ state: 'DISCARDED', ...forgotten })
    .where('import_id', '=', id)
    .where('state', 'not in', ['RECEIVING', 'DONE', 'DISCARDED'])
    .returning('import_id'),
);

const discardOld = statement('imports/discardOld', 'own', (kysely, until: Date) =>
  kysely
    .updateTable('imports')
    .set({ state: 'DISCARDED', ...forgotten })
    .where('state', 'in', ['RECEIVING', 'UPLOADED', 'CHECKED', 'FAILED'])
    .where('uploaded_at', '<', until),
);

const forgetDone = statement('imports/forgetDone', 'own', (kysely, until: Date) =>
  kysely
    .updateTable('imports')
    .set(forgotten)
    .where('state', '=', 'DONE')
    .where('finished_at', '<', until)
    .where('wrapped_key', 'is not', null),
);

/** Of uploads that are gone or forgotten; also those that a worker wrote while the upload was discarded. */
const dropForgotten = statement('imports/dropForgotten', 'own', (kysely) =>
  kysely
    .deleteFrom('import_pieces as p')
    .where((eb) =>
      eb.not(
        eb.exists(
          eb.selectFrom('imports as i').whereRef('i.import_id', '=', 'p.import_id').where('i.wrapped_key', 'is not', null),
        ),
      ),
    ),
);

const dropRecords = statement('imports/dropRecords', 'own', (kysely, until: Date) =>
  kysely.deleteFrom('imports').where('uploaded_at', '<', until).where('state', 'in', ['DONE', 'DISCARDED']),
);

/** Who a key of an upload belongs to, where keys of customers name a customer. */
const ownerOf = (id: string): string => `import ${id}`;

const placeOf = (id: string, table: 'imports' | 'import_pieces', column: string) => ({
  table,
  column,
  customerId: ownerOf(id),
});

/** An upload whose contents can be read and added to. */
export interface OpenImport {
  readonly id: string;
  readonly key: DataKey;
}

/** Begins to receive a file. */
export async function beginImport(
  db: Db,
  given: {
    readonly id: string;
    readonly table: string;
    readonly fileName: string;
    readonly now: number;
    readonly principal: string;
    readonly name: string;
  },
): Promise<OpenImport> {
  const { id, table, fileName, now, principal, name } = given;
  const { key, masterKeyId, wrappedKey } = db.sealer.newDataKey(ownerOf(id));
  await begin(db, id, table, fileName, new Date(now), principal, name, masterKeyId, wrappedKey);
  return { id, key };
}

/** @returns null: what the upload says is forgotten. */
export function openImport(db: Db, { id, masterKeyId, wrappedKey }: ImportRecord): OpenImport | null {
  return wrappedKey === null ? null : { id, key: db.sealer.openDataKey(ownerOf(id), masterKeyId, wrappedKey) };
}

export async function writePiece(
  db: Db,
  { id, key }: OpenImport,
  part: ImportPart,
  attempt: number,
  no: number,
  bytes: string | Buffer,
): Promise<void> {
  await insertPiece(
    db,
    id,
    part,
    attempt,
    no,
    db.sealer.seal(key, placeOf(id, 'import_pieces', `${part} ${attempt} ${no}`), bytes),
  );
}

/** The bytes of a part, piece by piece. */
export async function* readPieces(db: Db, { id, key }: OpenImport, part: ImportPart, attempt: number): AsyncGenerator<Buffer> {
  for (let no = 0; ; no += 1) {
    const [row] = await piece(db, id, part, attempt, no);
    if (row === undefined) return;
    yield db.sealer.unsealBytes(key, placeOf(id, 'import_pieces', `${part} ${attempt} ${no}`), row.bytes_sealed);
  }
}

/** What is kept beside the pieces: the header with its first values, or the refused rows by kind. */
export function sealNote(db: Db, { id, key }: OpenImport, column: 'columns_sealed' | 'kinds_sealed', value: unknown): Buffer {
  return db.sealer.seal(key, placeOf(id, 'imports', column), JSON.stringify(value));
}

export function unsealNote(db: Db, { id, key }: OpenImport, column: 'columns_sealed' | 'kinds_sealed', sealed: Buffer): unknown {
  return JSON.parse(db.sealer.unseal(key, placeOf(id, 'imports', column), sealed)) as unknown;
}

/** The file is there whole. */
export async function endReceiving(db: Db, id: string, bytes: number, columnsSealed: Buffer): Promise<void> {
  await received(db, id, bytes, columnsSealed);
}

/** Leaves no trace of an upload that was broken off; its pieces go with the next `forgetOldImports`, which has more time. */
export async function dropImport(db: Db, id: string): Promise<void> {
  await drop(db, id);
}

/** Only the refused rows of this attempt stay. */
export async function dropStaleRejects(db: Db, { id, attempt }: Pick<ImportRecord, 'id' | 'attempt'>): Promise<void> {
  await dropOtherRejects(db, id, attempt);
}

/** The file is not needed any more. */
export async function dropImportedFile(db: Db, id: string): Promise<void> {
  await dropFile(db, id);
}

/** Destroys the key of what an upload says; the pieces go as above. @returns false: it is done, or was discarded before. */
export async function discardImport(db: Db, id: string): Promise<boolean> {
  return (await discard(db, id)).length > 0;
}

/** Discards uploads that nobody went on with, forgets what was refused of those that are done, and removes what nobody can open. */
export async function forgetOldImports(db: Db, now: number): Promise<void> {
  const until = new Date(now - contentLifeMs);
  await discardOld(db, until);
  await forgetDone(db, until);
  await dropForgotten(db);
  await dropRecords(db, new Date(now - recordLifeMs));
}
