/** Puts labels of a line into rows so that no two of a row overlap. @returns the row of each, 0 first. */
export function lanesOf(labels: readonly { readonly at: number; readonly width: number }[]): number[] {
  const ends: number[] = [];
  const lanes = labels.map(() => 0);
  const order = labels.map((_, index) => index).sort((a, b) => (labels[a]?.at ?? 0) - (labels[b]?.at ?? 0));
  for (const index of order) {
    const { at, width } = labels[index] ?? { at: 0, width: 0 };
    const begin = Math.min(Math.max(at - width / 2, 0), 100 - width);
    const free = ends.findIndex((end) => end <= begin);
    const lane = free === -1 ? ends.length : free;
    ends[lane] = begin + width;
    lanes[index] = lane;
  }
  return lanes;
}
