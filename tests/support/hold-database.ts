import { openDatabase } from '../../server/db/open.ts';

/** Opens the embedded database of the folder in the first argument, says so, and holds it until it is killed or its input ends. */
const [dataDir] = process.argv.slice(2);
if (dataDir === undefined) throw new Error('expected a data folder');
const db = await openDatabase({ dataDir, statementTimeoutMs: 5_000, maxConnections: 2, log: () => undefined });
process.stdout.write('open\n');
process.stdin.resume().once('end', () => void db.close());
