import { describe, expect, test } from 'vitest';
import { fitModel } from '../../../server/engine/predictions/fit-model.ts';
import { fitBase } from '../../../server/engine/predictions/histories.ts';
import { paretoNbd } from '../../../server/engine/predictions/pareto-nbd.ts';
import { cdnowCut, cdnowGuests, logOf } from '../../support/shared-data.ts';

const cdnow = cdnowGuests();

describe('the CDNOW sample, calibration to 1997-09-30', () => {
  const base = fitBase(logOf(cdnow ?? []), cdnowCut);

  test.skipIf(cdnow === null)('Pareto/NBD has the published parameters', () => {
    const fit = fitModel(paretoNbd, base);
    expect(fit).toMatchObject({ customers: 2_357, repeaters: 946, trust: 'HIGH', converged: true });
    expect(Math.abs(fit.logLikelihood + 9_594.97)).toBeLessThan(0.05);
    for (const [name, published] of Object.entries({ r: 0.5533, alpha: 10.5776, s: 0.6062, beta: 11.668 })) {
      expect(Math.abs((fit.parameters[name] ?? 0) / published - 1), name).toBeLessThan(0.01);
    }
    const warm = fitModel(paretoNbd, base, { start: fit.parameters });
    expect(warm.logLikelihood).toBeCloseTo(fit.logLikelihood, 3);
  });
});
