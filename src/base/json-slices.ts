/**
 * Raw slices of JSON text. JSON.parse would round 64-bit ids and long decimals and drop duplicate keys; where a record
 * must be kept to the digit, its original text is cut out instead. The text must already be known to be valid JSON.
 */

const WHITESPACE = /[\s]/;

function skipSpace(text: string, at: number): number {
  let i = at;
  while (WHITESPACE.test(text[i] ?? '')) i += 1;
  return i;
}

function endOfString(text: string, at: number): number {
  let i = at + 1;
  while (text[i] !== '"') i += text[i] === '\\' ? 2 : 1;
  return i + 1;
}

/** Index just behind the value that starts at `at`. */
function endOfValue(text: string, at: number): number {
  let depth = 0;
  let i = at;
  while (i < text.length) {
    const c = text[i];
    if (c === '"') i = endOfString(text, i);
    else {
      if (c === '{' || c === '[') depth += 1;
      else if (c === '}' || c === ']') depth -= 1;
      else if (depth === 0 && (c === ',' || WHITESPACE.test(c ?? ''))) return i;
      if (depth < 0) return i;
      i += 1;
    }
    if (depth === 0 && (c === '"' || c === '}' || c === ']')) return i;
  }
  return i;
}

/** Start of the value of `key` in the object that starts at `at`; -1 when it has no such key. The last one counts. */
function startOfMember(text: string, at: number, key: string): number {
  let found = -1;
  let i = skipSpace(text, at + 1);
  while (text[i] === '"') {
    const keyEnd = endOfString(text, i);
    const name: unknown = JSON.parse(text.slice(i, keyEnd));
    const valueStart = skipSpace(text, skipSpace(text, keyEnd) + 1);
    if (name === key) found = valueStart;
    i = skipSpace(text, endOfValue(text, valueStart));
    if (text[i] === ',') i = skipSpace(text, i + 1);
  }
  return found;
}

/** The raw texts of the elements of the array at `path` (object keys from the root); an object there is one element. */
export function elementsAt(text: string, path: readonly string[]): string[] {
  let at = skipSpace(text, 0);
  for (const key of path) {
    at = text[at] === '{' ? startOfMember(text, at, key) : -1;
    if (at < 0) throw new Error(`no ${JSON.stringify(path.join('.'))} in the JSON text`);
  }
  if (text[at] !== '[') return [text.slice(at, endOfValue(text, at))];
  const elements: string[] = [];
  let i = skipSpace(text, at + 1);
  while (i < text.length && text[i] !== ']') {
    const end = endOfValue(text, i);
    elements.push(text.slice(i, end));
    i = skipSpace(text, end);
    if (text[i] === ',') i = skipSpace(text, i + 1);
  }
  return elements;
}
