import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { nodeProblem } from '../../scripts/node-version.mjs';
import { filesUnder } from '../../scripts/tools.mjs';
import { settingsSchema } from '../../server/settings.ts';
import { makeCertificate } from '../support/certificates.ts';
import { at, isNode, root, textOf, workerEntry, yamlOf } from '../support/deployed.ts';

interface Instruction {
  readonly name: string;
  readonly value: string;
}

/** The stages of the Dockerfile, each with what it begins from. */
function stages(): Instruction[][] {
  const lines = textOf('Dockerfile')
    .replace(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => /^[A-Z]+ /.test(line));
  const found: Instruction[][] = [];
  for (const line of lines) {
    const [, name = '', value = ''] = /^([A-Z]+) +(.*)$/.exec(line) ?? [];
    if (name === 'FROM') found.push([]);
    found.at(-1)?.push({ name, value });
  }
  return found;
}

const all = stages();
const last = all.at(-1) ?? [];
const valuesOf = (name: string, among: readonly Instruction[] = all.flat()) =>
  among.filter((instruction) => instruction.name === name).map(({ value }) => value);
const known = new Set(Object.keys(settingsSchema.shape));
const secret = /KEY|TOKEN|PASSWORD|_URL$/;

describe('the image', () => {
  test('stands on pinned versions of what the program runs on', () => {
    const images = valuesOf('FROM').map((value) => value.split(' ')[0] ?? '');
    expect(new Set(images).size).toBe(1);
    const [, version] = /^node:(\d+\.\d+\.\d+)-slim$/.exec(images[0] ?? '') ?? [];
    expect(nodeProblem(version ?? '0.0.0')).toBeNull();
  });

  test('adds nothing from elsewhere and installs what is locked, without install scripts', () => {
    expect(valuesOf('ADD')).toEqual([]);
    expect(valuesOf('RUN').filter((value) => /\b(curl|wget|apt-get|apk|npm (i|install)\b)/.test(value))).toEqual([]);
    const installs = valuesOf('RUN').filter((value) => value.includes('npm'));
    expect(installs.length).toBeGreaterThan(0);
    expect(installs.filter((value) => !/^npm ci .*--ignore-scripts\b/.test(value))).toEqual([]);
  });

  test('holds no development packages, and no whole tree', () => {
    expect(valuesOf('COPY', last).find((value) => value.includes('node_modules'))).toMatch(/^--from=packages /);
    const packages = all.find((stage) => stage[0]?.value.endsWith(' AS packages')) ?? [];
    expect(valuesOf('RUN', packages).join()).toMatch(/--omit=dev .*--omit=optional/);
    expect(valuesOf('COPY', last).filter((value) => /^\.\s/.test(value))).toEqual([]);
  });

  test('runs as a numbered user who is not root, and says so after the last step that needs root', () => {
    const [user] = valuesOf('USER', last);
    expect(user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    const names = last.map(({ name }) => name);
    expect(names.lastIndexOf('RUN')).toBeLessThan(names.indexOf('USER'));
  });

  test('has a health check, a signal to stop by, and commands without a shell', () => {
    expect(valuesOf('HEALTHCHECK', last)).toHaveLength(1);
    expect(valuesOf('STOPSIGNAL', last)).toEqual(['SIGTERM']);
    expect(valuesOf('ENTRYPOINT', last)).toEqual(['["node", "dist/server/cli/ecx.js"]']);
    expect(valuesOf('CMD', last)).toEqual(['["serve"]']);
  });

  test('names settings that exist, and no secret', () => {
    const named = valuesOf('ENV', last).flatMap((value) => value.split(/\s+/).map((pair) => pair.split('=')[0] ?? ''));
    expect(named.filter((name) => name !== 'NODE_ENV' && !known.has(name))).toEqual([]);
    expect([...named, ...valuesOf('ARG')].filter((name) => secret.test(name))).toEqual([]);
  });

  test('holds whatever the server reads beside its own code', () => {
    const copied = valuesOf('COPY', last)
      .filter((value) => !value.startsWith('--'))
      .flatMap((value) => value.split(' ').slice(0, -1));
    expect(copied.filter((path) => !existsSync(`${root}${path}`))).toEqual([]);
    const read = filesUnder(['server'])
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => [...textOf(file).matchAll(/'((?:docs|client|scripts)\/[\w./-]+\.\w+)'/g)].map(([, path = '']) => path));
    expect(read).toContain('docs/examples/rest.json');
    const isThere = (path: string) => copied.some((source) => path === source || path.startsWith(`${source}/`));
    expect(read.filter((path) => !isThere(path))).toEqual([]);
    for (const needed of ['package.json', 'schema.graphql', 'migrations']) expect(copied).toContain(needed);
  });

  test('is built from a tree without secrets, data and packages', () => {
    const ignored = textOf('.dockerignore').split('\n');
    for (const path of ['.git', '.env', '.env.*', '.data', '**/node_modules', 'dist']) expect(ignored).toContain(path);
    const needed = [...valuesOf('COPY', last), 'scripts', 'codegen.ts', 'client', 'server', 'docs/guides'].flatMap((value) =>
      value.split(' '),
    );
    expect(ignored.filter((path) => path !== 'dist' && needed.includes(path))).toEqual([]);
  });
});

