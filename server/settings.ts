import { z } from 'zod';

/** An IANA time zone that this Node knows. */
function isTimeZone(value: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    return true;
  } catch {
    return false;
  }
}

const flag = (fallback: boolean) =>
  z
    .enum(['true', 'false'], { error: 'must be true or false' })
    .default(fallback ? 'true' : 'false')
    .transform((value) => value === 'true');
const wholeNumber = (fallback: number, min: number, max: number) => number(fallback, min, max, true);
function number(fallback: number, min: number, max: number, whole = false) {
  const kind = whole ? 'a whole number' : 'a number';
  const error = `must be ${kind} from ${min} to ${max}`;
  return z
    .string()
    .regex(whole ? /^\d+$/ : /^\d+(\.\d+)?$/, { error })
    .default(String(fallback))
    .transform(Number)
    .refine((value) => value >= min && value <= max, { error });
}
const network = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]);
const notBlank = (what: string) => z.string().regex(/\S/, { error: `must be ${what}` });
const text = (pattern: RegExp, error: string) => z.string().regex(pattern, { error });
const postgresAddress = text(
  /^postgres(ql)?:\/\/\S+$/,
  'must be a PostgreSQL address such as postgres://user:password@host:5432/name',
);

/** Minute, hour, day of the month, month, weekday: each a star, a star with a step, or numbers and ranges with commas between them. */
const schedule = (fallback: string) =>
  text(
    /^(\*(\/\d+)?|\d+(-\d+)?(,\d+(-\d+)?)*)( (\*(\/\d+)?|\d+(-\d+)?(,\d+(-\d+)?)*)){4}$/,
    'must be five fields of a crontab in UTC, such as 20 3 * * *',
  ).default(fallback);

/** Every setting of the environment, its default and what it allows. `.env.example` is held against this by a test. */
export const settingsSchema = z.object({
  ENHANCED_PROFILE_CACHE_TTL: wholeNumber(3600, 0, 604800),
  ENHANCED_PROFILE_BATCH_SIZE: wholeNumber(50, 1, 1000),
  HEALTH_SCORE_CALCULATION_INTERVAL: wholeNumber(86400, 60, 31536000),
  HEALTH_SCORE_ALERT_THRESHOLD: number(40, 0, 100),
  HEALTH_SCORE_TREND_DAYS: wholeNumber(30, 1, 365),
  DATA_FRESHNESS_THRESHOLD: wholeNumber(604800, 1, 31536000),
  PROFILE_COMPLETENESS_THRESHOLD: number(70, 0, 100),
  FEATURE_ENHANCED_PROFILES: flag(true),
  FEATURE_HEALTH_SCORING: flag(true),
  FEATURE_PREDICTIVE_ANALYTICS: flag(true),
  FEATURE_REAL_TIME_ALERTS: flag(true),
  FEATURE_BATCH_PROCESSING: flag(true),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
      error: 'must be one of trace, debug, info, warn, error, fatal, silent',
    })
    .default('info'),
  DEBUG_INCLUDE_API_CALLS: flag(false),
  DEBUG_SHOW_DATA_SOURCES: flag(false),
  DEBUG_TRACK_PERFORMANCE: flag(false),
  PORT: wholeNumber(4000, 0, 65535),
  HOST: notBlank('a host name or address, such as 127.0.0.1').default('127.0.0.1'),
  TLS_CERT_FILE: notBlank('a file').optional(),
  TLS_KEY_FILE: notBlank('a file').optional(),
  DATABASE_URL: postgresAddress.optional(),
  DATABASE_CA_FILE: notBlank('a file').optional(),
  DATABASE_REPLICA_URL: text(
    /^postgres(ql)?:\/\/\S+$/,
    'must be PostgreSQL addresses with commas between them, such as postgres://user:password@host:5432/name',
  )
    .transform((value) => value.split(/,(?=postgres(?:ql)?:\/\/)/))
    .optional(),
  REDIS_URL: text(/^rediss?:\/\/\S+$/, 'must be a Redis address such as redis://host:6379').optional(),
  ECX_DATA_DIR: notBlank('a folder').default('.data'),
  ECX_DEMO: z.enum(['auto', 'off'], { error: 'must be auto or off' }).default('auto'),
  ECX_WORKER: z.enum(['on', 'off'], { error: 'must be on or off' }).default('on'),
  ECX_SCORING_THREADS: text(/^([1-9]|[1-9]\d|1\d\d|2[0-4]\d|25[0-6])$/, 'must be a whole number from 1 to 256')
    .transform(Number)
    .optional(),
  ECX_SCHEDULE_GRID: schedule('5 * * * *'),
  ECX_SCHEDULE_RETENTION: schedule('20 3 * * *'),
  ECX_RETENTION_ALERT_DAYS: wholeNumber(730, 0, 36500),
  ECX_RETENTION_HISTORY_DAYS: wholeNumber(730, 0, 36500),
  ECX_RETENTION_AUDIT_DAYS: wholeNumber(400, 0, 36500),
  ECX_SCHEDULE_SEGMENTS: schedule('35 * * * *'),
  ECX_SCHEDULE_ESCALATION: schedule('*/5 * * * *'),
  ECX_IMPORT_MAX_MB: wholeNumber(512, 1, 4096),
  ECX_EXPORT_MAX_MB: wholeNumber(2048, 1, 65536),
  WEBHOOK_ALLOW_PRIVATE: text(
    /^\s*[\w.:-]+(\s*,\s*[\w.:-]+)*\s*$/,
    'must be hosts without ports, with commas between them, such as receiver.internal,10.0.0.7',
  ).optional(),
  ECX_ADMIN_TOKEN: z.string().min(16, { error: 'must have at least 16 characters' }).optional(),
  ECX_ENCRYPTION_KEY: text(
    /^[0-9a-f]{64}(,[0-9a-f]{64})?$/i,
    'must be 64 hexadecimal digits (32 bytes), for example from: openssl rand -hex 32; while it is changed two of them with a comma between',
  ).optional(),
  JWT_ISSUER: notBlank('an issuer').optional(),
  JWT_AUDIENCE: notBlank('an audience').optional(),
  JWT_JWKS_URL: text(/^https?:\/\/\S+$/, 'must be a web address').optional(),
  RATE_LIMIT_POINTS_PER_MINUTE: wholeNumber(20000, 1, 1000000000),
  TRUST_PROXY: z
    .string()
    .refine((value) => value.split(',').every((entry) => network.safeParse(entry.trim()).success), {
      error: 'must be addresses or networks of proxies with commas between them, such as 10.0.0.7,192.168.0.0/16',
    })
    .optional(),
  CURRENCY: text(/^[A-Z]{3}$/, 'must be an ISO 4217 code of three capitals, such as EUR').default('EUR'),
  TIME_ZONE: z.string().refine(isTimeZone, { error: 'must be an IANA time zone such as Europe/Berlin' }).default('UTC'),
  BUSINESS_DAY_START: text(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day from 00:00 to 23:59, such as 04:00').default(
    '04:00',
  ),
});

