/** The database cannot be reached, went away or did not answer in time. Trying again later may help; the request itself is not at fault. */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable';
}

/** What the operating system and Node say when a connection fails. */
const socketFaults = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
]);

/**
 * SQLSTATEs that speak of the server's state: class 08 (connection), 53300 (too many connections), 57014 (statement timeout),
 * 57P01–57P05 (shutting down, crashed, starting up, dropped, idle), 25P03 and 25P04 (transaction timeouts), 53100 (disk full).
 */
const serverFaults = /^(08...|53[13]00|57014|57P0[1-5]|25P03|25P04)$/;
const diskFull = '53100';

/** What pg itself says; these errors carry no code. */
const driverFaults =
  /Connection terminated|timeout exceeded when trying to connect|Query read timeout|connection error and is not queryable|Client was closed|timeout expired/i;

function codeOf(error: Error): string | null {
  return 'code' in error && typeof error.code === 'string' ? error.code : null;
}

/** Whether an error says that the database is away rather than that the statement is wrong. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError) return error.errors.some(isUnavailable);
  const code = codeOf(error);
  if (code !== null) return socketFaults.has(code) || serverFaults.test(code);
  return driverFaults.test(error.message);
}

/** The reason in a few words, also of Node's AggregateError, whose own message is empty. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join(', ');
  return error instanceof Error ? error.message : String(error);
}

/** Runs `work` and turns connection faults and timeouts into `DatabaseUnavailable`; other errors pass unchanged. */
export async function translated<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    if (error instanceof Error && codeOf(error) === diskFull)
      throw new DatabaseUnavailable(
        `the database's disk is full (${reasonOf(error)}); free space there and do the same again, nothing is half done`,
        { cause: error },
      );
    throw new DatabaseUnavailable(`the database did not answer (${reasonOf(error)}); try again in a moment`, { cause: error });
  }
}
