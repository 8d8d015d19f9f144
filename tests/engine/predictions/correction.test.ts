import { expect, test } from 'vitest';
import { type Correction, type Lesson, learn, overlapWeight } from '../../../server/engine/predictions/correction.ts';
import { featureNames } from '../../../server/engine/predictions/features.ts';
import { costsOf, sharesOf, shrunkBy } from '../../../server/engine/predictions/gate.ts';
import { plainBlend } from '../../../server/engine/predictions/lessons.ts';
import { weightsOf } from '../../../server/engine/predictions/weights.ts';

const columns = featureNames.length + 2;
const plain = plainBlend([0.5, 0.5]);

/** Guests of whom the blend says one half and of whom a share returned; the two models say logit ± `apart`. */
function lesson(originDay: number, returned: number, of: number, apart = 0): Lesson {
  const rows = new Float64Array(of * columns);
  const outcomes = Array.from({ length: of }, (_, row) => (row < returned ? 1 : 0));
  outcomes.forEach((outcome, row) => {
    rows[row * columns + columns - 2] = outcome === 1 ? apart : -apart;
    rows[row * columns + columns - 1] = outcome === 1 ? -apart : apart;
  });
  return { originDay, count: of, rows, offsets: new Float64Array(of), outcomes };
}

test('windows that overlap are worth the days they cover', () => {
  expect(overlapWeight([{ originDay: 0 }], 90)).toBe(1);
  expect(overlapWeight([{ originDay: 45 }, { originDay: 0 }], 90)).toBe(0.75);
  expect(overlapWeight([{ originDay: 0 }, { originDay: 200 }], 90)).toBe(1);
});

test('a blend that was always too low is raised, the more so the more origins agree', () => {
  const learned = (origins: readonly Lesson[]) => learn(origins, { days: 30, day: 120 }, plain, null, 'LOGIT', 2).shift;
  const needed = Math.log(3); // 75 of 100 came where half were expected
  const one = learned([lesson(0, 750, 1_000)]);
  const three = learned([lesson(0, 750, 1_000), lesson(40, 750, 1_000), lesson(80, 750, 1_000)]);
  expect(one).toBeGreaterThan(0.5 * needed);
  expect(three).toBeGreaterThan(one);
  expect(three).toBeLessThan(needed);
});

test('origins that contradict each other teach little', () => {
  const shift = learn([lesson(0, 800, 1_000), lesson(40, 300, 1_000)], { days: 30, day: 90 }, plain, null, 'LOGIT', 2).shift;
  expect(Math.abs(shift)).toBeLessThan(0.15);
});

test('a correction that did harm later is not used, one that helped is', () => {
  const correction: Correction = { shift: 1, slopes: plain.slopes };
  const trial = (returned: number) => [
    {
      ...{ days: 30, over: 100, family: 'LOGIT' as const },
      costs: costsOf(lesson(70, returned, 1_000), plain, correction, 'LOGIT'),
    },
  ];
  expect(sharesOf(trial(300), 30, 'LOGIT').shift).toBe(0);
  expect(sharesOf(trial(730), 30, 'LOGIT').shift).toBe(1);
  expect(shrunkBy(correction, plain, { shift: 0.5, slopes: 0 })).toEqual({ shift: 0.5, slopes: plain.slopes });
});

test('without trials the shares are those of the rules', () => {
  expect(sharesOf([], 30, 'LOGIT')).toEqual({ shift: 0.75, slopes: 0.75 });
});

test('equals have equal weights, and who was wrong is hardly heard', () => {
  expect(weightsOf([{ returns: lesson(0, 50, 100) }], 2)).toEqual([0.5, 0.5]);
  const [right = 0, wrong = 1] = weightsOf([{ returns: lesson(0, 50, 100, 1) }], 2);
  expect(right + wrong).toBeCloseTo(1, 12);
  expect(right).toBeGreaterThan(0.99);
  expect(weightsOf([], 2)).toEqual([0.5, 0.5]);
});
