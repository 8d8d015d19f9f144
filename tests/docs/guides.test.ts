import { execFile } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { renderGuides } from '../../scripts/guides.mjs';
import { type DemoServer, demoServer } from '../http/rest/demo.ts';
import { adminToken } from '../http/serving.ts';
import { ecxProgram } from '../support/command.ts';
import { testDataDir, testEncryptionKey } from '../support/database.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(root, 'docs/guides');

interface Example {
  readonly guide: string;
  readonly language: string;
  readonly text: string;
}

/** Every fenced block of every guide. */
const examples: readonly Example[] = readdirSync(folder).flatMap((guide) =>
  [...readFileSync(join(folder, guide), 'utf8').matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language = '', text = '']) => ({
    guide,
    language,
    text,
  })),
);
const commands = examples
  .filter(({ language }) => language === 'sh')
  .flatMap(({ guide, text }) =>
    text
      .replaceAll('\\\n', '')
      .trim()
      .split('\n')
      .map((command) => ({ guide, command })),
  );

/** The files that the guides name, and the samples that stand for them. */
const files: Readonly<Record<string, string>> = {
  'items-2026-07.csv': 'square/items-2026-06-01-2026-06-03.csv',
  'customers.csv': 'square/customers.csv',
  'OrderDetails.csv': 'toast/OrderDetails.csv',
  'PaymentDetails.csv': 'toast/PaymentDetails.csv',
  'ItemSelectionDetails.csv': 'toast/ItemSelectionDetails.csv',
  'orders_export.csv': 'shopify/orders_export.csv',
  'customers_export.csv': 'shopify/customers_export.csv',
  'subscribed_members_export.csv': 'mailchimp/subscribed_members_export_1a2b.csv',
  'unsubscribed_members_export.csv': 'mailchimp/unsubscribed_members_export_1a2b.csv',
  'cleaned_members_export.csv': 'mailchimp/cleaned_members_export_1a2b.csv',
  'activity.csv': 'mailchimp/campaign-activity.csv',
  'responses.csv': 'typeform/responses.csv',
};

const cwd = mkdtempSync(join(inject('runFolder'), 'guides-'));
let demo: DemoServer;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  demo = await demoServer(30);
  const program = ecxProgram.map((part) => `"${part}"`).join(' ');
  writeFileSync(join(cwd, 'ecx'), `#!/bin/sh\nexec "${process.execPath}" ${program} "$@"\n`);
  chmodSync(join(cwd, 'ecx'), 0o755);
  for (const [name, sample] of Object.entries(files)) copyFileSync(join(root, 'tests/samples', sample), join(cwd, name));
  env = {
    ...process.env,
    PATH: `${cwd}:${process.env.PATH}`,
    SERVER: demo.server.url,
    KEY: adminToken,
    DATABASE_URL: demo.server.databaseUrl,
    ECX_DATA_DIR: await testDataDir(),
    ECX_ENCRYPTION_KEY: testEncryptionKey,
  };
});

test('a block says what it is: a question, a command, or something to read', () => {
  expect(examples.filter(({ language }) => language === '')).toEqual([]);
});

describe('questions', () => {
  test.each(examples.filter(({ language }) => language === 'graphql'))('of $guide are answered: $text', async ({ text }) => {
    const { data, errors } = await demo.ask(text, {});
    expect(errors).toBeUndefined();
    expect(Object.values(data as object)).not.toContain(null);
  });
});

describe('commands', () => {
  test.each(commands)('of $guide do what they say: $command', { timeout: 120_000 }, async ({ command }) => {
    expect(command).toMatch(/^(curl|ecx) /);
    const { stdout } = await promisify(execFile)('bash', ['-c', command], { env, cwd, maxBuffer: 2 ** 26 });
    expect(stdout.trim()).not.toBe('');
    if (!stdout.startsWith('{')) return;
    const { status, code, errors, data } = JSON.parse(stdout) as Readonly<Record<string, unknown>>;
    // An answer about "nobody" shows what a fault looks like.
    if (command.includes('nobody')) expect([code, JSON.stringify(errors)].join()).toContain('CUSTOMER_NOT_FOUND');
    else expect([typeof code, data === null, errors]).toEqual(['undefined', false, undefined]);
    if (typeof status === 'number') expect(command).toContain('nobody');
  });
});

test('every link leads to a page of ours and a place on it', async () => {
  const pages = new Map<string, string>();
  const pageAt = async (path: string) => {
    const known = pages.get(path) ?? (await (await fetch(`${demo.server.url}${path}`)).text());
    pages.set(path, known);
    return known;
  };
  for (const { name, html } of renderGuides()) {
    for (const [, link = ''] of html.matchAll(/href="([^"]+)"/g)) {
      if (link.startsWith('https://')) continue;
      const [path = '', place] = link.split('#');
      expect(path, name).toMatch(/^\/docs(\/|$)/);
      const guide = renderGuides().find((known) => path === `/docs/guides/${known.name}`);
      const page = guide?.html ?? (await pageAt(path));
      expect(page, `${name}: ${link}`).not.toContain('"code":"NOT_FOUND"');
      if (place !== undefined) expect(page, `${name}: ${link}`).toContain(`id="${place}"`);
    }
  }
});
