/** Bytes of a file: from `from` up to, and without, `to`. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/**
 * What a Range header asks of a file, after RFC 9110.
 * @returns null: the whole file, because nothing or nothing that is understood was asked; "UNSATISFIABLE": no byte of it is there.
 */
export function byteRangeOf(header: string | undefined, size: number): ByteRange | null | 'UNSATISFIABLE' {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '') ?? [];
  if (first === '' && last === '') return null;
  if (first === '') {
    const count = Math.min(Number(last), size);
    return count === 0 ? 'UNSATISFIABLE' : { from: size - count, to: size };
  }
  const from = Number(first);
  if (last !== '' && Number(last) < from) return null;
  if (from >= size) return 'UNSATISFIABLE';
  return { from, to: last === '' ? size : Math.min(Number(last) + 1, size) };
}
