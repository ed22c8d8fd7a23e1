import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import { sha256Hex } from '../../base/digest.ts';
import { ArchiveCorrupt, TransientError } from '../../base/errors.ts';
import type { SiteId } from '../../base/ids.ts';
import type { Endpoint } from '../../catalog/endpoint.ts';
import { envelopeAround, isRefusal, readEnvelope } from '../envelope.ts';
import { BadJson } from './json-scanner.ts';
import type { PlainFile } from './plain-folder.ts';
import { type PageSpan, PlainIndex } from './plain-index.ts';
import { type ArchivedPage, type ArchivedWalk, toPage, type WalkDoubt } from './walk.ts';

export interface ReadPlainOptions {
  /** The files of the folder to read; those of one table in the order in which they are to count. */
  readonly files: readonly PlainFile[];
  /** Endpoints to read; files of others are left out. */
  readonly endpoints: readonly Endpoint[];
  /** The store the files belong to: nothing in them says so reliably. */
  readonly siteId: SiteId;
  /** Told of a file that is no whole JSON, which is then left out; without it such a file throws. */
  readonly onCorrupt?: (error: ArchiveCorrupt, table: string) => void;
}

const CHUNK_BYTES = 1024 * 1024;

/**
 * Plain files of a folder as walks, one a file: a list of records, one response, or a list of responses. Files of any size
 * are read in constant memory but for an index of a few bytes a record, and records stay as they are to the byte. A file
 * proves nothing about what is missing from it: `end` is never proven.
 */
export async function* readPlain(dir: string, options: ReadPlainOptions): AsyncIterable<ArchivedWalk> {
  const readUntil = new Map<string, number>();
  for (const { name, table } of options.files) {
    const endpoint = options.endpoints.find((one) => one.table === table);
    if (endpoint === undefined) continue;
    try {
      const after = readUntil.get(table) ?? 0;
      const walk = await readPlainFile(dir, { name, endpoint, siteId: options.siteId, after });
      readUntil.set(table, Date.parse(walk.end?.endedAt ?? walk.startedAt));
      yield walk;
    } catch (error) {
      if (!(error instanceof ArchiveCorrupt) || options.onCorrupt === undefined) throw error;
      options.onCorrupt(error, table);
    }
  }
}

interface FileToRead {
  readonly name: string;
  readonly endpoint: Endpoint;
  readonly siteId: SiteId;
  /** Milliseconds since 1970 at which the former file of the table had been received. */
  readonly after: number;
}

async function readPlainFile(dir: string, { name, endpoint, siteId, after }: FileToRead): Promise<ArchivedWalk> {
  const { table } = endpoint;
  const handle = await open(path.join(dir, name), 'r');
  try {
    const receivedMs = Math.max(Math.floor((await handle.stat()).mtimeMs), after + 1);
    const source: SourceFile = { dir, name, endpoint, receivedMs };
    const pages: ArchivedPage[] = [];
    // One of several files of a table, for all we know: what it does not show may be in another.
    const doubts = new Set<WalkDoubt>(['no-total', 'unfinished']);
    let rowsSeen = 0;
    for await (const span of cutPages(handle, source)) {
      const page = await cutPage(handle, source, span, pages.length + 1);
      if (span.isResponse && (await isRefused(page, endpoint))) {
        if (endpoint.mode === 'per-id') doubts.add('ids-refused');
      } else {
        pages.push(page);
        rowsSeen += span.records;
      }
    }
    const scope = { siteId, table, window: null, ids: null };
    const startedAt = timeOfPage(source, 1);
    const endedAt = timeOfPage(source, Math.max(1, pages.length));
    const counts = { total: null, pages: pages.length, rowsSeen };
    const end = { proven: false, doubts: [...doubts], ...counts, endedAt };
    return { walkId: `${startedAt.replace(/[-:.]/g, '')}-plain`, scope, startedAt, end, pages };
  } finally {
    await handle.close();
  }
}

/** An exported refusal holds no record: it is left out, as in a walk, and the doubt says so. */
async function isRefused(page: ArchivedPage, endpoint: Endpoint): Promise<boolean> {
  try {
    readEnvelope(JSON.parse(await page.body()), endpoint);
    return false;
  } catch (error) {
    // A list that is not found is no refusal: the loader is to fail on it, loudly.
    return isRefusal(error) || error instanceof TransientError;
  }
}

