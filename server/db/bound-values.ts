/** The texts of lists that were bound before: a chunk of a run asks a dozen statements about the same thousand ids. */
const listTexts = new WeakMap<readonly unknown[], string>();
/** Shorter lists cost as little as looking them up. */
const longList = 50;

/** The values as they are bound; a long list of texts, which nobody changes, is made a text of PostgreSQL's once; one of numbers each time. */
export function boundValues(values: readonly unknown[]): unknown[] {
  return values.map((value) => {
    if (!Array.isArray(value) || value.length < longList) return value;
    const known = listTexts.get(value);
    if (known !== undefined) return known;
    if (value.every((item) => typeof item === 'number')) return `{${value.join(',')}}`;
    if (!value.every((item) => typeof item === 'string')) return value;
    const text = `{${value.map((item) => `"${item.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
    listTexts.set(value, text);
    return text;
  });
}
