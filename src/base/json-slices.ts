/**
 * Raw slices of JSON text. JSON.parse would round 64-bit ids and long decimals and drop duplicate keys; where a value must
 * be kept to the digit, its original text is cut out instead. The text must already be known to be valid JSON: nothing is
 * validated here.
 */

/** A piece of a text, [start, end). */
interface Span {
  readonly start: number;
  readonly end: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

function skipSpace(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) <= 0x20) at += 1;
  return at;
}

/** Position after the string that opens at `from`. */
function skipString(text: string, from: number): number {
  let at = from + 1;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at + 1;
    at += code === BACKSLASH ? 2 : 1;
    if (at > text.length) return text.length;
  }
}

/** Position after the value that starts at `from`. */
function skipValue(text: string, from: number): number {
  const first = text.charCodeAt(from);
  if (first === QUOTE) return skipString(text, from);
  return first === OPEN_BRACE || first === OPEN_BRACKET ? skipContainer(text, from) : skipScalar(text, from);
}

function skipContainer(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = skipString(text, at) - 1;
    else if (code === OPEN_BRACE || code === OPEN_BRACKET) depth += 1;
    else if ((code === CLOSE_BRACE || code === CLOSE_BRACKET) && --depth === 0) return at + 1;
  }
  return text.length;
}

function skipScalar(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === COMMA || code === CLOSE_BRACE || code === CLOSE_BRACKET || code <= 0x20) break;
    at += 1;
  }
  return at;
}

/** Where the members of the object at `start` lie; a repeated key is given twice, as it stands. */
function* members(text: string, start: number): Generator<{ key: string; value: Span }> {
  let at = skipSpace(text, start + 1);
  while (text.charCodeAt(at) === QUOTE) {
    const keyEnd = skipString(text, at);
    const key = JSON.parse(text.slice(at, keyEnd)) as string;
    const valueStart = skipSpace(text, skipSpace(text, keyEnd) + 1);
    const end = skipValue(text, valueStart);
    yield { key, value: { start: valueStart, end } };
    at = skipSpace(text, end);
    if (text.charCodeAt(at) === COMMA) at = skipSpace(text, at + 1);
  }
}

/** Raw texts of the elements of an array text. */
export function rawItems(arrayText: string): string[] {
  const items: string[] = [];
  let at = skipSpace(arrayText, skipSpace(arrayText, 0) + 1);
  while (at < arrayText.length && arrayText.charCodeAt(at) !== CLOSE_BRACKET) {
    const end = skipValue(arrayText, at);
    items.push(arrayText.slice(at, end));
    at = skipSpace(arrayText, end);
    if (arrayText.charCodeAt(at) === COMMA) at = skipSpace(arrayText, at + 1);
  }
  return items;
}

/** Member of one object: the exact spelling wins, then any letter case; of a repeated key the last, as JSON.parse does. */
function findMember(text: string, start: number, name: string): Span | undefined {
  const wanted = name.toLowerCase();
  let exact: Span | undefined;
  let loose: Span | undefined;
  for (const { key, value } of members(text, start)) {
    if (key === name) exact = value;
    else if (loose === undefined && key.toLowerCase() === wanted) loose = value;
  }
  return exact ?? loose;
}

/** Raw text at a path of object keys (letter case ignored where the exact spelling is missing), or undefined. */
export function rawAt(text: string, path: readonly string[]): string | undefined {
  let start = skipSpace(text, 0);
  let end = text.length;
  for (const name of path) {
    if (text.charCodeAt(start) !== OPEN_BRACE) return undefined;
    const found = findMember(text, start, name);
    if (found === undefined) return undefined;
    start = found.start;
    end = found.end;
  }
  return text.slice(start, end).trimEnd();
}

/** The raw texts of the elements of the array at `path` (object keys from the root); any other value is one element. */
export function elementsAt(text: string, path: readonly string[]): string[] {
  const value = rawAt(text, path);
  if (value === undefined) throw new Error(`no ${JSON.stringify(path.join('.'))} in the JSON text`);
  return value.startsWith('[') ? rawItems(value) : [value];
}
