/**
 * Raw slices of JSON text. JSON.parse would round 64-bit ids and long decimals and drop duplicate keys; where a value must
 * be kept to the digit, its original text is cut out instead. The text must already be known to be valid JSON: nothing is
 * validated here.
 */

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

/**
 * Visits the members of the object at `start`; a repeated key is visited twice, as it stands. `visit` gets a key and the
 * position of its value and answers the position after it. Returns the position after the object.
 */
function visitMembers(text: string, start: number, visit: (key: string, valueStart: number) => number): number {
  let at = skipSpace(text, start + 1);
  while (text.charCodeAt(at) === QUOTE) {
    const keyEnd = skipString(text, at);
    const key = keyText(text.slice(at, keyEnd));
    at = skipSpace(text, visit(key, skipSpace(text, skipSpace(text, keyEnd) + 1)));
    if (text.charCodeAt(at) === COMMA) at = skipSpace(text, at + 1);
  }
  return at + 1;
}

/** Keys with escapes are rare; unpacking each by JSON.parse took most of the time of reading a record's id. */
function keyText(quoted: string): string {
  return quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
}

/** Cuts the array at `start` into the raw texts of its elements; answers the position after it. */
function cutItems(text: string, start: number, items: string[]): number {
  let at = skipSpace(text, start + 1);
  while (at < text.length && text.charCodeAt(at) !== CLOSE_BRACKET) {
    const end = skipValue(text, at);
    items.push(text.slice(at, end));
    at = skipSpace(text, end);
    if (text.charCodeAt(at) === COMMA) at = skipSpace(text, at + 1);
  }
  return at + 1;
}

/** Raw texts of the elements of an array text. */
export function rawItems(arrayText: string): string[] {
  const items: string[] = [];
  cutItems(arrayText, skipSpace(arrayText, 0), items);
  return items;
}

/** What a path leads to, and where the value that was searched ends. */
interface Found<T> {
  readonly value: T | undefined;
  readonly end: number;
}

/**
 * Follows a path of object keys from the value at `start`: the exact spelling wins, then any letter case; of a repeated
 * key the last, as JSON.parse does. `take` reads what stands at the end of the path. Each character is looked at once,
 * because a page is hundreds of kilobytes deep inside two objects.
 */
function follow<T>(text: string, start: number, path: readonly string[], take: (at: number) => Found<T>): Found<T> {
  const [name, ...rest] = path;
  if (name === undefined) return take(start);
  if (text.charCodeAt(start) !== OPEN_BRACE) return { value: undefined, end: skipValue(text, start) };
  const wanted = name.toLowerCase();
  let exact: Found<T> | undefined;
  let loose: Found<T> | undefined;
  const end = visitMembers(text, start, (key, at) => {
    const fits = key === name || (loose === undefined && key.length === name.length && key.toLowerCase() === wanted);
    if (!fits) return skipValue(text, at);
    const found = follow(text, at, rest, take);
    if (key === name) exact = found;
    else loose = found;
    return found.end;
  });
  return { value: (exact ?? loose)?.value, end };
}

/** Raw text at a path of object keys (letter case ignored where the exact spelling is missing), or undefined. */
export function rawAt(text: string, path: readonly string[]): string | undefined {
  return follow(text, skipSpace(text, 0), path, (at) => {
    const end = skipValue(text, at);
    return { value: text.slice(at, end), end };
  }).value;
}

/** The raw texts of the elements of the array at `path` (object keys from the root); any other value is one element. */
export function elementsAt(text: string, path: readonly string[]): string[] {
  const { value } = follow<string[]>(text, skipSpace(text, 0), path, (at) => {
    const items: string[] = [];
    if (text.charCodeAt(at) === OPEN_BRACKET) return { end: cutItems(text, at, items), value: items };
    const end = skipValue(text, at);
    return { value: [text.slice(at, end)], end };
  });
  if (value === undefined) throw new Error(`no ${JSON.stringify(path.join('.'))} in the JSON text`);
  return value;
}
