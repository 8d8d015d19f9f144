/** Texts that are remembered at once, and the longest of them: an export says the same prices and words over and over. */
const mostTexts = 10_000;
const longestText = 40;

/** A pure function of a text, which reads the same text only once. @param given what else it depends on: a few values at most. */
export function remembering<Given, Result>(read: (text: string, given: Given) => Result): (text: string, given: Given) => Result {
  const known = new Map<Given, Map<string, Result>>();
  return (text, given) => {
    let results = known.get(given);
    if (results === undefined) {
      results = new Map();
      known.set(given, results);
    }
    const before = results.get(text);
    if (before !== undefined || results.has(text)) return before as Result;
    const result = read(text, given);
    if (results.size >= mostTexts) results.clear();
    // A copy: the text is cut out of the file's block and would keep it in memory.
    if (text.length <= longestText) results.set(Buffer.from(text).toString(), result);
    return result;
  };
}
