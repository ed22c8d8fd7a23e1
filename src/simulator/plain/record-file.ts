import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import type { ExactRecord } from '../hall-source.ts';
import { stringifyWire } from '../server/wire.ts';

const FLUSH_CHARACTERS = 1 << 17;

/** A JSON array of records being written beside its final name; it takes that name only when it is complete. */
export class RecordFile {
  readonly path: string;
  readonly #temporary: string;
  readonly #file: FileHandle;
  #pending = '[';
  #records = 0;

  private constructor(path: string, temporary: string, file: FileHandle) {
    this.path = path;
    this.#temporary = temporary;
    this.#file = file;
  }

  static async create(path: string): Promise<RecordFile> {
    const temporary = `${path}.${randomUUID()}.tmp`;
    return new RecordFile(path, temporary, await open(temporary, 'wx', 0o600));
  }

  get records(): number {
    return this.#records;
  }

  /** Adds records; what has gathered goes to disk when it is some hundred kilobytes. */
  async add(records: Iterable<ExactRecord>): Promise<void> {
    for (const record of records) {
      this.#pending += `${this.#records === 0 ? '\n' : ',\n'}${stringifyWire(record)}`;
      this.#records += 1;
      if (this.#pending.length >= FLUSH_CHARACTERS) await this.#flush();
    }
  }

  /** Closes the array, makes it durable and gives it its name. */
  async finish(): Promise<void> {
    this.#pending += '\n]\n';
    await this.#flush();
    await this.#file.sync();
    await this.#file.close();
    await rename(this.#temporary, this.path);
  }

  /** Leaves no trace of an unfinished file; harmless after `finish`. */
  async discard(): Promise<void> {
    await this.#file.close();
    await rm(this.#temporary, { force: true });
  }

  async #flush(): Promise<void> {
    await this.#file.write(this.#pending);
    this.#pending = '';
  }
}
