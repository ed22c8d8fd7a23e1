import { createHash } from 'node:crypto';
import { type FileHandle, open, readdir } from 'node:fs/promises';
import path from 'node:path';
import { ArchiveCorrupt, ConfigError, TransientError } from '../../base/errors.ts';
import type { SiteId } from '../../base/ids.ts';
import type { Endpoint } from '../../catalog/endpoint.ts';
import { envelopeAround, isRefusal, readEnvelope } from '../envelope.ts';
import { BadJson } from './json-scanner.ts';
import { type PageSpan, PlainIndex } from './plain-index.ts';
import type { ArchivedPage, ArchivedWalk, WalkDoubt } from './walk.ts';

export interface ReadPlainOptions {
  readonly endpoints: readonly Endpoint[];
  /** The store the files belong to: nothing in them says so reliably. */
  readonly siteId: SiteId;
  /** File names, with or without `.json`; default every file named after an ODS table. */
  readonly includeFiles?: readonly string[] | undefined;
  /** Told of a file that is no whole JSON, which is then left out; without it such a file throws. */
  readonly onCorrupt?: (error: ArchiveCorrupt) => void;
}

const CHUNK_BYTES = 1024 * 1024;

/**
 * The `<ods_table>.json` files of a folder as walks, one a file: a list of records, one response, or a list of responses.
 * Files of any size are read in constant memory but for an index of a few bytes a record, and records stay as they are
 * to the byte. A file proves nothing about what is missing from it: `end` is never proven.
 */
export async function* readPlain(dir: string, options: ReadPlainOptions): AsyncIterable<ArchivedWalk> {
  for (const endpoint of await chooseEndpoints(dir, options)) {
    try {
      yield await readPlainFile(dir, endpoint, options.siteId);
    } catch (error) {
      if (!(error instanceof ArchiveCorrupt) || options.onCorrupt === undefined) throw error;
      options.onCorrupt(error);
    }
  }
}

async function chooseEndpoints(dir: string, options: ReadPlainOptions): Promise<Endpoint[]> {
  const present = new Set(await readdir(dir));
  const asked = options.includeFiles?.map((name) => name.trim().replace(/\.json$/i, '')).filter((name) => name !== '');
  for (const table of asked ?? []) assertReadable(table, dir, present, options);
  return options.endpoints.filter(
    ({ table }) => present.has(`${table}.json`) && (asked === undefined || asked.includes(table)),
  );
}

function assertReadable(table: string, dir: string, present: ReadonlySet<string>, options: ReadPlainOptions): void {
  const isKnown = options.endpoints.some((endpoint) => endpoint.table === table);
  if (isKnown && present.has(`${table}.json`)) return;
  const reason = isKnown ? `is not in ${dir}` : 'is not named after an ODS table';
  throw new ConfigError('BAD_INCLUDE_FILE', `INCLUDE_FILES names ${table}.json, which ${reason}`, {
    details: { table, dir },
  });
}

async function readPlainFile(dir: string, endpoint: Endpoint, siteId: SiteId): Promise<ArchivedWalk> {
  const { table } = endpoint;
  const name = `${table}.json`;
  const handle = await open(path.join(dir, name), 'r');
  try {
    const source: PlainFile = { dir, name, endpoint, receivedAt: (await handle.stat()).mtime.toISOString() };
    const pages: ArchivedPage[] = [];
    const doubts = new Set<WalkDoubt>(['no-total']);
    let rowsSeen = 0;
    for await (const span of cutPages(handle, source)) {
      const page = await toPage(handle, source, span, pages.length + 1);
      if (span.isResponse && (await isRefused(page, endpoint))) {
        doubts.add(endpoint.mode === 'per-id' ? 'ids-refused' : 'unfinished');
      } else {
        pages.push(page);
        rowsSeen += span.records;
      }
    }
    const scope = { siteId, table, window: null, ids: null };
    const { receivedAt } = source;
    const counts = { total: null, pages: pages.length, rowsSeen };
    const end = { proven: false, doubts: [...doubts], ...counts, endedAt: receivedAt };
    return { walkId: `${receivedAt.replace(/[-:.]/g, '')}-plain`, scope, startedAt: receivedAt, end, pages };
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

interface PlainFile {
  readonly dir: string;
  readonly name: string;
  readonly endpoint: Endpoint;
  /** When the file was last written: the best guess of when its contents were true. */
  readonly receivedAt: string;
}

async function* cutPages(handle: FileHandle, source: PlainFile): AsyncIterable<PageSpan> {
  let position = await skipByteOrderMark(handle, source.name);
  const index = new PlainIndex(source.endpoint, position);
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  try {
    for (;;) {
      const { bytesRead } = await handle.read(chunk, 0, CHUNK_BYTES, position);
      if (bytesRead === 0) break;
      position += bytesRead;
      yield* index.feed(chunk.subarray(0, bytesRead));
    }
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

async function toPage(handle: FileHandle, source: PlainFile, span: PageSpan, pageNo: number): Promise<ArchivedPage> {
  const raw = await readBody(handle, source, span);
  const sha256 = hashOf(raw);
  const { receivedAt, name: file } = source;
  return { pageNo, id: null, file, receivedAt, sha256, bytes: raw.length, body: () => readAgain(source, span, sha256) };
}

/** The file may have changed since it was cut: positions are then worth nothing. */
async function readAgain(source: PlainFile, span: PageSpan, sha256: string): Promise<string> {
  const handle = await open(path.join(source.dir, source.name), 'r');
  try {
    const raw = await readBody(handle, source, span);
    if (hashOf(raw) === sha256) return raw.toString('utf8');
    throw new ArchiveCorrupt(source.name, `${source.name} changed while it was being read`, {
      details: { byteOffset: span.start },
    });
  } finally {
    await handle.close();
  }
}

async function readBody(handle: FileHandle, source: PlainFile, span: PageSpan): Promise<Buffer> {
  const piece = Buffer.alloc(span.end - span.start);
  await handle.read(piece, 0, piece.length, span.start);
  if (span.isResponse) return piece;
  const [before, after] = envelopeAround(source.endpoint.listPath);
  return Buffer.concat([Buffer.from(before), piece, Buffer.from(after)]);
}

function hashOf(raw: Buffer): string {
  return createHash('sha256').update(raw).digest('hex');
}
