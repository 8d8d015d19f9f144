import { expect, test } from 'vitest';
import { callLogger, gathered } from '../../server/http/logging.ts';

const answered = {
  name: 'One',
  kind: 'query',
  client: 'till',
  fields: [],
  codes: ['FORBIDDEN'],
  seconds: 0.0126,
  cost: 7,
} as const;

test('lines are written together a moment later, in their order', async () => {
  const written: string[] = [];
  const lines = gathered({ write: (text) => written.push(text) });
  for (const word of ['a', 'b', 'c']) lines.write(`{"level":30,"msg":"${word}"}\n`);
  expect(written).toEqual([]);
  await expect
    .poll(() => written, { timeout: 60_000 })
    .toEqual(['{"level":30,"msg":"a"}\n{"level":30,"msg":"b"}\n{"level":30,"msg":"c"}\n']);
});

test('an error is written at once, after what was said before it', () => {
  const written: string[] = [];
  const lines = gathered({ write: (text) => written.push(text) });
  lines.write('{"level":30}\n');
  lines.write('{"level":50}\n');
  expect(written).toEqual(['{"level":30}\n{"level":50}\n']);
});

test('an answered operation is a line of its name, price and time, and of nothing else', () => {
  const written: string[] = [];
  callLogger('info', { write: (text) => written.push(text) }, () => 1_000)(answered);
  callLogger('warn', { write: (text) => written.push(text) }, () => 1_000)(answered);
  expect(written).toEqual([
    '{"level":30,"time":1000,"operation":"One","kind":"query","client":"till","cost":7,"ms":13,"codes":["FORBIDDEN"],"msg":"an operation was answered"}\n',
  ]);
});
