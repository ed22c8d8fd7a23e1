/** Told by the scanner about the file's shape, in order. Offsets are bytes from the start of the file. */
export interface ScanListener {
  /**
   * One value that is an element of a watched list, or the whole top-level value (`list` is null). `list` is the path of
   * the list in lower case: '' for a top-level list, 'data.list' below a top-level object, '*.data.list' below the
   * objects of a top-level list.
   */
  onValue(list: string | null, start: number, end: number): void;
  /** A list at a watched path begins: also told when it is empty. */
  onList(list: string): void;
  /** A member of a top-level object, or of an object in a top-level list, by its name in lower case. */
  onMember(name: string): void;
}

/** The text is not JSON from `offset` on. */
export class BadJson extends Error {
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

type Expecting = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | 'comma or ]' | 'comma or }' | 'end of file';

interface Frame {
  readonly isList: boolean;
  /** Path of this container in lower case; null when it lies too deep to matter. */
  readonly path: string | null;
  /** A list whose elements the listener wants to hear of. */
  readonly isWatched: boolean;
  /** Name of the member being read. */
  key: string | null;
  /** Where the element or member value being read started. */
  valueStart: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const COLON = 0x3a;
const COMMA = 0x2c;
/** The byte that ends the container in a state in which it may end. */
const CLOSERS: Partial<Record<Expecting, number>> = {
  'value or ]': CLOSE_BRACKET,
  'comma or ]': CLOSE_BRACKET,
  'key or }': CLOSE_BRACE,
  'comma or }': CLOSE_BRACE,
};
/** The byte that goes on to the next value or name; none at the end of the file. */
const SEPARATORS: Partial<Record<Expecting, number>> = { ':': COLON, 'comma or ]': COMMA, 'comma or }': COMMA };
/** Names longer than this cannot be part of a watched path, which is all they are kept for. */
const MAX_NAME_BYTES = 256;
const MAX_SCALAR_BYTES = 4096;
/** PostgreSQL refuses deeper values as well, at a depth that depends on its stack. */
const MAX_DEPTH = 1000;
const MAX_PATH_DEPTH = 4;
const SCALAR = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;

/**
 * Finds the records of a JSON file of any size without holding more than one chunk: a byte-level state machine that
 * checks the structure and hands out positions, so that the raw text can be cut where it lies.
 */
export class JsonScanner {
  readonly #listener: ScanListener;
  readonly #watched: ReadonlySet<string>;
  readonly #stack: Frame[] = [];
  #expecting: Expecting = 'value';
  #mode: 'structure' | 'string' | 'scalar' = 'structure';
  #isEscaped = false;
  #isKey = false;
  #token: number[] = [];
  #topStart = 0;
  #offset: number;

  /** `watched`: paths of lists in the form of ScanListener; `offset`: bytes already taken off, a BOM. */
  constructor(listener: ScanListener, watched: ReadonlySet<string>, offset = 0) {
    this.#listener = listener;
    this.#watched = watched;
    this.#offset = offset;
  }

  feed(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#mode === 'string') at = this.#inString(chunk, at);
      else if (this.#mode === 'scalar') at = this.#inScalar(chunk, at);
      else {
        const byte = chunk[at] ?? 0;
        if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) this.#structure(byte, this.#offset + at);
        at += 1;
      }
    }
    this.#offset += chunk.length;
  }

