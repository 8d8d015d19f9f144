import type { Condition, FlagField, GuestFilter, TextField } from './filter.ts';

/** What is kept of the guest and not of the last scoring. */
const unscoredTexts: ReadonlySet<TextField> = new Set<TextField>([
  'crmSegment',
  'city',
  'country',
  'language',
  'preferredChannel',
  'lifeStage',
  'loyaltyTier',
]);
const unscoredFlags: ReadonlySet<FlagField> = new Set<FlagField>(['loyaltyMember']);

function looksAtScoring(condition: Condition): boolean {
  switch (condition.kind) {
    case 'range':
      return true; // every number is one of the last scoring
    case 'oneOf':
      return !unscoredTexts.has(condition.field);
    case 'flag':
      return !unscoredFlags.has(condition.field);
    default:
      return false;
  }
}

/** Whether a filter looks at what the last scoring found of a guest. */
export function needsScoring(filter: GuestFilter): boolean {
  if (filter.kind === 'and' || filter.kind === 'or') return filter.of.some(needsScoring);
  return filter.kind === 'not' ? needsScoring(filter.of) : looksAtScoring(filter);
}
