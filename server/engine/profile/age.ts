import { dayMs } from '../calendar.ts';

export type AgeGroup = 'AGE_18_24' | 'AGE_25_34' | 'AGE_35_44' | 'AGE_45_54' | 'AGE_55_64' | 'AGE_65_PLUS' | 'UNDETERMINED';

/** Full years of life on a day; who was born on 29 February grows older on 1 March of other years. */
export function ageOn(birthDay: number, day: number): number {
  const [born, now] = [new Date(birthDay * dayMs), new Date(day * dayMs)];
  const years = now.getUTCFullYear() - born.getUTCFullYear();
  const months = now.getUTCMonth() - born.getUTCMonth();
  const before = months < 0 || (months === 0 && now.getUTCDate() < born.getUTCDate());
  return before ? years - 1 : years;
}

/** Known to be a child: no marketing profile is made. */
export function isUnderAge(birthDay: number | null, day: number): boolean {
  return birthDay !== null && ageOn(birthDay, day) < 18;
}

const groups = [
  [65, 'AGE_65_PLUS'],
  [55, 'AGE_55_64'],
  [45, 'AGE_45_54'],
  [35, 'AGE_35_44'],
  [25, 'AGE_25_34'],
  [18, 'AGE_18_24'],
] as const;

/** UNDETERMINED without a birth date, and below 18. */
export function ageGroupOf(birthDay: number | null, day: number): AgeGroup {
  if (birthDay === null) return 'UNDETERMINED';
  const age = ageOn(birthDay, day);
  return groups.find(([from]) => age >= from)?.[1] ?? 'UNDETERMINED';
}
