import type { ImportedPage } from '../../api/archive/imported.ts';
import { envelopeAround, isRefusal, readEnvelope, resolvePath } from '../../api/envelope.ts';
import { elementsAt } from '../../base/json-slices.ts';
import type { Endpoint } from '../../catalog/endpoint.ts';

/** A row of the old system. */
export interface LegacyRow {
  readonly payload: string;
  /** ISO instant, whole seconds. */
  readonly fetched: string;
  /** The file it was read from, '' when that is not known. */
  readonly file: string;
}

const RECORDS_PER_PAGE = 100;
const PAGE_BYTES = 4 * 1024 * 1024;
/** A walk is one transaction, and is held in memory. */
const PAGES_PER_WALK = 100;
const WALK_BYTES = 32 * 1024 * 1024;

/**
 * Rows in the order in which they were received as pages, and pages as walks. A page holds what was received in the same
 * second from the same file, a walk no more than a day: so equal rows make equal walks again, whatever was added later.
 */
export async function* cutWalks(
  rows: AsyncIterable<LegacyRow>,
  endpoint: Endpoint,
): AsyncGenerator<readonly ImportedPage[]> {
  let walk: ImportedPage[] = [];
  let bytes = 0;
  for await (const page of cutPages(rows, endpoint)) {
    const isFull = walk.length >= PAGES_PER_WALK || bytes + page.raw.length > WALK_BYTES;
    if (walk.length > 0 && (isFull || dayOf(walk[0]) !== dayOf(page))) {
      yield walk;
      [walk, bytes] = [[], 0];
    }
    walk.push(page);
    bytes += page.raw.length;
  }
  if (walk.length > 0) yield walk;
}

const dayOf = (page: ImportedPage | undefined): string | undefined => page?.receivedAt.toISOString().slice(0, 10);

async function* cutPages(rows: AsyncIterable<LegacyRow>, endpoint: Endpoint): AsyncGenerator<ImportedPage> {
  const [before, after] = envelopeAround(endpoint.listPath);
  let first: LegacyRow | undefined;
  let texts: string[] = [];
  let length = 0;
  const close = (): ImportedPage => {
    const receivedAt = new Date(first?.fetched ?? '');
    const page = { receivedAt, raw: Buffer.from(`${before}${texts.join(',')}${after}`), records: texts.length };
    [first, texts, length] = [undefined, [], 0];
    return page;
  };
  for await (const row of rows) {
    const goesOn = first?.fetched === row.fetched && first.file === row.file;
    if (first !== undefined && (!goesOn || texts.length >= RECORDS_PER_PAGE || length >= PAGE_BYTES)) yield close();
    const records = recordsIn(row.payload, endpoint);
    if (records.length === 0) continue;
    first ??= row;
    texts.push(...records);
    length += row.payload.length;
  }
  if (first !== undefined) yield close();
}

/**
 * The texts of the records in a payload, to the byte: the payload itself, the elements of a list, or what an answer of
 * upstream holds; none for an answer that refuses. What is no JSON goes on as a JSON string, which the loader puts into
 * quarantine as it does with every record that has no key.
 */
export function recordsIn(payload: string, endpoint: Endpoint): string[] {
  const text = payload.trim();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [JSON.stringify(payload)];
  }
  if (Array.isArray(value)) return elementsAt(text, []);
  if (resolvePath(value, 'data') === null || resolvePath(value, endpoint.key) !== null) return [text];
  try {
    return elementsAt(text, readEnvelope(value, endpoint).list.path);
  } catch (error) {
    if (isRefusal(error)) return [];
    return [text];
  }
}
