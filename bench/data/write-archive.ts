import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { createArchiveWriter, type WalkWriter } from '../../src/api/archive/writer.ts';
import { ODS_COLUMNS } from '../../src/catalog/ods-table.ts';
import {
  type DataVersion,
  ENDPOINT,
  keyOf,
  PAGE_RECORDS,
  pageBody,
  payTimeOf,
  recordText,
  SITE,
} from './settlements.ts';

/** Pages compressed at once. */
const PAGES_AT_ONCE = 8;
const STARTED_MS = { first: Date.UTC(2026, 0, 1), 'one-percent-changed': Date.UTC(2026, 0, 2) };

export interface ArchivePlan {
  readonly version: DataVersion;
  readonly records: number;
  /** Records of one walk; its window holds exactly these. */
  readonly windowRecords: number;
}

/** Writes the records as walks of consecutive windows with the product's own archive writer. Returns bytes of all bodies. */
export async function writeArchive(root: string, plan: ArchivePlan): Promise<number> {
  const archive = createArchiveWriter(root);
  let bytes = 0;
  for (const [number, first] of windowsOf(plan).entries()) {
    const startedAt = new Date(STARTED_MS[plan.version] + number * 60_000);
    const window = { from: payTimeOf(first), to: payTimeOf(first + plan.windowRecords) };
    const request = { path: ENDPOINT.path, body: '{}' };
    const scope = { siteId: SITE, table: ENDPOINT.table, window, ids: null };
    const writer = await archive.begin({ scope, request, startedAt });
    const pages = plan.windowRecords / PAGE_RECORDS;
    for (let at = 0; at < pages; at += PAGES_AT_ONCE) {
      const numbers = Array.from({ length: Math.min(PAGES_AT_ONCE, pages - at) }, (_, i) => at + i);
      const sizes = await Promise.all(numbers.map((page) => writePage(writer, plan, { first, page, startedAt })));
      bytes += sizes.reduce((sum, size) => sum + size, 0);
    }
    const endedAt = new Date(startedAt.getTime() + 30_000).toISOString();
    const { windowRecords } = plan;
    await writer.end({ proven: true, doubts: [], total: windowRecords, pages, rowsSeen: windowRecords, endedAt });
  }
  return bytes;
}

async function writePage(
  writer: WalkWriter,
  plan: ArchivePlan,
  place: { readonly first: number; readonly page: number; readonly startedAt: Date },
): Promise<number> {
  const from = place.first + place.page * PAGE_RECORDS;
  const records = Array.from({ length: PAGE_RECORDS }, (_, i) => recordText(from + i, plan.version));
  const raw = Buffer.from(pageBody(records, plan.windowRecords));
  const sha256 = createHash('sha256').update(raw).digest('hex');
  const receivedAt = new Date(place.startedAt.getTime() + 1000 + place.page * 10);
  await writer.write({
    role: 'page',
    pageNo: place.page + 1,
    id: null,
    raw,
    sha256,
    receivedAt,
    status: 200,
    attempts: 1,
  });
  return raw.length;
}

function windowsOf({ records, windowRecords }: ArchivePlan): number[] {
  return Array.from({ length: records / windowRecords }, (_, i) => i * windowRecords);
}

/**
 * Writes the same records as COPY's own text format, one file a window, with key, hash and every other column already
 * worked out: what is left for COPY is the least that storing them can cost. Returns the files.
 */
export async function writeCopyFiles(folder: string, plan: ArchivePlan): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const files: string[] = [];
  for (const first of windowsOf(plan)) {
    const file = path.join(folder, `${String(files.length + 1).padStart(4, '0')}.copy`);
    const out = createWriteStream(file);
    for (let i = 0; i < plan.windowRecords; i += 1) {
      if (!out.write(copyLine(first + i, i, plan.version))) await once(out, 'drain');
    }
    out.end();
    await once(out, 'finish');
    files.push(file);
  }
  return files;
}

/** One record as a line of COPY text for an ODS table, every column worked out. */
export function copyLine(index: number, inWindow: number, version: DataVersion, loadId = 1): string {
  const payload = recordText(index, version);
  const contentHash = createHash('md5').update(payload).digest('hex');
  const page = Math.floor(inWindow / PAGE_RECORDS) + 1;
  const seenAt = new Date(STARTED_MS[version]).toISOString();
  const row: Readonly<Record<string, string>> = {
    site_id: SITE,
    source_id: keyOf(index),
    payload: payload.replaceAll('\\', '\\\\'),
    content_hash: contentHash,
    source_endpoint: ENDPOINT.path,
    source_file: `${SITE}/${ENDPOINT.table}/20260101/20260101T000000000Z-00000000/${String(page).padStart(4, '0')}.json.gz`,
    page_no: String(page),
    record_index: String(inWindow % PAGE_RECORDS),
    load_id: String(loadId),
    fetched_at: seenAt,
    first_seen_at: seenAt,
    event_time: payTimeOf(index),
    is_deleted: 'f',
  };
  return `${ODS_COLUMNS.map(({ name }) => row[name] ?? '\\N').join('\t')}\n`;
}
