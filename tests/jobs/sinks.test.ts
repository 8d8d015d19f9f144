import { expect, test } from 'vitest';
import { defaultScoring } from '../../server/engine/config.ts';
import { scoreSinks } from '../../server/jobs/sinks.ts';

test('without real-time alerts everything but the raising of alerts goes on', () => {
  const quiet = scoreSinks(defaultScoring, false);
  const all = scoreSinks(defaultScoring, true);
  expect(all.slice(0, quiet.length)).toEqual(quiet);
  expect(all).toHaveLength(quiet.length + 1);
});
