/** The name of a segment for people: those of the recency groups come in capitals. */
export function segmentName(segment: string | null): string {
  if (segment === null) return '';
  if (!/^[A-Z]+(_[A-Z]+)*$/.test(segment)) return segment;
  const text = segment.toLowerCase().replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
