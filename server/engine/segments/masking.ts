/** Figures about fewer guests than this could be one guest's, for who may not read contact data. */
const smallestGroup = 5;

/**
 * Counts of the parts of a whole, small ones left out: null instead of 1 to 4. Where the left-out ones would add up to so few that their
 * sum tells, the next larger part is left out as well, because the whole is known.
 */
export function maskedCounts(counts: readonly number[]): (number | null)[] {
  const hidden = counts.map(isTooFew);
  const sum = () => counts.reduce((total, count, index) => (hidden[index] === true ? total + count : total), 0);
  if (sum() > 0 && sum() < smallestGroup) {
    const rest = counts.flatMap((count, index) => (hidden[index] === true || count === 0 ? [] : [{ count, index }]));
    const [next] = rest.sort((a, b) => a.count - b.count);
    if (next !== undefined) hidden[next.index] = true;
  }
  return counts.map((count, index) => (hidden[index] === true ? null : count));
}

/** Whether a figure would be about 1 to 4 guests. */
export function isTooFew(count: number): boolean {
  return count > 0 && count < smallestGroup;
}

/** The size of a part, unless it or the rest of the whole is too few. */
export function maskedPart(count: number, whole: number): number | null {
  return isTooFew(count) || isTooFew(whole - count) ? null : count;
}
