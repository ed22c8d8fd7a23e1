import { isUtf8 } from 'node:buffer';

/**
 * Raw slices of JSON, a UTF-8 buffer or a text. JSON.parse would round 64-bit ids and long decimals and drop duplicate
 * keys; where a value must be kept to the digit, its original bytes are cut out instead. The JSON must already be known to
 * be valid: nothing is validated here.
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** The byte at a position; past the end one that is no JSON. Bytes of a character beyond ASCII are all above these. */
const byteAt = (json: Buffer, at: number): number => (at < json.length ? (json[at] as number) : 0xff);

function skipSpace(json: Buffer, from: number): number {
  let at = from;
  while (byteAt(json, at) <= 0x20) at += 1;
  return at;
}

/** Position after the string that opens at `from`. Never reads past the end, which would make the loop half as fast. */
function skipString(json: Buffer, from: number): number {
  const { length } = json;
  let at = from + 1;
  while (at < length) {
    const code = json[at];
    if (code === QUOTE) return at + 1;
    at += code === BACKSLASH ? 2 : 1;
  }
  return length;
}

/** Position after the value that starts at `from`. */
function skipValue(json: Buffer, from: number): number {
  const first = byteAt(json, from);
  if (first === QUOTE) return skipString(json, from);
  return first === OPEN_BRACE || first === OPEN_BRACKET ? skipContainer(json, from) : skipScalar(json, from);
}

/** Strings are skipped in the same loop: a call for each would cost half as much again. */
function skipContainer(json: Buffer, from: number): number {
  const { length } = json;
  let depth = 0;
  let isString = false;
  for (let at = from; at < length; at += 1) {
    const code = json[at];
    if (code === QUOTE) isString = !isString;
    else if (isString) at += code === BACKSLASH ? 1 : 0;
    else if (code === OPEN_BRACE || code === OPEN_BRACKET) depth += 1;
    else if ((code === CLOSE_BRACE || code === CLOSE_BRACKET) && --depth === 0) return at + 1;
  }
  return length;
}

function skipScalar(json: Buffer, from: number): number {
  let at = from;
  while (at < json.length) {
    const code = json[at] as number;
    if (code === COMMA || code === CLOSE_BRACE || code === CLOSE_BRACKET || code <= 0x20) break;
    at += 1;
  }
  return at;
}

/**
 * Visits the members of the object at `start`; a repeated key is visited twice, as it stands. `visit` gets the quoted key
 * as [from, to) and the position of its value, and answers the position after the value, or -1 to end the visit. Returns
 * the position after the object, or -1.
 */
function visitMembers(
  json: Buffer,
  start: number,
  visit: (keyFrom: number, keyTo: number, valueAt: number) => number,
): number {
  let at = skipSpace(json, start + 1);
  while (byteAt(json, at) === QUOTE) {
    const keyTo = skipString(json, at);
    const end = visit(at, keyTo, skipSpace(json, skipSpace(json, keyTo) + 1));
    if (end < 0) return end;
    at = skipSpace(json, end);
    if (byteAt(json, at) === COMMA) at = skipSpace(json, at + 1);
  }
  return at + 1;
}

/** Keys with escapes are rare; unpacking each by JSON.parse took most of the time of reading a record's id. */
function keyText(json: Buffer, from: number, to: number): string {
  const quoted = json.toString('utf8', from, to);
  return quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
}

/** Cuts the array at `start` into the raw slices of its elements; answers the position after it. */
function cutItems(json: Buffer, start: number, items: Buffer[]): number {
  let at = skipSpace(json, start + 1);
  while (at < json.length && json[at] !== CLOSE_BRACKET) {
    const end = skipValue(json, at);
    items.push(json.subarray(at, end));
    at = skipSpace(json, end);
    if (byteAt(json, at) === COMMA) at = skipSpace(json, at + 1);
  }
  return at + 1;
}

/** What a path leads to, and where the value that was searched ends. */
interface Found<T> {
  readonly value: T | undefined;
  readonly end: number;
}

