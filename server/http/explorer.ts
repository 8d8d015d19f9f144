import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import type { Authenticator } from './authenticate.ts';
import { refuse } from './problem.ts';

interface ExplorerOptions {
  readonly authenticator: Authenticator;
  readonly clock: () => number;
  /** Folder of the built page. */
  readonly folder: string;
}

/** The folder of the built page: dist/client/explorer of the project, from the source as well as from dist/. */
export function explorerFolder(from: string = fileURLToPath(import.meta.url)): string {
  const parent = dirname(from);
  if (existsSync(join(parent, 'package.json'))) return join(parent, 'dist/client/explorer');
  if (parent === from) throw new Error('expected a package.json above the program, got none; install the program again');
  return explorerFolder(parent);
}

/** `/graphiql`, the page to ask and learn; `/`, which leads there. Strangers are sent to the sign-in page. */
export async function explorerRoutes(app: FastifyInstance, { authenticator, clock, folder }: ExplorerOptions): Promise<void> {
  const pageFile = join(folder, 'index.html');
  const isBuilt = existsSync(pageFile);
  if (isBuilt) {
    await app.register(fastifyStatic, {
      root: join(folder, 'assets'),
      prefix: '/explorer/assets/',
      cacheControl: false,
      index: false,
      setHeaders: (reply) => {
        reply.header('cache-control', 'public, max-age=31536000, immutable'); // the names hold a hash of the content
      },
    });
  }
  const page = isBuilt ? await readFile(pageFile, 'utf8') : null;
  app.get('/graphiql', async (request, reply) => {
    const recognition = await authenticator.recognise(request, clock());
    if (recognition.kind !== 'viewer') return reply.code(303).header('location', '/sign-in').send();
    if (page !== null) return reply.type('text/html; charset=utf-8').send(page);
    const message = 'expected the built explorer page, it is not there; run "npm start", or "npx vite build", once';
    return refuse(request, reply, { status: 503, code: 'UNAVAILABLE', message });
  });
  app.get('/', async (request, reply) => {
    const recognition = await authenticator.recognise(request, clock());
    return reply
      .code(303)
      .header('location', recognition.kind === 'viewer' ? '/graphiql' : '/sign-in')
      .send();
  });
}
