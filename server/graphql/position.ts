/** Positions of writes as clients see them: what a mutation answers, and what they send back to see it. */

/** Sixteen hexadecimal digits: of two positions the later one is the greater text. */
export function positionText(position: bigint): string {
  return position.toString(16).toUpperCase().padStart(16, '0');
}

/** @returns null: it is none. */
export function positionOf(text: string): bigint | null {
  return /^[0-9a-f]{16}$/i.test(text) ? BigInt(`0x${text}`) : null;
}

export const positionHeader = 'x-ecx-position';
