/** A server that sends, as a process of its own, so that it can be killed: its database, its data folder and its key are the arguments. */
import { openDatabase } from '../../server/db/open.ts';
import { startDelivering } from '../../server/outbound/deliver.ts';
import { openSender } from '../../server/outbound/sender.ts';
import { answers } from './delivering.ts';

const [databaseUrl = '', dataDir = '', encryptionKey = ''] = process.argv.slice(2);
const clock = () => Date.now();
const db = await openDatabase({
  databaseUrl,
  dataDir,
  encryptionKey,
  statementTimeoutMs: 30_000,
  maxConnections: 4,
  log: () => undefined,
});
const sender = openSender({ clock, allowPrivate: new Set(['127.0.0.1']) });
startDelivering({ db, answers, sender, clock, onFault: (error) => process.stderr.write(`${error}\n`) });
