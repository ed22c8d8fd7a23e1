import type { ClientBase } from 'pg';
import { odsTable } from '../../catalog/ods-table.ts';
import {
  COPY_NULL,
  copyBigint,
  copyBoolean,
  copyIn,
  copyInstant,
  copyInteger,
  copyJsonbHead,
  copyText,
  toCopyData,
} from '../../database/copy-in.ts';
import { type PathSpelling, textOf, valueAt } from './page-paths.ts';
import type { PreparedPage } from './prepared-page.ts';

/** What the loader needs of each record of a page, by position, where all of it could be read without PostgreSQL. */
export interface PlainPage {
  readonly keys: readonly string[];
  readonly eventTimes: readonly (string | null)[];
}

/**
 * Reads keys and event times out of all records of a page; null when one of them is not what upstream really sends (no
 * key, a key twice, another store's, a time that is no text), which PostgreSQL then judges.
 */
export function readPlainPage({ records, keys, shape, parameters }: PreparedPage): PlainPage | null {
  const { paths, endpoint } = shape;
  if (records.length === 0) return null;
  const plainKeys: string[] = [];
  const eventTimes: (string | null)[] = [];
  for (const [i, record] of records.entries()) {
    const key = keys[i] ?? null;
    const time = endpoint.eventTime === null ? parameters.eventTime : firstAt(record, paths.eventTime);
    // PostgreSQL goes by the last of a repeated name, as JSON.parse does; the key was cut out of the first.
    const isKey = key === `${textOf(firstAt(record, paths.key))}${parameters.keySuffix}`;
    if (key === null || !isKey || !isOwn(record, paths.owner, parameters.siteId)) return null;
    if (time !== null && typeof time !== 'string') return null;
    plainKeys.push(key);
    eventTimes.push(time);
  }
  return { keys: plainKeys, eventTimes };
}

const firstAt = (record: unknown, paths: readonly PathSpelling[]): unknown =>
  paths.map((path) => valueAt(record, path)).find((value) => value !== null) ?? null;

function isOwn(record: unknown, paths: readonly PathSpelling[], siteId: string): boolean {
  const owner = firstAt(record, paths);
  if (owner === null) return true;
  const text = textOf(owner);
  return text === siteId || text === '0' || text === '';
}

const COLUMNS = [
  'source_id',
  'payload',
  'content_hash',
  'event_time',
  'record_index',
  // The same for all records of a page.
  'site_id',
  'source_endpoint',
  'source_file',
  'page_no',
  'load_id',
  'fetched_at',
  'first_seen_at',
  'is_deleted',
];

/**
 * Stores the records of a plain page by COPY, straight from the bytes they came in: PostgreSQL fills whole pages of the table
 * at once, with a fifth less write-ahead log than an INSERT needs. A key that is stored already refuses the page.
 */
export async function copyPlain(client: ClientBase, page: PreparedPage, plain: PlainPage): Promise<void> {
  const table = odsTable(page.shape.endpoint);
  await copyIn(client, `copy ${table} (${COLUMNS.join(', ')}) from stdin (format binary)`, rowsOf(page, plain));
}

function rowsOf({ shape, slices, parameters }: PreparedPage, { keys, eventTimes }: PlainPage): Buffer {
  const { siteId, file, pageNo, loadId, fetchedAt, hashes } = parameters;
  const received = copyInstant(fetchedAt);
  const ofPage = Buffer.concat([
    copyBigint(siteId),
    copyText(shape.endpoint.path),
    copyText(file),
    copyInteger(pageNo),
    copyBigint(loadId),
    received,
    received,
    copyBoolean(false),
  ]);
  const rows = slices.map((slice, i) => {
    const time = eventTimes[i] ?? null;
    return [
      copyText(keys[i] ?? ''),
      copyJsonbHead(slice),
      slice,
      copyText(hashes[i] ?? ''),
      time === null ? COPY_NULL : copyText(time),
      copyInteger(i),
      ofPage,
    ];
  });
  return toCopyData(COLUMNS.length, rows);
}
