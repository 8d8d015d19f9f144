/** Checks of a whole report: chance findings among many, and arms of the wrong size. */
import { chiSquareTail } from '../maths/distributions.ts';

/**
 * q-values of p-values (Benjamini and Hochberg 1995): the share of chance findings to expect when everything up to this one is called a
 * finding. In the order given.
 */
export function falseDiscoveryRates(pValues: readonly number[]): number[] {
  const order = pValues.map((p, index) => ({ p, index })).sort((a, b) => b.p - a.p || b.index - a.index);
  const rates = new Array<number>(pValues.length).fill(1);
  let least = 1;
  for (const [place, { p, index }] of order.entries()) {
    least = Math.min(least, (p * pValues.length) / (pValues.length - place));
    rates[index] = least;
  }
  return rates;
}

export interface RatioCheck {
  readonly expectedControlShare: number;
  /** Null: nobody in either arm. */
  readonly controlShare: number | null;
  /** That arms differ as much from the share by chance (χ²). */
  readonly pValue: number | null;
  /** The arms were not filled as planned: their difference says little. */
  readonly mismatch: boolean;
}

/** @param below p-value from which on chance is no excuse. */
export function ratioCheck(treatment: number, control: number, expectedControlShare: number, below: number): RatioCheck {
  const guests = treatment + control;
  if (guests === 0) return { expectedControlShare, controlShare: null, pValue: null, mismatch: false };
  const expected = guests * expectedControlShare;
  const chi = (control - expected) ** 2 / expected + (control - expected) ** 2 / (guests - expected);
  const pValue = chiSquareTail(chi);
  return { expectedControlShare, controlShare: control / guests, pValue, mismatch: pValue < below };
}