export type Settings = Readonly<z.infer<typeof settingsSchema>>;

/** Variables with these beginnings are ours: an unknown one is a typing mistake worth stopping for. */
const ownPrefixes = [
  'ECX_',
  'ENHANCED_PROFILE_',
  'HEALTH_SCORE_',
  'DATA_FRESHNESS_',
  'PROFILE_COMPLETENESS_',
  'FEATURE_',
  'DEBUG_INCLUDE_',
  'DEBUG_SHOW_',
  'DEBUG_TRACK_',
  'RATE_LIMIT_',
  'BUSINESS_DAY_',
  'WEBHOOK_',
];

/** What begins like ours and belongs to others: the client and the examples of the guides, the tests. */
const ofOthers = /^(ECX_URL|ECX_TOKEN|ECX_KEY|ECX_TEST_.*)$/;

/** A variable that must not reach an error message in clear. */
const secret = /KEY|TOKEN|_URL$/;

/** Of the settings that begin alike, the one whose name takes the fewest changed letters to reach. */
function nearest(name: string): string {
  const prefix = ownPrefixes.find((each) => name.startsWith(each)) ?? '';
  const alike = Object.keys(settingsSchema.shape).filter((known) => known.startsWith(prefix));
  const byDistance = alike.map((known) => ({ known, distance: letterChanges(name, known) }));
  return byDistance.sort((a, b) => a.distance - b.distance)[0]?.known ?? '';
}

/** Levenshtein distance: letters to insert, remove or replace. */
function letterChanges(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** Settings that are given together, or not at all: for tokens of an issuer, for TLS. */
const together = [
  ['JWT_ISSUER', 'JWT_AUDIENCE', 'JWT_JWKS_URL'],
  ['TLS_CERT_FILE', 'TLS_KEY_FILE'],
] as const;

function missingParts(settings: Settings): string[] {
  return together.flatMap((names) => {
    const missing = names.filter((name) => settings[name] === undefined);
    if (missing.length === names.length) return [];
    return missing.map((name) => `${name} must be set, too: ${names.join(', ')} go together, got nothing`);
  });
}

/**
 * Reads and checks the environment.
 * @throws Error with one line per problem: the variable, what is allowed and what came.
 */
export function readSettings(environment: Readonly<Record<string, string | undefined>> = process.env): Settings {
  const known = settingsSchema.shape;
  const given = Object.fromEntries(
    Object.keys(known).flatMap((name) =>
      environment[name] === undefined || environment[name] === '' ? [] : [[name, environment[name]]],
    ),
  );
  const unknown = Object.keys(environment)
    .filter((name) => !(name in known) && ownPrefixes.some((prefix) => name.startsWith(prefix)) && !ofOthers.test(name))
    .map((name) => `${name} is not a setting; did you mean ${nearest(name)}? .env.example lists all of them`);
  const parsed = settingsSchema.safeParse(given);
  const wrong = parsed.success
    ? []
    : parsed.error.issues.map((issue) => {
        const name = String(issue.path[0]);
        return `${name} ${issue.message}, got ${secret.test(name) ? 'another value (not shown)' : JSON.stringify(given[name])}`;
      });
  if (parsed.success) wrong.push(...missingParts(parsed.data));
  if (!parsed.success || wrong.length > 0 || unknown.length > 0) throw new Error([...wrong, ...unknown].join('\n'));
  return parsed.data;
}