/**
 * Follows a path of object keys from the value at `start`: the exact spelling wins, then any letter case; of a repeated
 * key the last, as JSON.parse does. `take` reads what stands at the end of the path. Each byte is looked at once, because a
 * page is hundreds of kilobytes deep inside two objects.
 */
function follow<T>(json: Buffer, start: number, path: readonly string[], take: (at: number) => Found<T>): Found<T> {
  const [name, ...rest] = path;
  if (name === undefined) return take(start);
  if (byteAt(json, start) !== OPEN_BRACE) return { value: undefined, end: skipValue(json, start) };
  const wanted = name.toLowerCase();
  let exact: Found<T> | undefined;
  let loose: Found<T> | undefined;
  const end = visitMembers(json, start, (keyFrom, keyTo, at) => {
    const key = keyText(json, keyFrom, keyTo);
    const fits = key === name || (loose === undefined && key.length === name.length && key.toLowerCase() === wanted);
    if (!fits) return skipValue(json, at);
    const found = follow(json, at, rest, take);
    if (key === name) exact = found;
    else loose = found;
    return found.end;
  });
  return { value: (exact ?? loose)?.value, end };
}

/** A body as all readers of it see it: bytes that are no UTF-8 become the mark for such, a byte order mark goes. */
export function wellFormed(raw: Buffer): Buffer {
  return isUtf8(raw) && raw[0] !== 0xef ? raw : Buffer.from(new TextDecoder().decode(raw));
}

/** Raw text at a path of object keys (letter case ignored where the exact spelling is missing), or undefined. */
export function rawAt(from: string | Buffer, path: readonly string[]): string | undefined {
  const json = typeof from === 'string' ? Buffer.from(from) : from;
  return follow(json, skipSpace(json, 0), path, (at) => {
    const end = skipValue(json, at);
    return { value: json.toString('utf8', at, end), end };
  }).value;
}

/** The raw texts of the elements of the array at `path` (object keys from the root); any other value is one element. */
export function elementsAt(text: string, path: readonly string[]): string[] {
  const { items } = sliceElements(Buffer.from(text), path) ?? {};
  if (items === undefined) throw new Error(`no ${JSON.stringify(path.join('.'))} in the JSON text`);
  return items.map(String);
}

/** The elements of a value within JSON. */
export interface SlicedElements {
  /** Views of the JSON they were cut from. */
  readonly items: readonly Buffer[];
  /** False: the value is no array, and the only item. */
  readonly isArray: boolean;
  /** Where the value stands, as [from, to). */
  readonly from: number;
  readonly to: number;
}

/** The elements of the array at `path` (object keys from the root), uncopied; null where the path leads nowhere. */
export function sliceElements(json: Buffer, path: readonly string[]): SlicedElements | null {
  const { value } = follow<SlicedElements>(json, skipSpace(json, 0), path, (from) => {
    const items: Buffer[] = [];
    const isArray = byteAt(json, from) === OPEN_BRACKET;
    const to = isArray ? cutItems(json, from, items) : skipValue(json, from);
    if (!isArray) items.push(json.subarray(from, to));
    return { value: { items, isArray, from, to }, end: to };
  });
  return value ?? null;
}

/**
 * The raw text of the first value at a path whose keys are spelt just so and without escapes, or null. It reads no further
 * than that, a tenth of the record where the key stands in front.
 */
export function firstRawAt(json: Buffer, path: readonly Buffer[]): string | null {
  let at = skipSpace(json, 0);
  for (const name of path) {
    if (byteAt(json, at) !== OPEN_BRACE) return null;
    let found = -1;
    visitMembers(json, at, (keyFrom, keyTo, valueAt) => {
      if (!isKey(json, keyFrom, keyTo, name)) return skipValue(json, valueAt);
      found = valueAt;
      return -1;
    });
    if (found < 0) return null;
    at = found;
  }
  return json.toString('utf8', at, skipValue(json, at));
}

function isKey(json: Buffer, quotedFrom: number, quotedTo: number, name: Buffer): boolean {
  if (quotedTo - quotedFrom !== name.length + 2) return false;
  for (let i = 0; i < name.length; i += 1) if (json[quotedFrom + 1 + i] !== name[i]) return false;
  return true;
}
