import path from 'node:path';
import { archivedPage } from '../../api/archive/body.ts';
import type { Manifest, PageLine } from '../../api/archive/manifest.ts';
import { readPlain } from '../../api/archive/plain.ts';
import { readManifest } from '../../api/archive/reader.ts';
import type { ArchivedPage } from '../../api/archive/walk.ts';
import { readEnvelope } from '../../api/envelope.ts';
import { md5Hex } from '../../base/digest.ts';
import { ArchiveCorrupt, EtlError } from '../../base/errors.ts';
import type { SiteId } from '../../base/ids.ts';
import { elementsAt } from '../../base/json-slices.ts';
import type { Endpoint } from '../../catalog/endpoint.ts';
import { isMissing } from '../../files/file-errors.ts';
import type { RecordVersion } from './record.ts';

/** The archived answer that holds a version of a record, and how much of it can be vouched for. */
export interface TracedAnswer {
  /** Path below the folder in which it was found. */
  readonly file: string;
  readonly pageNo: number;
  /** Position in the page, from 0. */
  readonly recordIndex: number;
  /** Folder in which it was found; null when it is in none of those looked at. */
  readonly root: string | null;
  /**
   * `verified`: the file matches the hash of its manifest and the record in it is the one stored; `missing`: no such
   * file; `pruned`: retention removed it; `damaged`: it is there and does not prove the record.
   */
  readonly state: 'verified' | 'missing' | 'pruned' | 'damaged';
  /** What is wrong, or where was looked; null when all is well. */
  readonly problem: string | null;
  /** Instant (ISO) of receipt. */
  readonly receivedAt: string | null;
  readonly bytes: number | null;
  readonly sha256: string | null;
  /** The record as received; null when it cannot be read. */
  readonly text: string | null;
  readonly request: TracedRequest | null;
}

/** The request of the walk that brought an answer. Plain files say nothing about theirs. */
export interface TracedRequest {
  readonly walkId: string;
  readonly path: string;
  /** Body of the first request of the walk, as sent; later pages differ from it in `page` or id. */
  readonly firstBody: string;
  /** Page or id that this answer was asked for. */
  readonly asked: string;
  /** Instant (ISO) at which the walk was begun. */
  readonly startedAt: string;
  readonly httpStatus: number;
  readonly attempts: number;
}

/** Whose answer is looked for. */
export interface AnswerOf {
  readonly endpoint: Endpoint;
  readonly siteId: SiteId;
  readonly version: RecordVersion;
  /** Wall-clock time at which retention removed the walk; null when it did not. */
  readonly prunedAt: string | null;
}

interface FoundPage {
  readonly root: string;
  readonly page: ArchivedPage;
  readonly request: TracedRequest | null;
}

/** Finds the answer in the folders given, the first that has it, and checks it against what is stored. */
export async function traceAnswer(roots: readonly string[], of: AnswerOf): Promise<TracedAnswer> {
  const { file, pageNo, recordIndex } = of.version;
  const place = { file, pageNo, recordIndex };
  const nothing = { root: null, receivedAt: null, bytes: null, sha256: null, text: null, request: null };
  let found: FoundPage | null = null;
  try {
    found = await findPage(roots, of);
  } catch (error) {
    if (!(error instanceof ArchiveCorrupt)) throw error;
    return { ...place, ...nothing, state: 'damaged', problem: error.message };
  }
  if (found === null) return { ...place, ...nothing, ...absence(roots, of) };
  const { root, page, request } = found;
  const { receivedAt, bytes, sha256 } = page;
  const proof = await checkPage(page, of);
  return { ...place, root, receivedAt, bytes, sha256, request, ...proof };
}

function absence(roots: readonly string[], { prunedAt }: AnswerOf): Pick<TracedAnswer, 'state' | 'problem'> {
  const elsewhere =
    roots.length === 0 ? 'no archive folder is set to look into' : `it is in none of: ${roots.join(', ')}`;
  if (prunedAt === null) {
    return { state: 'missing', problem: `${elsewhere}. If it was moved, --archive DIR looks there` };
  }
  const problem = `"feiqiu-etl prune" removed it at ${prunedAt} (RETENTION_ARCHIVE_DAYS), after it had been loaded; --archive DIR looks into a copy`;
  return { state: 'pruned', problem };
}

async function findPage(roots: readonly string[], of: AnswerOf): Promise<FoundPage | null> {
  const { file } = of.version;
  for (const root of roots) {
    const found = file.includes('/') ? await findArchived(root, of) : await findPlain(root, of);
    if (found !== null) return found;
  }
  return null;
}

async function findArchived(root: string, { version: { file } }: AnswerOf): Promise<FoundPage | null> {
  const folder = path.posix.dirname(file);
  const manifest = await readManifest(root, folder);
  const line = manifest?.pages.find((one) => one.kind === 'page' && one.file === path.posix.basename(file));
  if (manifest === null || line === undefined) return null;
  return { root, page: archivedPage(root, folder, line), request: requestOf(manifest, line) };
}

function requestOf({ header }: Manifest, line: PageLine): TracedRequest {
  return {
    walkId: header.walkId,
    path: header.request.path,
    firstBody: header.request.body,
    asked: line.id === null ? `page ${line.pageNo}` : `id ${line.id}`,
    startedAt: header.startedAt,
    httpStatus: line.status,
    attempts: line.attempts,
  };
}

/** Plain files lie in the folder itself, or in one named by the store. */
async function findPlain(root: string, { endpoint, siteId, version }: AnswerOf): Promise<FoundPage | null> {
  for (const dir of [root, path.join(root, siteId)]) {
    try {
      const files = [{ name: version.file, table: endpoint.table }];
      for await (const walk of readPlain(dir, { files, endpoints: [endpoint], siteId })) {
        const page = walk.pages.find((one) => one.file === version.file && one.pageNo === version.pageNo);
        if (page !== undefined) return { root: dir, page, request: null };
      }
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
  return null;
}

type Proof = Pick<TracedAnswer, 'state' | 'problem' | 'text'>;

/** The body has to match the manifest, and the record in it the hash that ODS keeps of it. */
async function checkPage(page: ArchivedPage, { endpoint, version }: AnswerOf): Promise<Proof> {
  try {
    const body = await page.body();
    const { list } = readEnvelope(JSON.parse(body), endpoint);
    const text = elementsAt(body, list.path)[version.recordIndex];
    if (text === undefined) {
      return { state: 'damaged', problem: `page ${version.pageNo} has no record ${version.recordIndex}`, text: null };
    }
    const hash = md5Hex(text);
    if (hash === version.contentHash) return { state: 'verified', problem: null, text };
    const problem = `the record there has the hash ${hash}, stored was ${version.contentHash}`;
    return { state: 'damaged', problem, text };
  } catch (error) {
    // Damage, or an answer in which the contract in force finds no records.
    if (!(error instanceof EtlError)) throw error;
    const isGone = isMissing(error.cause);
    return { state: isGone ? 'missing' : 'damaged', problem: error.message, text: null };
  }
}
