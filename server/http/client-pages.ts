import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Authenticator } from './authenticate.ts';
import { refuse } from './problem.ts';

interface PagesOptions {
  readonly authenticator: Authenticator;
  readonly clock: () => number;
  /** Folder of the built pages. */
  readonly folder: string;
}

/** The folder of the built pages: dist/client of the project, from the source as well as from dist/. */
export function pagesFolder(from: string = fileURLToPath(import.meta.url)): string {
  const parent = dirname(from);
  if (existsSync(join(parent, 'package.json'))) return join(parent, 'dist/client');
  if (parent === from) throw new Error('expected a package.json above the program, got none; install the program again');
  return pagesFolder(parent);
}

/** The addresses that people open; which page is shown there is the browser's business. */
const addresses = [
  '/',
  '/customers',
  '/customers/*',
  '/alerts',
  '/segments',
  '/segments/*',
  '/interventions',
  '/interventions/*',
  '/model',
  '/data',
  '/settings',
  '/settings/*',
];

/** What is shown at addresses that nobody knows. */
export interface ClientPages {
  /** The page that says so, with the menu; strangers are sent to the sign-in page. */
  readonly nowhere: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;
  /** Whether an address lies among those that people open. */
  readonly isAmong: (path: string) => boolean;
}

/** Whether a browser opens an address as a page. */
export function opensPage({ method, headers }: Pick<FastifyRequest, 'method' | 'headers'>): boolean {
  return (method === 'GET' || method === 'HEAD') && /\btext\/html\b/i.test(headers.accept ?? '');
}

/** `/graphiql`, the page to ask and learn, and the dashboards. Strangers are sent to the sign-in page. */
export async function clientPages(app: FastifyInstance, options: PagesOptions): Promise<ClientPages> {
  const { folder } = options;
  const isBuilt = existsSync(join(folder, 'pages/index.html'));
  if (isBuilt) {
    await app.register(fastifyStatic, {
      root: folder,
      serve: false, // only what is named below
    });
    for (const [address, part] of [
      ['/assets/*', 'pages'],
      ['/explorer/assets/*', 'explorer'],
    ] as const)
      app.get(address, async (request, reply) => {
        const { '*': name } = request.params as { '*': string };
        reply.header('cache-control', 'public, max-age=31536000, immutable'); // the names hold a hash of the content
        return reply.sendFile(name, join(folder, part, 'assets'), { cacheControl: false });
      });
    for (const file of ['scheme.js', 'icon.svg'])
      app.get(`/${file}`, async (_request, reply) => {
        reply.header('cache-control', 'public, max-age=3600');
        return reply.sendFile(file, join(folder, 'pages'), { cacheControl: false });
      });
  }
  const page = async (name: string) => (isBuilt ? await readFile(join(folder, name), 'utf8') : null);
  const html = await page('pages/index.html');
  const dashboards = pageHandler(options, html);
  app.get('/graphiql', pageHandler(options, await page('explorer/index.html')));
  for (const address of addresses) app.get(address, dashboards);
  const parts = new Set([...addresses, '/graphiql'].map(partOf));
  return { nowhere: pageHandler(options, html, 404), isAmong: (path) => parts.has(partOf(path)) };
}

/** The first part of a path: below one that programs use, people get what programs get. */
export function partOf(path: string): string {
  return path.split('/', 2)[1] ?? '';
}

/** Answers a page to who is signed in. @param html null: the pages are not built. */
function pageHandler({ authenticator, clock }: PagesOptions, html: string | null, status = 200) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const recognition = await authenticator.recognise(request, clock());
    if (recognition.kind !== 'viewer') return reply.code(303).header('location', '/sign-in').send();
    if (html !== null) return reply.code(status).type('text/html; charset=utf-8').send(html);
    const message = 'expected the built pages, they are not there; run "npm start", or "npx vite build", once';
    return refuse(request, reply, { status: 503, code: 'UNAVAILABLE', message });
  };
}
