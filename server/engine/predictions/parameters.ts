import type { Parameters } from './model.ts';

/**
 * The values of the named parameters, in the order of the names.
 * @throws RangeError for one that is missing, or not a finite number above 0.
 */
export function parameterValues(parameters: Parameters, names: readonly string[]): number[] {
  return names.map((name) => {
    const value = parameters[name];
    if (value === undefined || !(value > 0 && Number.isFinite(value)))
      throw new RangeError(`expected the model parameter ${name} to be a number above 0, got ${value}`);
    return value;
  });
}