interface SourceFile {
  readonly dir: string;
  readonly name: string;
  readonly endpoint: Endpoint;
  /** When the file was last written: the best guess of when its contents were true. */
  readonly receivedMs: number;
}

/**
 * Every page has a moment of its own, a millisecond after the one before it: of two records with one key the later must
 * win, the second time as the first, or each replay would turn them round.
 */
function timeOfPage({ receivedMs }: SourceFile, pageNo: number): string {
  return new Date(receivedMs + pageNo - 1).toISOString();
}

async function* cutPages(handle: FileHandle, source: SourceFile): AsyncIterable<PageSpan> {
  let position = await skipByteOrderMark(handle, source.name);
  const index = new PlainIndex(source.endpoint, position);
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  const encoding = new EncodingCheck(source.name);
  try {
    for (;;) {
      const { bytesRead } = await handle.read(chunk, 0, CHUNK_BYTES, position);
      if (bytesRead === 0) break;
      position += bytesRead;
      const bytes = chunk.subarray(0, bytesRead);
      encoding.feed(bytes);
      yield* index.feed(bytes);
    }
    encoding.finish();
    yield* index.finish();
  } catch (error) {
    if (!(error instanceof BadJson)) throw error;
    const message = `${source.name} is not whole JSON: ${error.message}, at byte ${error.offset}`;
    throw new ArchiveCorrupt(source.name, message, { cause: error, details: { byteOffset: error.offset } });
  }
}

/** Length of the UTF-8 mark; other encodings are refused by name, because their bytes would only look like garbage. */
async function skipByteOrderMark(handle: FileHandle, name: string): Promise<number> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(3), 0, 3, 0);
  const start = buffer.subarray(0, bytesRead).toString('hex');
  if (start.startsWith('fffe') || start.startsWith('feff')) {
    throw new ArchiveCorrupt(name, `${name} is UTF-16; save it as UTF-8`, { details: { byteOffset: 0 } });
  }
  return start === 'efbbbf' ? 3 : 0;
}

/** Bytes that are no UTF-8 would become garbage in the database without anybody noticing, so the file is refused. */
class EncodingCheck {
  readonly #name: string;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });

  constructor(name: string) {
    this.#name = name;
  }

  feed(bytes: Uint8Array): void {
    this.#check(bytes, () => this.#decoder.decode(bytes, { stream: true }));
  }

  finish(): void {
    this.#check(new Uint8Array(), () => this.#decoder.decode());
  }

  #check(bytes: Uint8Array, decode: () => void): void {
    try {
      decode();
    } catch (error) {
      const looksLike = isGb18030(bytes) ? ' (it looks like GBK)' : '';
      const message =
        `${this.#name} is not UTF-8${looksLike}: save it as UTF-8, with an editor or with ` +
        `iconv -f GB18030 -t UTF-8 OLD > NEW, and replay again`;
      throw new ArchiveCorrupt(this.#name, message, { cause: error });
    }
  }
}

/** A chunk may end inside a character, so the end of it is not asked. */
function isGb18030(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('gb18030', { fatal: true }).decode(bytes, { stream: true });
    return bytes.length > 0;
  } catch {
    return false;
  }
}

async function cutPage(handle: FileHandle, source: SourceFile, span: PageSpan, pageNo: number): Promise<ArchivedPage> {
  const raw = await readBody(handle, source, span);
  const sha256 = sha256Hex(raw);
  const receivedAt = timeOfPage(source, pageNo);
  const facts = { pageNo, id: null, file: source.name, receivedAt, sha256, bytes: raw.length };
  return toPage(facts, () => readAgain(source, span, sha256));
}

/** The file may have changed since it was cut: positions are then worth nothing. */
async function readAgain(source: SourceFile, span: PageSpan, sha256: string): Promise<Buffer> {
  const handle = await open(path.join(source.dir, source.name), 'r');
  try {
    const raw = await readBody(handle, source, span);
    if (sha256Hex(raw) === sha256) return raw;
    throw new ArchiveCorrupt(source.name, `${source.name} changed while it was being read`, {
      details: { byteOffset: span.start },
    });
  } finally {
    await handle.close();
  }
}

async function readBody(handle: FileHandle, source: SourceFile, span: PageSpan): Promise<Buffer> {
  const piece = Buffer.alloc(span.end - span.start);
  await handle.read(piece, 0, piece.length, span.start);
  if (span.isResponse) return piece;
  const [before, after] = envelopeAround(source.endpoint.listPath);
  return Buffer.concat([Buffer.from(before), piece, Buffer.from(after)]);
}