describe('compose.yaml', () => {
  const [compose] = yamlOf('compose.yaml');
  const services = Object.entries((at(compose, 'services') ?? {}) as Record<string, unknown>);
  const ours = services.filter(([name]) => name !== 'postgres');

  test('runs PostgreSQL of a supported, pinned version, the server and a worker', () => {
    expect(services.map(([name]) => name).sort()).toEqual(['api', 'migrate', 'postgres', 'worker']);
    const [, version] = /^postgres:(\d+)\.\d+-\w+$/.exec(String(at(compose, 'services', 'postgres', 'image'))) ?? [];
    expect(Number(version)).toBeGreaterThanOrEqual(15);
    expect(Number(version)).toBeLessThanOrEqual(18);
    expect(ours.map(([, service]) => at(service, 'command'))).toEqual([['migrate'], ['serve'], ['worker']]);
  });

  test('starts the worker with the settings of Node.js for one', () => {
    expect(workerEntry().length).toBeGreaterThan(2);
    expect(ours.map(([, service]) => at(service, 'entrypoint'))).toEqual([undefined, undefined, workerEntry()]);
  });

  test('gives our containers no rights and no place to write but their data', () => {
    for (const [, service] of ours) {
      expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'], init: true });
      expect(at(service, 'volumes')).toEqual(['ecx-data:/data']);
    }
  });

  test('names settings that exist', () => {
    const named = ours.flatMap(([, service]) => Object.keys((at(service, 'environment') ?? {}) as object));
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });

  test('has no secret in it and no default for one', () => {
    for (const [name, service] of services)
      for (const [variable, value] of Object.entries((at(service, 'environment') ?? {}) as Record<string, string>)) {
        if (!secret.test(variable)) continue;
        const given = [...value.matchAll(/\$\{(\w+)([^}]*)\}/g)];
        expect(given.length, `${name}: ${variable}`).toBe(1);
        expect(given[0]?.[2], `${name}: ${variable}`).toMatch(/^:\?\S/);
      }
  });

  test('opens no port beyond this machine, and none of the database', () => {
    expect(at(compose, 'services', 'api', 'ports')).toEqual(['127.0.0.1:4000:4000']);
    for (const [name, service] of services) if (name !== 'api') expect(at(service, 'ports')).toBeUndefined();
  });

  test('starts the server and the worker once the database is migrated, and leaves them time to end', () => {
    for (const name of ['api', 'worker']) {
      const service = at(compose, 'services', name);
      expect(at(service, 'depends_on', 'migrate', 'condition')).toBe('service_completed_successfully');
      expect(Number.parseInt(String(at(service, 'stop_grace_period')), 10)).toBeGreaterThan(14);
    }
    expect(isNode(at(compose, 'services', 'postgres', 'healthcheck'))).toBe(true);
  });
});

describe('the health check', () => {
  const check = (port: number, certificate = ''): Promise<number> =>
    new Promise((resolve) => {
      const env = { ...process.env, PORT: String(port), TLS_CERT_FILE: certificate };
      execFile(process.execPath, ['scripts/healthcheck.mjs'], { cwd: root, env }, (error) => resolve(Number(error?.code ?? 0)));
    });

  test('is well where /healthz says so, and not where it does not or nobody answers', async () => {
    let status = 200;
    const asked: (string | undefined)[] = [];
    const server = createServer((request, answer) => {
      asked.push(request.url);
      answer.writeHead(status).end();
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    expect(await check(port)).toBe(0);
    status = 503;
    expect(await check(port)).toBe(1);
    expect(asked).toEqual(['/healthz', '/healthz']);
    await new Promise((done) => server.close(done));
    expect(await check(port)).toBe(1);
  });

  test('asks a server with a certificate by https, whatever name that is for', async () => {
    const { cert, key } = makeCertificate({ name: 'guests.example.com', hosts: ['guests.example.com'] });
    const server = createSecureServer({ cert, key }, (_request, answer) => answer.end());
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    expect(await check(port, '/run/secrets/server.crt')).toBe(0);
    expect(await check(port)).toBe(1);
    await new Promise((done) => server.close(done));
  });
});
