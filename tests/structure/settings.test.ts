import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readSettings, settingsSchema } from '../../server/settings.ts';

interface ExampleLine {
  readonly name: string;
  /** Null: shown as unset. */
  readonly value: string | null;
  readonly meaning: string;
}

/** The settings of .env.example with the comment line above each. */
function exampleLines(): ExampleLine[] {
  const lines = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8').split('\n');
  return lines.flatMap((line, index) => {
    const [, unset, name, value] = /^(# )?([A-Z][A-Z_]+)=(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) return [];
    return [{ name, value: unset === undefined ? value : null, meaning: lines[index - 1] ?? '' }];
  });
}

/** A value that each setting refuses, and words that the message must say of what is allowed. */
const wrong: Readonly<Record<string, readonly [value: string, allowed: string]>> = {
  ENHANCED_PROFILE_CACHE_TTL: ['-1', 'a whole number from 0 to 604800'],
  ENHANCED_PROFILE_BATCH_SIZE: ['0', 'a whole number from 1 to 1000'],
  HEALTH_SCORE_CALCULATION_INTERVAL: ['1.5', 'a whole number from 60 to 31536000'],
  HEALTH_SCORE_ALERT_THRESHOLD: ['forty', 'a number from 0 to 100'],
  HEALTH_SCORE_TREND_DAYS: ['366', 'a whole number from 1 to 365'],
  DATA_FRESHNESS_THRESHOLD: ['1e9', 'a whole number from 1 to 31536000'],
  PROFILE_COMPLETENESS_THRESHOLD: ['101', 'a number from 0 to 100'],
  FEATURE_ENHANCED_PROFILES: ['yes', 'true or false'],
  FEATURE_HEALTH_SCORING: ['1', 'true or false'],
  FEATURE_PREDICTIVE_ANALYTICS: ['on', 'true or false'],
  FEATURE_REAL_TIME_ALERTS: ['TRUE', 'true or false'],
  FEATURE_BATCH_PROCESSING: ['0', 'true or false'],
  LOG_LEVEL: ['loud', 'one of trace, debug, info, warn, error, fatal, silent'],
  DEBUG_INCLUDE_API_CALLS: ['y', 'true or false'],
  DEBUG_SHOW_DATA_SOURCES: ['y', 'true or false'],
  DEBUG_TRACK_PERFORMANCE: ['y', 'true or false'],
  PORT: ['65536', 'a whole number from 0 to 65535'],
  HOST: [' ', 'a host name or address'],
  TLS_CERT_FILE: [' ', 'a file'],
  TLS_KEY_FILE: [' ', 'a file'],
  DATABASE_URL: ['mysql://host/name', 'a PostgreSQL address'],
  DATABASE_CA_FILE: [' ', 'a file'],
  DATABASE_REPLICA_URL: ['host', 'PostgreSQL addresses'],
  REDIS_URL: ['http://host', 'a Redis address'],
  ECX_DATA_DIR: [' ', 'a folder'],
  ECX_WORKER: ['true', 'on or off'],
  ECX_SCORING_THREADS: ['0', 'a whole number from 1 to 256'],
  ECX_SCHEDULE_GRID: ['hourly', 'five fields of a crontab'],
  ECX_SCHEDULE_RETENTION: ['20 3 * *', 'five fields of a crontab'],
  ECX_RETENTION_ALERT_DAYS: ['-1', 'whole number from 0 to 36500'],
  ECX_RETENTION_HISTORY_DAYS: ['two years', 'whole number from 0 to 36500'],
  ECX_RETENTION_AUDIT_DAYS: ['two years', 'whole number from 0 to 36500'],
  ECX_SCHEDULE_SEGMENTS: ['35', 'five fields of a crontab'],
  ECX_SCHEDULE_ESCALATION: ['often', 'five fields of a crontab'],
  ECX_DEMO: ['on', 'auto or off'],
  ECX_IMPORT_MAX_MB: ['0', 'a whole number from 1 to 4096'],
  ECX_EXPORT_MAX_MB: ['0', 'a whole number from 1 to 65536'],
  WEBHOOK_ALLOW_PRIVATE: ['http://host', 'hosts without ports'],
  ECX_ADMIN_TOKEN: ['short', 'at least 16 characters'],
  ECX_ENCRYPTION_KEY: ['abc', '64 hexadecimal digits'],
  JWT_ISSUER: [' ', 'an issuer'],
  JWT_AUDIENCE: [' ', 'an audience'],
  JWT_JWKS_URL: ['keys', 'a web address'],
  TRUST_PROXY: ['10.0.0.7, proxy', 'addresses or networks of proxies'],
  RATE_LIMIT_POINTS_PER_MINUTE: ['many', 'a whole number from 1 to 1000000000'],
  CURRENCY: ['euro', 'an ISO 4217 code'],
  TIME_ZONE: ['Mars/Olympus', 'an IANA time zone'],
  BUSINESS_DAY_START: ['24:00', 'a time of day from 00:00 to 23:59'],
};
const names = Object.keys(settingsSchema.shape);

/** The message of what `readSettings` refuses. */
function refusal(environment: Readonly<Record<string, string>>): string {
  try {
    readSettings(environment);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return '';
}

describe('.env.example', () => {
  test('names every setting once and nothing else, in the order of the program', () => {
    expect(exampleLines().map(({ name }) => name)).toEqual(names);
  });

  test('shows the defaults', () => {
    const shown = Object.fromEntries(exampleLines().flatMap(({ name, value }) => (value === null ? [] : [[name, value]])));
    expect(readSettings(shown)).toEqual(readSettings({}));
    const unset = exampleLines().filter(({ value }) => value === null);
    expect(unset.filter(({ name }) => name in readSettings({}))).toEqual([]);
  });

  test('says in one line what each setting means', () => {
    expect(exampleLines().filter(({ meaning }) => !/^# \S.*\.$/.test(meaning))).toEqual([]);
  });
});

describe('a wrong setting', () => {
  test.each(names)('%s stops the start with a line that names it, the value and what is allowed', (name) => {
    const [value, allowed] = wrong[name] ?? ['', 'this test knows no wrong value'];
    const message = refusal({ [name]: value });
    expect(message.split('\n')).toHaveLength(1);
    expect(message).toContain(`${name} must`);
    expect(message).toContain(allowed);
    if (!/KEY|TOKEN|_URL$/.test(name)) expect(message).toContain(`got ${JSON.stringify(value)}`);
  });

  test('every problem is reported at once', () => {
    expect(refusal({ PORT: 'x', CURRENCY: 'x', TIME_ZONE: 'x' }).split('\n')).toHaveLength(3);
  });

  test('a secret is never repeated in the message', () => {
    const secret = 'postgre://user:hunter2@host/name';
    expect(refusal({ DATABASE_URL: secret, ECX_ADMIN_TOKEN: 'hunter2', ECX_ENCRYPTION_KEY: 'hunter2' })).not.toContain('hunter2');
  });

  test('a misspelt name of ours is named, together with the nearest one', () => {
    expect(refusal({ ECX_DATADIR: '/tmp' })).toBe(
      'ECX_DATADIR is not a setting; did you mean ECX_DATA_DIR? .env.example lists all of them',
    );
    const misspelt = {
      FEATURE_ALERTS: 'FEATURE_REAL_TIME_ALERTS',
      RATE_LIMIT_POINTS: 'RATE_LIMIT_POINTS_PER_MINUTE',
      DATA_FRESHNESS_TRESHOLD: 'DATA_FRESHNESS_THRESHOLD',
      PROFILE_COMPLETENESS_TRESHOLD: 'PROFILE_COMPLETENESS_THRESHOLD',
      DEBUG_SHOW_DATA_SOURCE: 'DEBUG_SHOW_DATA_SOURCES',
      BUSINESS_DAY_STARTS: 'BUSINESS_DAY_START',
    };
    for (const [name, meant] of Object.entries(misspelt))
      expect(refusal({ [name]: '1' })).toContain(`${name} is not a setting; did you mean ${meant}?`);
  });
});

describe('the environment', () => {
  test('may hold what our client reads', () => {
    expect(readSettings({ ECX_URL: 'https://ecx.example.com', ECX_TOKEN: 'ecx_1.2' })).toEqual(readSettings({}));
  });

  test('an empty value counts as unset', () => {
    expect(readSettings({ PORT: '', DATABASE_URL: '' })).toEqual(readSettings({}));
  });

  test('variables of other programs are left alone', () => {
    expect(() => readSettings({ PATH: '/bin', LANG: 'C', DEBUG: '*', npm_config_yes: 'true' })).not.toThrow();
  });

  test('text becomes typed values', () => {
    const settings = readSettings({
      PORT: '0',
      FEATURE_HEALTH_SCORING: 'false',
      HEALTH_SCORE_ALERT_THRESHOLD: '37.5',
      CURRENCY: 'JPY',
    });
    expect(settings).toMatchObject({
      PORT: 0,
      FEATURE_HEALTH_SCORING: false,
      HEALTH_SCORE_ALERT_THRESHOLD: 37.5,
      CURRENCY: 'JPY',
    });
  });
});
