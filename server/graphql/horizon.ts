import { badInput } from './errors.ts';

/** Days that a horizon may have. */
const longestHorizonDays = 730;

/** @throws GraphQLError BAD_USER_INPUT outside of 1 to 730 days. @returns null: the venue's H. */
export function checkedHorizon(days: number | null | undefined): number | null {
  if (days === null || days === undefined) return null;
  if (days >= 1 && days <= longestHorizonDays) return days;
  throw badInput(
    `horizonDays must be a number of days from 1 to ${longestHorizonDays}, got ${days}; leave it out for the venue's own`,
  );
}
