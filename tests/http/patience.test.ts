import { fastify } from 'fastify';
import { expect, test } from 'vitest';
import { limitAnswers } from '../../server/http/patience.ts';

test('an answer that takes longer than it may is ended with an error; one that came is left alone', async () => {
  const app = fastify();
  const patience = limitAnswers(app, 100);
  const ended: string[] = [];
  app.addHook('onRequest', async (_request, reply) => patience.begin(reply));
  app.addHook('onResponse', async (request, reply) => {
    patience.end(reply);
    ended.push(request.url);
  });
  app.get('/never', () => new Promise(() => undefined));
  app.get('/soon', async () => 'here');
  const [never, soon] = await Promise.all([app.inject('/never'), app.inject('/soon')]);
  expect([never.statusCode, never.json().code]).toEqual([503, 'FST_ERR_HANDLER_TIMEOUT']);
  expect([soon.statusCode, soon.body]).toEqual([200, 'here']);
  expect(ended.toSorted()).toEqual(['/never', '/soon']);
  await app.close();
});
