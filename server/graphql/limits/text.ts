/** What a document may be, judged from its text alone: before parsing, because the parser overflows its stack on deep nesting. */

const deepestNesting = 30;

/** @returns what is wrong with the text; null: nothing. */
export function textFault(text: string): string | null {
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 34 /* " */) index = endOfString(text, index);
    else if (code === 35 /* # */) index = endOfLine(text, index);
    else if (code === 123 /* { */ || code === 91 /* [ */ || code === 40 /* ( */) {
      depth += 1;
      if (depth > deepestNesting) return `The document is nested deeper than ${deepestNesting} brackets; ask for less at once`;
    } else if (code === 125 || code === 93 || code === 41) depth -= 1;
  }
  return null;
}

/** The last character of the string literal that begins here; an unclosed one ends with its line, as the parser sees it. */
function endOfString(text: string, start: number): number {
  if (text.startsWith('"""', start)) return endOfBlock(text, start + 3);
  for (let index = start + 1; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 92 /* \ */) index += 1;
    else if (code === 34 || code === 10 || code === 13) return index;
  }
  return text.length;
}

function endOfBlock(text: string, start: number): number {
  let end = text.indexOf('"""', start);
  while (end > 0 && text[end - 1] === '\\') end = text.indexOf('"""', end + 3);
  return end < 0 ? text.length : end + 2;
}

function endOfLine(text: string, start: number): number {
  for (let index = start; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 10 || code === 13) return index;
  }
  return text.length;
}

/** NUL, which PostgreSQL refuses, or half of a surrogate pair, which is no character. */
const unusable = /\0|\p{Surrogate}/u;
const deepestValue = 20;

/** @returns what is wrong with the variables; null: nothing. */
export function valueFault(value: unknown, depth = 0): string | null {
  if (typeof value === 'string')
    return unusable.test(value) ? 'Text must not hold NUL or half a character; send valid Unicode' : null;
  if (typeof value !== 'object' || value === null) return null;
  if (depth >= deepestValue) return `Variables are nested deeper than ${deepestValue} levels; send them flatter`;
  for (const item of Object.values(value)) {
    const fault = valueFault(item, depth + 1);
    if (fault !== null) return fault;
  }
  return null;
}
