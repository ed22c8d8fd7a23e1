import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, rename } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { syncFolder } from '../../files/durable-file.ts';
import { archivedPage } from './body.ts';
import { type HeaderLine, MANIFEST_FILE, MANIFEST_VERSION, type ManifestLine, type PageRole } from './manifest.ts';
import type { ArchivedPage, ArchivedWalk, WalkEnd, WalkScope } from './walk.ts';

const gzipBuffer = promisify(gzip);

/** What the archive keeps of one response. */
export interface PageRecord {
  readonly role: PageRole;
  readonly pageNo: number;
  /** The id asked for, in walks over ids. */
  readonly id: string | null;
  /** The body as received. */
  readonly raw: Buffer;
  readonly sha256: string;
  readonly receivedAt: Date;
  readonly status: number;
  readonly attempts: number;
}

/** What a walk is about to ask. */
export interface WalkHeader {
  readonly scope: WalkScope;
  /** Path and body of the first request; the token is no part of it. */
  readonly request: { readonly path: string; readonly body: string };
  readonly startedAt: Date;
  /** Default: one that no other walk has. Given where the same contents must get the same walk again. */
  readonly walkId?: string;
}

/** One walk being written. */
export interface WalkWriter {
  readonly walkId: string;
  /** Resolves when the body is on disk and named in the manifest. Safe to call for several pages at once. */
  write(page: PageRecord): Promise<ArchivedPage>;
  /** Writes the last line, without which the pages prove nothing; the writer is closed by it. */
  end(end: WalkEnd): Promise<ArchivedWalk>;
  /** Frees the file without ending the walk; does nothing after `end`. */
  close(): Promise<void>;
}

/** Where walks are kept. */
export interface ArchiveWriter {
  readonly root: string;
  begin(header: WalkHeader): Promise<WalkWriter>;
}

/** An archive under `root`: `<site_id>/<ods_table>/<yyyymmdd>/<walkId>/`, folders 0700 and files 0600. */
export function createArchiveWriter(root: string): ArchiveWriter {
  return { root, begin: (header) => FileWalkWriter.begin(root, header) };
}

/** Sorts by time, also over machines; the tail keeps apart walks that start in the same millisecond. */
export function toWalkId(startedAt: Date, tail: string): string {
  return `${startedAt.toISOString().replace(/[-:.]/g, '')}-${tail}`;
}

class FileWalkWriter implements WalkWriter {
  readonly walkId: string;
  readonly #root: string;
  /** The walk's folder, relative to the root and with forward slashes on every system. */
  readonly #folder: string;
  readonly #header: HeaderLine;
  readonly #scope: WalkScope;
  readonly #manifest: FileHandle;
  readonly #pages: ArchivedPage[] = [];
  /** Manifest lines go in one after the other, however many pages arrive at once. */
  #lastLine: Promise<void> = Promise.resolve();
  #closed = false;

  private constructor(
    root: string,
    folder: string,
    header: HeaderLine,
    opened: { scope: WalkScope; file: FileHandle },
  ) {
    this.walkId = header.walkId;
    this.#root = root;
    this.#folder = folder;
    this.#header = header;
    this.#scope = opened.scope;
    this.#manifest = opened.file;
  }

  static async begin(root: string, header: WalkHeader): Promise<FileWalkWriter> {
    const { scope, request } = header;
    const walkId = header.walkId ?? toWalkId(header.startedAt, randomBytes(4).toString('hex'));
    const folder = [scope.siteId, scope.table, walkId.slice(0, 8), walkId].join('/');
    await mkdir(path.join(root, folder), { recursive: true, mode: 0o700 });
    const line: HeaderLine = {
      kind: 'walk',
      version: MANIFEST_VERSION,
      walkId,
      siteId: scope.siteId,
      table: scope.table,
      window: scope.window,
      ids: scope.ids,
      request,
      startedAt: header.startedAt.toISOString(),
    };
    const file = await open(path.join(root, folder, MANIFEST_FILE), 'ax', 0o600);
    const writer = new FileWalkWriter(root, folder, line, { scope, file });
    await writer.#append(line);
    return writer;
  }

  async write(page: PageRecord): Promise<ArchivedPage> {
    const { role, pageNo, id, sha256, status, attempts } = page;
    const file = `${String(pageNo).padStart(4, '0')}${role === 'page' ? '' : `-${role}`}.json.gz`;
    await this.#writeBody(file, page.raw);
    const receivedAt = page.receivedAt.toISOString();
    const bytes = page.raw.length;
    await this.#append({ kind: role, pageNo, id, file, sha256, bytes, receivedAt, status, attempts });
    const archived = archivedPage(this.#root, this.#folder, { pageNo, id, file, receivedAt, sha256, bytes });
    if (role === 'page') this.#pages.push(archived);
    return archived;
  }

  async end(end: WalkEnd): Promise<ArchivedWalk> {
    // What the last line vouches for has to outlive a power cut: also the names of the bodies.
    await syncFolder(path.join(this.#root, this.#folder));
    await this.#append({ kind: 'walk-end', ...end });
    await this.#manifest.sync();
    await this.close();
    const pages = this.#pages.toSorted((a, b) => a.pageNo - b.pageNo);
    return { walkId: this.walkId, scope: this.#scope, startedAt: this.#header.startedAt, end, pages };
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#manifest.close();
  }

  /** A reader sees the whole body under its name or no such file: written aside, forced to disk, then renamed. */
  async #writeBody(name: string, raw: Buffer): Promise<void> {
    const target = path.join(this.#root, this.#folder, name);
    const aside = await open(`${target}.tmp`, 'w', 0o600);
    try {
      await aside.writeFile(await gzipBuffer(raw, { level: 6 }));
      await aside.sync();
    } finally {
      await aside.close();
    }
    await rename(`${target}.tmp`, target);
  }

  #append(line: ManifestLine): Promise<void> {
    const written = this.#lastLine.then(() => this.#manifest.appendFile(`${JSON.stringify(line)}\n`));
    this.#lastLine = written.catch(() => undefined); // the failure belongs to its own caller
    return written;
  }
}
