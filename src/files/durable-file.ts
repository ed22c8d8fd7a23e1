import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';

/** What a file holds, as far as it is written. */
export interface FileFacts {
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * A file that is there as a whole or not at all: written aside, forced to disk, then renamed over what had its name. Readable
 * by its owner only. One that is not committed leaves nothing behind when it is disposed of.
 */
export class DurableFile implements AsyncDisposable {
  readonly path: string;
  bytes = 0;
  readonly #aside: string;
  readonly #handle: FileHandle;
  readonly #hash: Hash = createHash('sha256');
  #isOpen = true;

  private constructor(target: string, aside: string, handle: FileHandle) {
    this.path = target;
    this.#aside = aside;
    this.#handle = handle;
  }

  /** Makes the folder as well. Of two writers of one name each writes its own, and the last to commit wins. */
  static async create(target: string): Promise<DurableFile> {
    await mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
    const aside = `${target}.${process.pid}.tmp`;
    return new DurableFile(target, aside, await open(aside, 'w', 0o600));
  }

  async write(piece: string | Uint8Array): Promise<void> {
    const data = typeof piece === 'string' ? Buffer.from(piece, 'utf8') : piece;
    this.#hash.update(data);
    this.bytes += data.byteLength;
    await this.#handle.writeFile(data);
  }

  /** Gives the file its name. */
  async commit(): Promise<FileFacts> {
    await this.#handle.sync();
    await this.#close();
    await rename(this.#aside, this.path);
    await syncFolder(path.dirname(this.path));
    return { bytes: this.bytes, sha256: this.#hash.digest('hex') };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#isOpen) return;
    await this.#close();
    await rm(this.#aside, { force: true });
  }

  async #close(): Promise<void> {
    this.#isOpen = false;
    await this.#handle.close();
  }
}

/** Forces the names in a folder to disk. Windows cannot open folders; its file systems journal names by themselves. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
