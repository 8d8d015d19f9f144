import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import {
  backupFinding,
  clockFinding,
  freshness,
  jobFindings,
  keyFindings,
  migrationFinding,
  scoringFinding,
} from '../../../server/cli/doctor/database.ts';
import { fileFindings, spaceFinding } from '../../../server/cli/doctor/files.ts';
import { dayMs, type Finding, hourMs, minuteMs, span } from '../../../server/cli/doctor/finding.ts';
import { nodeFinding, settingsFindings } from '../../../server/cli/doctor/settings.ts';
import { readSettings } from '../../../server/settings.ts';
import type { KeyRecord } from '../../../server/store/keys.ts';
import { makeCertificate } from '../../support/certificates.ts';

const now = Date.parse('2026-11-23T12:00:00Z');
const folder = mkdtempSync(join(tmpdir(), 'ecx-doctor-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const said = ({ severity, what }: Finding) => `${severity} ${what}`;
const of = (findings: readonly Finding[], check: string) => findings.filter((finding) => finding.check === check).map(said);
const settingsOf = (environment: Readonly<Record<string, string>>) => settingsFindings(readSettings(environment));

describe('the version of Node.js', () => {
  test.each([
    ['18.20.8', 'ERROR'],
    ['20.18.9', 'ERROR'],
    ['20.20.2', 'WARNING'],
    ['22.1.0', 'OK'],
    ['24.1.0', 'OK'],
    ['26.0.0', 'OK'],
  ])('%s: %s', (version, severity) => {
    expect(nodeFinding(version, now).severity).toBe(severity);
  });
});

describe('who can reach us', () => {
  test.each([
    [{}, 'OK'],
    [{ HOST: '::1' }, 'OK'],
    [{ HOST: '0.0.0.0' }, 'ERROR'],
    [{ HOST: '0.0.0.0', TRUST_PROXY: '10.0.0.7' }, 'NOTE'],
    [{ HOST: '0.0.0.0', TLS_CERT_FILE: '/c', TLS_KEY_FILE: '/k' }, 'OK'],
  ])('%j: %s', (environment, severity) => {
    const [finding] = settingsOf(environment).filter(({ check }) => check === 'exposure');
    expect(finding?.severity).toBe(severity);
  });

  test.each([
    ['postgres://u:p@127.0.0.1/n', 'OK PostgreSQL is on this machine (127.0.0.1)'],
    ['postgres://u:p@db.example.com/n', 'WARNING no TLS to db.example.com'],
    ['postgres://u:p@db.example.com/n?sslmode=require', 'WARNING TLS to db.example.com, but whoever answers is believed'],
    ['postgres://u:p@db.example.com/n?sslmode=verify-full', 'OK TLS to db.example.com, checked (verify-full)'],
  ])('the line of %s', (url, expected) => {
    expect(of(settingsOf({ DATABASE_URL: url }), 'database line')).toEqual([expected]);
  });

  test('the lines of replicas and of Redis, too', () => {
    const found = settingsOf({
      DATABASE_REPLICA_URL: 'postgres://u:p@replica.example.com/n',
      REDIS_URL: 'redis://cache.example.com:6379',
    });
    expect(of(found, 'database line')).toEqual(['WARNING no TLS to replica.example.com']);
    expect(of(found, 'redis line')).toEqual(['WARNING no TLS to cache.example.com']);
    expect(of(settingsOf({ REDIS_URL: 'rediss://cache.example.com:6379' }), 'redis line')).toEqual([]);
  });

  test('no secret of a setting is repeated', () => {
    const found = settingsOf({ DATABASE_URL: 'postgres://u:hunter2@db/n', ECX_ADMIN_TOKEN: 'hunter2-hunter2-x' });
    expect(JSON.stringify(found)).not.toContain('hunter2');
    expect(of(found, 'admin token')).toEqual(['WARNING ECX_ADMIN_TOKEN has 17 characters and every right']);
  });

  test('a key that is being changed, keys over http, private webhooks and logs that tell much are named', () => {
    const found = settingsOf({
      ECX_ENCRYPTION_KEY: `${'a'.repeat(64)},${'b'.repeat(64)}`,
      JWT_ISSUER: 'i',
      JWT_AUDIENCE: 'a',
      JWT_JWKS_URL: 'http://keys.example.com/jwks',
      WEBHOOK_ALLOW_PRIVATE: '10.0.0.7',
      LOG_LEVEL: 'debug',
    });
    expect(found.map(({ check, severity }) => `${check} ${severity}`)).toEqual([
      'exposure OK',
      'tokens ERROR',
      'master key NOTE',
      'webhooks NOTE',
      'logs NOTE',
    ]);
  });
});

describe('what lies on the disk', () => {
  test('a master key beside the database, or readable by others, is told', async () => {
    const dataDir = join(folder, 'data');
    mkdirSync(dataDir);
    writeFileSync(join(dataDir, 'encryption.key'), 'k', { mode: 0o644 });
    const embedded = await fileFindings(readSettings({ ECX_DATA_DIR: dataDir }), now);
    expect(of(embedded, 'master key')[0]).toContain('WARNING in the data folder beside the database');
    expect(of(embedded, 'secret files')).toEqual([`ERROR others on this machine may read ${join(dataDir, 'encryption.key')}`]);
    const apart = await fileFindings(readSettings({ ECX_DATA_DIR: folder, ECX_ENCRYPTION_KEY: 'a'.repeat(64) }), now);
    expect(of(apart, 'master key')).toEqual(['OK in ECX_ENCRYPTION_KEY']);
  });

  test.each([
    [90, 'OK until'],
    [5, 'WARNING ends on'],
    [-1, 'ERROR ended on'],
  ])('a certificate with %i days left', async (days, expected) => {
    const made = makeCertificate({ name: 'x', hosts: ['x.example.com'], days });
    const [cert, key] = [join(folder, `${days}.crt`), join(folder, `${days}.key`)];
    writeFileSync(cert, made.cert);
    writeFileSync(key, made.key);
    const found = await fileFindings(readSettings({ ECX_DATA_DIR: folder, TLS_CERT_FILE: cert, TLS_KEY_FILE: key }), Date.now());
    expect(of(found, 'certificate')[0]).toContain(expected);
  });

  test('a certificate that is not there is an error that says so', async () => {
    const found = await fileFindings(readSettings({ TLS_CERT_FILE: '/no', TLS_KEY_FILE: '/no' }), now);
    expect(found.find(({ check }) => check === 'certificate')).toMatchObject({
      severity: 'ERROR',
      todo: expect.stringContaining('expected to read the file of TLS_CERT_FILE'),
    });
  });

  test.each([
    [0.5e9, 100e9, 'ERROR'],
    [4e9, 100e9, 'WARNING'],
    [4e9, 20e9, 'OK'],
    [60e9, 1000e9, 'OK'],
  ])('%d of %d bytes free: %s', (free, total, severity) => {
    expect(spaceFinding('/x', free, total).severity).toBe(severity);
  });
});

describe('what the database tells', () => {
  test.each([
    [500, 'OK this machine and the database agree'],
    [-5_000, "WARNING the database's clock is 5 s behind ours"],
    [60_000, "ERROR the database's clock is 60 s before ours"],
  ])('a clock %i ms off', (ms, expected) => {
    expect(said(clockFinding(ms))).toBe(expected);
  });

  test('migrations that wait, and a database that is newer than the program', () => {
    const files = ['0001_a.sql', '0002_b.sql', '0003_c.sql'];
    expect(said(migrationFinding('0003_c.sql', files))).toBe('OK up to date (0003_c.sql)');
    expect(said(migrationFinding('0001_a.sql', files))).toBe('WARNING 2 to apply, the last is 0003_c.sql');
    expect(said(migrationFinding(null, files))).toBe('WARNING 3 to apply, the last is 0003_c.sql');
    expect(migrationFinding('0004_d.sql', files).severity).toBe('ERROR');
  });

  const key = (given: Partial<KeyRecord>): KeyRecord => ({
    id: 'k',
    name: 'till',
    role: 'ANALYST',
    reach: null,
    reachSegments: null,
    reachLocations: null,
    scopes: [],
    createdAt: new Date(now - dayMs),
    createdBy: null,
    createdByName: null,
    expiresAt: null,
    revokedAt: null,
    lastUsedAt: new Date(now),
    ...given,
  });
  const keys: readonly (readonly [Partial<KeyRecord>, string])[] = [
    [{}, 'OK 1 valid key'],
    [{ expiresAt: new Date(now + dayMs) }, 'WARNING end within 14 days: till (k)'],
    [{ expiresAt: new Date(now - dayMs) }, 'OK 0 valid keys'],
    [{ role: 'ADMIN' }, 'WARNING have every right for ever: till (k)'],
    [{ role: 'ADMIN', revokedAt: new Date(now) }, 'OK 0 valid keys'],
    [{ role: 'PARTNER' }, 'WARNING see nobody: till (k)'],
    [{ role: 'PARTNER', reach: [], reachSegments: ['vip'] }, 'OK 1 valid key'],
    [{ lastUsedAt: new Date(now - 91 * dayMs) }, 'NOTE not used for 90 days: till (k)'],
    [{ lastUsedAt: null }, 'OK 1 valid key'],
  ];
  test.each(keys)('a key %j', (given, expected) => {
    expect(keyFindings([key(given)], now).map(said)).toEqual([expected]);
  });

  test('sources without news beyond the threshold; one that was never used is no fault', () => {
    const day = dayMs / 1000;
    expect(said(freshness({ visits: now - hourMs, feedback: null }, now, day))).toMatch(/^OK/);
    expect(said(freshness({ visits: now - 3 * dayMs, feedback: now }, now, day))).toBe(
      'WARNING nothing new from visits for 3 days (allowed: 24 h)',
    );
    expect(said(freshness({ visits: null }, now, day))).toBe('WARNING no source has any event');
  });

  test('scores that are overdue', () => {
    expect(scoringFinding({ guests: 10, finishedAt: now - 40 * hourMs }, now, dayMs).severity).toBe('OK');
    expect(scoringFinding({ guests: 10, finishedAt: now - 50 * hourMs }, now, dayMs).severity).toBe('WARNING');
    expect(scoringFinding({ guests: 0, finishedAt: null }, now, dayMs).severity).toBe('WARNING');
  });

  test('jobs that failed or wait, and nobody who does them', () => {
    const queue = { waiting: 0, waitingSince: null, running: 0, failed: 0 };
    expect(jobFindings(queue, 2, now).map(said)).toEqual(['OK done by workers that are alive, nothing held up']);
    expect(jobFindings(queue, 0, now).map(({ severity }) => severity)).toEqual(['NOTE']);
    expect(jobFindings({ ...queue, failed: 3, waiting: 2, waitingSince: now - 20 * minuteMs }, 1, now).map(said)).toEqual([
      'WARNING 3 failed at every try',
      'WARNING 2 wait, the first for 20 min',
    ]);
  });

  test('a backup that is missing or old', () => {
    expect(backupFinding(null, now).severity).toBe('WARNING');
    expect(said(backupFinding(now - 8 * dayMs, now))).toBe('WARNING the last is 8 days old');
    expect(backupFinding(now - dayMs, now).severity).toBe('OK');
  });
});

test.each([
  [59_000, '59 s'],
  [300_000, '5 min'],
  [7_200_000, '2 h'],
  [3 * dayMs, '3 days'],
])('%i ms are %s', (ms, text) => {
  expect(span(ms)).toBe(text);
});