  /** To be called after the last chunk. */
  finish(): void {
    if (this.#mode === 'scalar') this.#endScalar(this.#offset);
    if (this.#mode === 'string') throw new BadJson('the file ends inside a string', this.#offset);
    if (this.#expecting !== 'end of file')
      throw new BadJson(`the file ends where ${this.#expecting} was expected`, this.#offset);
  }

  #inString(chunk: Uint8Array, from: number): number {
    for (let at = from; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (byte < 0x20) throw new BadJson('a control character inside a string', this.#offset + at);
      if (!this.#isEscaped && byte === QUOTE) {
        this.#endString(this.#offset + at + 1);
        return at + 1;
      }
      this.#isEscaped = !this.#isEscaped && byte === BACKSLASH;
      if (this.#isKey && this.#token.length < MAX_NAME_BYTES) this.#token.push(byte);
    }
    return chunk.length;
  }

  #inScalar(chunk: Uint8Array, from: number): number {
    for (let at = from; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET || byte <= 0x20) {
        this.#endScalar(this.#offset + at);
        return at; // the byte that ended it is structure
      }
      if (this.#token.length >= MAX_SCALAR_BYTES) throw new BadJson('a number without end', this.#offset + at);
      this.#token.push(byte);
    }
    return chunk.length;
  }

  #endString(end: number): void {
    this.#mode = 'structure';
    if (!this.#isKey) return this.#endValue(end);
    this.#expecting = ':';
    const frame = this.#top();
    if (frame === undefined || this.#stack.length > MAX_PATH_DEPTH) return;
    frame.key = decodeName(this.#token);
    if (frame.key !== null && (frame.path === '' || frame.path === '*')) this.#listener.onMember(frame.key);
  }

  #endScalar(end: number): void {
    this.#mode = 'structure';
    const text = String.fromCharCode(...this.#token);
    if (!SCALAR.test(text))
      throw new BadJson(`${JSON.stringify(text.slice(0, 40))} is no JSON value`, end - text.length);
    this.#endValue(end);
  }

  #structure(byte: number, offset: number): void {
    if (byte === CLOSERS[this.#expecting]) return this.#pop(offset);
    if (this.#expecting === 'value' || this.#expecting === 'value or ]') return this.#beginValue(byte, offset);
    if (this.#expecting === 'key' || this.#expecting === 'key or }') return this.#beginKey(byte, offset);
    if (byte !== SEPARATORS[this.#expecting]) throw this.#unexpected(byte, offset);
    this.#expecting = this.#expecting === 'comma or }' ? 'key' : 'value';
  }

  #beginKey(byte: number, offset: number): void {
    if (byte !== QUOTE) throw this.#unexpected(byte, offset);
    this.#beginString(true);
  }

  #beginString(isKey: boolean): void {
    this.#mode = 'string';
    this.#isKey = isKey;
    this.#isEscaped = false;
    this.#token = [];
  }

  #beginValue(byte: number, offset: number): void {
    const parent = this.#top();
    if (parent === undefined) this.#topStart = offset;
    else parent.valueStart = offset;
    if (byte === QUOTE) return this.#beginString(false);
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) return this.#push(byte === OPEN_BRACKET, offset);
    if (byte === COMMA || byte === COLON || byte === CLOSE_BRACE || byte === CLOSE_BRACKET)
      throw this.#unexpected(byte, offset);
    this.#mode = 'scalar';
    this.#token = [byte];
  }

  #push(isList: boolean, offset: number): void {
    if (this.#stack.length >= MAX_DEPTH) throw new BadJson(`nested deeper than ${MAX_DEPTH}`, offset);
    const path = this.#pathBelow(this.#top());
    const isWatched = isList && path !== null && this.#watched.has(path);
    this.#stack.push({ isList, path, isWatched, key: null, valueStart: offset });
    if (isWatched) this.#listener.onList(path);
    this.#expecting = isList ? 'value or ]' : 'key or }';
  }

  #pathBelow(parent: Frame | undefined): string | null {
    if (parent === undefined) return '';
    const step = parent.isList ? '*' : parent.key;
    if (parent.path === null || step === null || this.#stack.length > MAX_PATH_DEPTH) return null;
    return parent.path === '' ? step : `${parent.path}.${step}`;
  }

  #pop(offset: number): void {
    this.#stack.pop();
    this.#endValue(offset + 1);
  }

  #endValue(end: number): void {
    const parent = this.#top();
    if (parent === undefined) {
      this.#expecting = 'end of file';
      this.#listener.onValue(null, this.#topStart, end);
      return;
    }
    this.#expecting = parent.isList ? 'comma or ]' : 'comma or }';
    if (parent.isWatched) this.#listener.onValue(parent.path, parent.valueStart, end);
  }

  #top(): Frame | undefined {
    return this.#stack.at(-1);
  }

  #unexpected(byte: number, offset: number): BadJson {
    const shown = byte > 0x20 && byte < 0x7f ? `"${String.fromCharCode(byte)}"` : `byte 0x${byte.toString(16)}`;
    return new BadJson(`${shown} where ${this.#expecting} was expected`, offset);
  }
}

/** Null for a name that is not valid JSON text, or was cut: it matches nothing. */
function decodeName(bytes: readonly number[]): string | null {
  if (bytes.length >= MAX_NAME_BYTES) return null;
  try {
    return (JSON.parse(`"${Buffer.from(bytes).toString('utf8')}"`) as string).toLowerCase();
  } catch {
    return null;
  }
}
