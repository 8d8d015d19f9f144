import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { build } from 'vite';
import { atEndOfFile } from '../support/endings.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
};

/** The app of somebody else who holds our dashboards, built as they would build it. @returns its folder. */
export async function builtExample(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ecx-example-'));
  atEndOfFile(() => rm(folder, { recursive: true, force: true }));
  await build({
    configFile: false,
    logLevel: 'error',
    root: fileURLToPath(new URL('example-app', import.meta.url)),
    plugins: [react()],
    build: { outDir: folder, emptyOutDir: true, modulePreload: { polyfill: false } },
  });
  return folder;
}

/** Serves that app as its own server would: the API is behind it, asked with a key that the browser never sees. */
export async function serveExample(folder: string, api: string, key: string): Promise<string> {
  const server = createServer(async (incoming, outgoing) => {
    const path = new URL(incoming.url ?? '/', 'http://localhost').pathname;
    if (path === '/graphql') {
      const headers = { ...incoming.headers, authorization: `Bearer ${key}`, host: new URL(api).host };
      const onward = request(`${api}/graphql`, { method: incoming.method ?? 'POST', headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      onward.on('error', () => outgoing.destroy());
      incoming.pipe(onward);
      return;
    }
    const file = join(folder, path === '/' ? 'index.html' : path.slice(1));
    const bytes = await readFile(file).catch(() => null);
    outgoing.writeHead(bytes === null ? 404 : 200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' });
    outgoing.end(bytes);
  });
  atEndOfFile(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}
