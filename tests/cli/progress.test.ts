import { WriteStream } from 'node:tty';
import { expect, test } from 'vitest';
import { openProgress } from '../../server/cli/progress.ts';

function collected(isTTY: boolean) {
  const lines: string[] = [];
  const stream: NodeJS.WriteStream = Object.create(WriteStream.prototype, {
    isTTY: { value: isTTY },
    columns: { value: 120 },
    write: { value: (text: string) => lines.push(text) > 0 },
    cursorTo: { value: () => true },
    clearLine: { value: () => true },
    moveCursor: { value: () => true },
  });
  return { stream, lines };
}

test('elsewhere than on a terminal a plain line comes now and then, with rate and remaining time', () => {
  const { stream, lines } = collected(false);
  let now = 0;
  const progress = openProgress('rows done', { stream, clock: () => now, everyMs: 5_000 });
  now = 1_000;
  progress.update(1_000, 10_000);
  now = 5_000;
  progress.update(5_000, 10_000);
  now = 8_000;
  progress.update(8_000, 10_000);
  now = 10_000;
  progress.update(10_000, 10_000);
  progress.stop();
  expect(lines).toEqual([
    '5,000 rows done (50 %), 1,000/s, 5.0 s left\n',
    '10,000 rows done (100 %), 1,000/s, 0.0 s left\n',
    '10,000 rows done in 10 s, 1,000/s\n',
  ]);
});
test('a share that is known otherwise says the remaining time, an unknown total says that it is unknown', () => {
  const { stream, lines } = collected(false);
  let now = 0;
  const progress = openProgress('rows done', { stream, clock: () => now, everyMs: 0 });
  now = 60_000;
  progress.update(6_000, null, 0.25);
  progress.update(6_000, null);
  expect(lines).toEqual(['6,000 rows done (25 %), 100/s, 3 min 00 s left\n', '6,000 rows done, 100/s, ? left\n']);
});
test('before the first one there is no rate to tell, only that it began', () => {
  const { stream, lines } = collected(false);
  let now = 0;
  const progress = openProgress('guests scored', { stream, clock: () => now, everyMs: 5_000 });
  now = 12_000;
  progress.update(0, 2_000);
  now = 20_000;
  progress.update(500, 2_000);
  expect(lines).toEqual([
    '0 guests scored (0 %), getting ready, 12 s so far\n',
    '500 guests scored (25 %), 25/s, 1 min 00 s left\n',
  ]);
});
test('a terminal gets a bar', () => {
  const { stream, lines } = collected(true);
  const progress = openProgress('rows done', { stream });
  progress.update(50, 100);
  progress.update(60, 100); // within a tenth of a second: not drawn
  progress.stop();
  const drawn = lines.filter((line) => line.includes('%'));
  expect(drawn).toEqual([expect.stringMatching(/^█{15}░{15} 50 % · 50 rows done · [\d,]+\/s · .* left$/)]);
  expect(lines.at(-1)).toMatch(/^60 rows done in /);
});
test('nothing done is nothing said', () => {
  const { stream, lines } = collected(false);
  openProgress('rows done', { stream }).stop();
  expect(lines).toEqual([]);
});
