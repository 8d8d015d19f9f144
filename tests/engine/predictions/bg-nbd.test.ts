import { expect, test } from 'vitest';
import { bgNbd } from '../../../server/engine/predictions/bg-nbd.ts';

// Published for the CDNOW sample, 39 weeks known, 39 to come.
const cdnow = bgNbd.predictor({ r: 0.2426, alpha: 4.4137, a: 0.7929, b: 2.426 });

test('the published guest with two repeats', () => {
  const guest = { x: 2, tx: 30.43, T: 38.86 };
  expect(cdnow.stillCustomer(guest)).toBeCloseTo(0.7266, 4);
  expect(cdnow.expectedVisits(guest, 39)).toBeCloseTo(1.2259, 4);
  expect(cdnow.returnWithin(guest, 39)).toBeCloseTo(0.5546, 4);
});

test('without a repeat nobody has left', () => {
  expect(cdnow.stillCustomer({ x: 0, tx: 0, T: 400 })).toBe(1);
});

test('the likelihood of a guest is that of the paper', () => {
  // x = 0: (alpha/(alpha + T))^r.
  expect(bgNbd.logLikelihood([0.5, 3, 0.8, 2], { x: 0, tx: 0, T: 9 })).toBeCloseTo(0.5 * Math.log(3 / 12), 13);
  // x = 1: B(a, b+1)/B(a, b) = 2/2.8; B(a+1, b)/B(a, b) = .8/2.8; r·alpha^r of both parts.
  const [stays, left] = [(2 / 2.8) * 0.5 * 3 ** 0.5 * 12 ** -1.5, (0.8 / 2.8) * 0.5 * 3 ** 0.5 * 7 ** -1.5];
  expect(bgNbd.logLikelihood([0.5, 3, 0.8, 2], { x: 1, tx: 4, T: 9 })).toBeCloseTo(Math.log(stays + left), 13);
});

test('a guest without a repeat has a forecast also where a + b is below 1, at 1, and above', () => {
  const forecasts = [0.1, 0.7, 0.7001, 0.71, 0.7101, 0.72, 2].map((b) =>
    bgNbd.predictor({ r: 0.5, alpha: 3, a: 0.3, b }).expectedVisits({ x: 0, tx: 0, T: 9 }, 30),
  );
  for (const [index, forecast] of forecasts.entries()) expect(forecast).toBeGreaterThan(forecasts[index - 1] ?? 0);
  expect((forecasts[4] ?? 0) - (forecasts[3] ?? 0)).toBeLessThan(1e-3);
});

test('a missing parameter is refused by name', () => {
  expect(() => bgNbd.predictor({ r: 1, alpha: 1, a: 1 })).toThrow(
    'expected the model parameter b to be a number above 0, got undefined',
  );
  expect(() => bgNbd.predictor({ r: 1, alpha: Number.NaN, a: 1, b: 1 })).toThrow('alpha');
});
