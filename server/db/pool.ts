import { Pool, type PoolConfig, TypeOverrides } from 'pg';

/** Object identifiers of PostgreSQL's built-in types. */
const oid = { int8: 20, int8Array: 1016, date: 1082, dateArray: 1182 };

/** The parsers of our connections only; pg's global ones stay as they are. Instants are Date and `numeric` is text by pg's default. */
export function ourTypes(): TypeOverrides {
  const types = new TypeOverrides();
  types.setTypeParser(oid.int8, wholeNumber);
  types.setTypeParser(oid.int8Array, (text) => listItems(text).map((item) => (item === 'NULL' ? null : wholeNumber(item))));
  types.setTypeParser(oid.date, (text) => text);
  types.setTypeParser(oid.dateArray, (text) => listItems(text).map((item) => (item === 'NULL' ? null : item)));
  return types;
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value))
    throw new RangeError(`expected a bigint within ±2^53, got ${text}; cast it to text in the statement`);
  return value;
}

/** Items of a one-dimensional array of numbers or dates, which are never quoted. */
function listItems(text: string): string[] {
  return text === '{}' ? [] : text.slice(1, -1).split(',');
}

export interface Address {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** Everything that must hold in each of our sessions: all arithmetic with days is done in UTC unless a zone is named. */
const sessionOptions = '-c TimeZone=UTC -c DateStyle=ISO,YMD -c IntervalStyle=iso_8601 -c jit=off';

/** A user's own `?options=…` in the address is kept, ours come after it. */
function withOptions(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  url.searchParams.set('options', [url.searchParams.get('options'), sessionOptions].filter(Boolean).join(' '));
  return url.toString();
}

const [leastToConnectMs, mostToConnectMs] = [1_500, 10_000];

/** How long a connection may take to come: whoever answers requests gives up soon; work that nobody waits for has time on a busy machine. */
function patienceToConnect(statementTimeoutMs: number): number {
  if (statementTimeoutMs === 0) return mostToConnectMs;
  return Math.min(mostToConnectMs, Math.max(leastToConnectMs, statementTimeoutMs / 6));
}

/**
 * @param statementTimeoutMs the longest a statement may run, in milliseconds; 0: for ever.
 * @param onIdleFault told of a connection that broke while nobody used it; without a listener such an error ends the process.
 */
export function createPool(
  target: Address | string,
  options: {
    statementTimeoutMs: number;
    maxConnections: number;
    onIdleFault: (error: Error) => void;
    /** How an address of one's own is spoken with; absent: as pg decides. */
    ssl?: PoolConfig['ssl'];
  },
): Pool {
  const shared: PoolConfig = {
    max: options.maxConnections,
    types: ourTypes(),
    application_name: 'ecx',
    idleTimeoutMillis: 0, // a prepared statement lives as long as its connection
    keepAlive: true,
    connectionTimeoutMillis: patienceToConnect(options.statementTimeoutMs),
    statement_timeout: options.statementTimeoutMs,
    idle_in_transaction_session_timeout: Math.max(options.statementTimeoutMs, 30_000),
  };
  const pool = new Pool(
    typeof target === 'string'
      ? { ...shared, connectionString: withOptions(target), ...(options.ssl === undefined ? {} : { ssl: options.ssl }) }
      : { ...shared, ...target, options: sessionOptions },
  );
  pool.on('error', options.onIdleFault);
  // A connection may also break while it is checked out and silent, which the pool does not listen for.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}
