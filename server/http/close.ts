import type { HttpServer } from './server.ts';

/** How long `/readyz` says "stopping" before connections are refused, so that a balancer notices first; milliseconds. */
const noticeMs = 1_000;
/** When answers in flight are given up, milliseconds after the notice. */
const answersMs = 11_000;

/** Lets balancers see that this server is stopping, answers what is in flight, and gives up on what takes too long. */
export async function closeHttp(http: HttpServer, notice: boolean): Promise<void> {
  http.drain();
  if (notice) await new Promise((done) => setTimeout(done, noticeMs));
  const impatience = setTimeout(() => http.app.server.closeAllConnections(), answersMs);
  await http.app.close();
  clearTimeout(impatience);
}
