import { createServer } from 'node:net';
import type { Settings } from '../settings.ts';
import type { HttpServer } from './server.ts';

/** Before anything is loaded: a port that is taken would only show at the end. Port 0 is any free one. */
export async function assertPortFree(host: string, port: number): Promise<void> {
  const probe = createServer();
  try {
    await new Promise<void>((done, failed) => probe.once('error', failed).listen({ host, port, exclusive: true }, done));
  } catch (error) {
    throw explainedListenError(error, host, port);
  } finally {
    await new Promise((done) => probe.close(done));
  }
}

/** @returns the port. @throws Error that says what to do. */
export async function listen(
  { app }: HttpServer,
  { HOST, PORT, LOG_LEVEL }: Pick<Settings, 'HOST' | 'PORT' | 'LOG_LEVEL'>,
): Promise<number> {
  app.log.level = 'warn'; // the framework's own line about listening says less than ours
  try {
    await app.listen({ host: HOST, port: PORT });
  } catch (error) {
    throw explainedListenError(error, HOST, PORT);
  } finally {
    app.log.level = LOG_LEVEL;
  }
  const address = app.server.address();
  return typeof address === 'object' && address !== null ? address.port : PORT;
}

function explainedListenError(error: unknown, host: string, port: number): unknown {
  const next = `set PORT to another one, for example PORT=${port < 65_535 ? port + 1 : 4000}`;
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return new Error(`expected port ${port} to be free, another program is using it; stop that program, or ${next}`);
    case 'EACCES':
      return new Error(`expected to be allowed to serve on port ${port}, this user is not; ${next}`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new Error(
        `expected HOST to be an address of this machine, got "${host}"; use 127.0.0.1 for this machine alone, 0.0.0.0 for every network`,
      );
    default:
      return error;
  }
}
