import { bothOf, type Filter } from '../filters/index.ts';

/** Who comes often enough to be missed: days with a visit. */
const regularVisitDays = 5;
/** Who was not here for more horizons than these is gone rather than slipping. */
const horizonsToLose = 3;
const mostDays = 365;
const horizonWithoutFit = 60;

/** Days since the last visit after which a guest counts as gone. @param horizonDays null: nothing is computed yet. */
export function goneAfterDays(horizonDays: number | null): number {
  return Math.min(mostDays, horizonsToLose * (horizonDays ?? horizonWithoutFit));
}

/** Regulars who are likely to stay away and can still be won back, within a filter. The same filter counts and lists them. */
export function slippingWithin(filter: Filter, horizonDays: number | null): Filter {
  return bothOf(filter, {
    churnRisks: ['HIGH'],
    visitDays: { min: regularVisitDays },
    daysSinceLastVisit: { max: goneAfterDays(horizonDays) },
  });
}

/** Guests for whom something can be done today: at risk, and not long gone. */
export function worthAnActionWithin(filter: Filter, horizonDays: number | null): Filter {
  return bothOf(filter, { churnRisks: ['MEDIUM', 'HIGH'], daysSinceLastVisit: { max: goneAfterDays(horizonDays) } });
}

/** An amount that is only said with "about": two leading digits. */
export function roughly(amount: number): number {
  if (amount === 0) return 0;
  const step = 10 ** (Math.floor(Math.log10(Math.abs(amount))) - 1);
  return Math.round(amount / step) * step;
}
