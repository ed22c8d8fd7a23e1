import { ConfigError } from '../../../base/errors.ts';

/** One entry of a tar archive. */
export interface TarEntry {
  /** With forward slashes, relative. */
  readonly name: string;
  readonly kind: 'file' | 'folder';
  readonly bytes: number;
}

const BLOCK = 512;
const LONGEST_NAME = 100;

/** The header of an entry, in the ustar form that every tar program reads. */
export function tarHeader({ name, kind, bytes }: TarEntry, modifiedAt: Date): Buffer {
  const header = Buffer.alloc(BLOCK);
  const full = kind === 'folder' ? `${name}/` : name;
  if (Buffer.byteLength(full) > LONGEST_NAME) throw new Error(`${full} is too long a name for the backup`);
  const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, '0')}\0`;
  header.write(full, 0);
  header.write(octal(kind === 'folder' ? 0o700 : 0o600, 7), 100);
  header.write(octal(0, 7) + octal(0, 7), 108);
  header.write(octal(bytes, 11), 124);
  header.write(octal(Math.floor(modifiedAt.getTime() / 1000), 11), 136);
  header.write('        ', 148);
  header.write(kind === 'folder' ? '5' : '0', 156);
  header.write('ustar\u000000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

/** Zeros that fill up the last block of an entry. */
export function tarPadding(bytes: number): Buffer {
  return Buffer.alloc((BLOCK - (bytes % BLOCK)) % BLOCK);
}

/** Ends an archive. */
export const TAR_END = Buffer.alloc(2 * BLOCK);

/** Reads an archive piece by piece. Anything that our own writer would not have written is damage, and throws. */
export class TarReader {
  readonly #source: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** The next entry; null at the end. The content of the one before must have been read. */
  async next(): Promise<TarEntry | null> {
    const header = await this.#read(BLOCK);
    if (header.every((byte) => byte === 0)) return null;
    const stated = Number.parseInt(header.toString('latin1', 148, 154), 8);
    const sum = header.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 32 : byte), 0);
    if (stated !== sum) throw damaged('the header of an entry does not fit its sum');
    const name = header.toString('utf8', 0, LONGEST_NAME).replace(/\0.*$/s, '');
    const type = header.toString('latin1', 156, 157);
    if (type !== '0' && type !== '5') throw damaged(`${name} is neither file nor folder`);
    const bytes = Number.parseInt(header.toString('latin1', 124, 135), 8);
    return { name: name.replace(/\/$/, ''), kind: type === '5' ? 'folder' : 'file', bytes };
  }

  /** The content of the entry, in pieces. */
  async *content({ bytes }: TarEntry): AsyncIterable<Buffer> {
    for (let left = bytes; left > 0; ) {
      if (this.#rest.length === 0) await this.#more();
      const piece = this.#rest.subarray(0, left);
      this.#rest = this.#rest.subarray(piece.length);
      left -= piece.length;
      yield piece;
    }
    await this.#read(tarPadding(bytes).length);
  }

  /** Reads on to the end of the source, so that its own checksum is looked at. */
  async finish(): Promise<void> {
    while ((await this.#source.next()).done !== true);
  }

  async #read(bytes: number): Promise<Buffer> {
    while (this.#rest.length < bytes) await this.#more();
    const piece = this.#rest.subarray(0, bytes);
    this.#rest = this.#rest.subarray(bytes);
    return piece;
  }

  async #more(): Promise<void> {
    const { value, done } = await this.#source.next();
    if (done === true) throw damaged('it ends too early');
    this.#rest = this.#rest.length === 0 ? value : Buffer.concat([this.#rest, value]);
  }
}

/** What is wrong with a backup. */
export function damaged(what: string, cause?: unknown): ConfigError {
  return new ConfigError('BACKUP_DAMAGED', what, cause === undefined ? {} : { cause });
}
