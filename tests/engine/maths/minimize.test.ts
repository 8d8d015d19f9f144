import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  centralDifferences,
  descend,
  lbfgs,
  type Minimum,
  nelderMead,
  type Objective,
} from '../../../server/engine/maths/minimize.ts';

/** Rosenbrock's valley: minimum 0 at (1, 1). */
const valley: Objective = ([x = 0, y = 0]) => (1 - x) ** 2 + 100 * (y - x * x) ** 2;
const valleyGradient = ([x = 0, y = 0]: readonly number[]): number[] => [-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)];
const searches: readonly [string, (objective: Objective, start: readonly number[]) => Minimum][] = [
  ['L-BFGS', lbfgs],
  ['Nelder–Mead', nelderMead],
];

describe.each(searches)('%s', (_, search) => {
  test("finds the end of Rosenbrock's valley", () => {
    const found = search(valley, [-1.2, 1]);
    expect(found.converged).toBe(true);
    expect(found.value).toBeLessThan(1e-8);
    expect(found.x[0]).toBeCloseTo(1, 3);
    expect(found.x[1]).toBeCloseTo(1, 3);
  });

  test('finds the bottom of a bowl that is a thousand times steeper one way', () => {
    const found = search(([x = 0, y = 0, z = 0]) => 1e6 * (x - 3) ** 2 + (y + 2) ** 2 + 100 * (z - 0.5) ** 2 + 7, [0, 0, 0]);
    expect(found.converged).toBe(true);
    expect(found.x[0]).toBeCloseTo(3, 4);
    expect(found.x[1]).toBeCloseTo(-2, 2);
    expect(found.value).toBeCloseTo(7, 5);
  });

  test('goes round points where the function is not defined', () => {
    const found = search(([x = 0, y = 0]) => x - Math.log(x) + (y > 4 ? Number.POSITIVE_INFINITY : (y - 3) ** 2), [5, 0]);
    expect(found.converged).toBe(true);
    expect(found.x[0]).toBeCloseTo(1, 3);
    expect(found.x[1]).toBeCloseTo(3, 3);
  });

  test('says that it did not converge where every point is forbidden', () => {
    const found = search(() => Number.NaN, [1, 2]);
    expect(found.converged).toBe(false);
    expect(found.x).toEqual([1, 2]);
  });

  test('says that it did not converge on an endless slope', () => {
    expect(search(([x = 0]) => -Math.exp(Math.min(x, 600)), [0]).value).toBeLessThan(-1);
    expect(search(([x = 0]) => -x, [0]).converged).toBe(false);
  });

  test('stays on a plain without any slope', () => {
    expect(search(() => 3, [1, 2])).toMatchObject({ value: 3, converged: true });
  });

  test('never ends higher than it began', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -20, max: 20, noNaN: true }), { minLength: 2, maxLength: 4 }),
        fc.array(fc.double({ min: 0.01, max: 50, noNaN: true }), { minLength: 4, maxLength: 4 }),
        (start, scales) => {
          const bowl: Objective = (point) =>
            point.reduce((sum, value, axis) => sum + (scales[axis] ?? 1) * (value - axis) ** 2 + Math.sin(value), 0);
          const found = search(bowl, start);
          expect(found.value).toBeLessThanOrEqual(bowl(start));
          expect(found.value).toBe(bowl(found.x));
          expect(search(bowl, start)).toEqual(found);
        },
      ),
      { numRuns: 60 },
    );
  });
});

test('L-BFGS needs fewer evaluations with a gradient and finds the same point', () => {
  let evaluations = 0;
  const counted: Objective = (point) => {
    evaluations += 1;
    return valley(point);
  };
  const found = lbfgs(counted, [-1.2, 1], { gradient: valleyGradient });
  expect(found.x[0]).toBeCloseTo(1, 5);
  expect(evaluations).toBeLessThan(100);
});

test('L-BFGS told the slopes along goes the same way as with a gradient, one evaluation per point', () => {
  let evaluations = 0;
  const sloped = (point: readonly number[]) => {
    evaluations += 1;
    return { value: valley(point), slopes: valleyGradient(point) };
  };
  expect(descend(sloped, [-1.2, 1])).toEqual(lbfgs(valley, [-1.2, 1], { gradient: valleyGradient }));
  expect(evaluations).toBeLessThan(100);
});

test('L-BFGS finds the minimum of a chain of ten valleys', () => {
  const chain: Objective = (x) => x.slice(1).reduce((sum, value, i) => sum + valley([x[i] ?? 0, value]), 0);
  const found = lbfgs(
    chain,
    Array.from({ length: 10 }, () => 0.2),
  );
  expect(found.converged).toBe(true);
  for (const value of found.x) expect(value).toBeCloseTo(1, 3);
});

test('central differences agree with the derivative, and look only to one side of a forbidden point', () => {
  const [x, y] = centralDifferences(valley, [-1.2, 1]);
  expect(x).toBeCloseTo(valleyGradient([-1.2, 1])[0] ?? 0, 5);
  expect(y).toBeCloseTo(-88, 5);
  expect(centralDifferences(([z = 0]) => (z < 2 ? Number.NaN : z * z), [2])[0]).toBeCloseTo(4, 4);
  expect(centralDifferences(([z = 0]) => (z > 2 ? Number.NaN : z * z), [2])[0]).toBeCloseTo(4, 4);
});
