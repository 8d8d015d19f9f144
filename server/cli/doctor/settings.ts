import type { Settings } from '../../settings.ts';
import { type Finding, fault, fine, note, warning } from './finding.ts';

/** The last day with security fixes of each long-lived Node.js. */
const lastDays: Readonly<Record<number, string>> = { 20: '2026-04-30', 22: '2027-04-30', 24: '2028-04-30' };
const oldestNode = [20, 19] as const;

/** @param version such as 24.1.0. @param now milliseconds since 1970. */
export function nodeFinding(version: string, now: number): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const newer = 'install Node.js 24 from https://nodejs.org';
  if (major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1]))
    return fault('node', `Node.js ${version} is too old: 20.19 or newer is needed`, newer);
  const last = lastDays[major];
  if (last !== undefined && now > Date.parse(`${last}T23:59:59Z`))
    return warning('node', `Node.js ${version} gets no security fixes since ${last}`, newer);
  return fine('node', `Node.js ${version}`);
}

const loopback = /^(127\.[\d.]+|localhost|::1|\[::1\])$/;

/** What the settings alone say of safety: who can reach us, how, and what is told. */
export function settingsFindings(settings: Settings): Finding[] {
  return [exposure(settings), ...lines(settings), ...tokens(settings), ...telling(settings)];
}

function exposure({ HOST, TLS_CERT_FILE, TRUST_PROXY }: Settings): Finding {
  if (TLS_CERT_FILE !== undefined) return fine('exposure', `serves HTTPS on ${HOST}`);
  if (loopback.test(HOST)) return fine('exposure', `serves HTTP on ${HOST}, to this machine alone`);
  if (TRUST_PROXY !== undefined)
    return note(
      'exposure',
      `serves HTTP on ${HOST}, behind the proxies of TRUST_PROXY`,
      'see that only they can reach this port',
    );
  return fault(
    'exposure',
    `serves HTTP on ${HOST}: passwords, keys and guests' data pass the network in clear`,
    'set TLS_CERT_FILE and TLS_KEY_FILE, or HOST=127.0.0.1 with a proxy before it that ends TLS and is named in TRUST_PROXY',
  );
}

function lines({ DATABASE_URL, DATABASE_REPLICA_URL, DATABASE_CA_FILE, REDIS_URL, JWT_JWKS_URL }: Settings): Finding[] {
  const databases = [DATABASE_URL ?? [], DATABASE_REPLICA_URL ?? []].flat();
  const found = databases.map((address) => databaseLine(new URL(address), DATABASE_CA_FILE));
  if (REDIS_URL?.startsWith('redis://') === true && !loopback.test(new URL(REDIS_URL).hostname))
    found.push(
      warning(
        'redis line',
        `no TLS to ${new URL(REDIS_URL).hostname}`,
        'use its rediss:// address, or a network that is yours alone',
      ),
    );
  if (JWT_JWKS_URL?.startsWith('http://') === true && !loopback.test(new URL(JWT_JWKS_URL).hostname))
    found.push(
      fault(
        'tokens',
        'JWT_JWKS_URL is http: who is on the way can replace the keys and sign in as anybody',
        'use its https address',
      ),
    );
  return found;
}

function databaseLine({ hostname, searchParams }: URL, caFile: string | undefined): Finding {
  const mode =
    searchParams.get('sslmode') ?? (caFile === undefined && !searchParams.has('sslrootcert') ? 'disable' : 'verify-full');
  const checked = mode.startsWith('verify') || (mode === 'require' && caFile !== undefined);
  if (checked) return fine('database line', `TLS to ${hostname}, checked (${mode})`);
  if (hostname === '' || loopback.test(hostname))
    return fine('database line', `PostgreSQL is on this machine (${hostname || 'socket'})`);
  const what = mode === 'require' ? `TLS to ${hostname}, but whoever answers is believed` : `no TLS to ${hostname}`;
  return warning('database line', what, 'add sslmode=verify-full to DATABASE_URL and set DATABASE_CA_FILE');
}

const longToken = 32;

function tokens({ ECX_ADMIN_TOKEN, ECX_ENCRYPTION_KEY, WEBHOOK_ALLOW_PRIVATE }: Settings): Finding[] {
  const found: Finding[] = [];
  if (ECX_ADMIN_TOKEN !== undefined && ECX_ADMIN_TOKEN.length < longToken)
    found.push(
      warning(
        'admin token',
        `ECX_ADMIN_TOKEN has ${ECX_ADMIN_TOKEN.length} characters and every right`,
        `take at least ${longToken} random ones: openssl rand -hex 32`,
      ),
    );
  if (ECX_ENCRYPTION_KEY?.includes(',') === true)
    found.push(
      note(
        'master key',
        'ECX_ENCRYPTION_KEY holds two keys: it is being changed',
        'finish as "ecx key rotate-master --help" says, then leave one',
      ),
    );
  if (WEBHOOK_ALLOW_PRIVATE !== undefined)
    found.push(note('webhooks', `may reach ${WEBHOOK_ALLOW_PRIVATE} although private`, 'leave only hosts that still need it'));
  return found;
}

function telling(settings: Settings): Finding[] {
  const on = (['DEBUG_INCLUDE_API_CALLS', 'DEBUG_SHOW_DATA_SOURCES', 'DEBUG_TRACK_PERFORMANCE'] as const).filter(
    (name) => settings[name],
  );
  if (['debug', 'trace'].includes(settings.LOG_LEVEL))
    return [note('logs', `LOG_LEVEL is ${settings.LOG_LEVEL}`, 'set LOG_LEVEL=info once done')];
  return on.length === 0 ? [] : [note('logs', `${on.join(', ')} ${on.length === 1 ? 'is' : 'are'} on`, 'switch off once done')];
}
