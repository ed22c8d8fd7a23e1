import { odsTable } from '../../catalog/ods-table.ts';
import { statement } from '../../database/statement.ts';
import { type PathSpelling, textOf, valueAt } from './page-paths.ts';
import { ODS_INSERT_COLUMNS, odsValues, type PageShape } from './page-sql.ts';
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

/**
 * Stores the records of a plain page whose keys are not in the table yet, and answers their positions less one. PostgreSQL
 * reads each record once, straight into its row: three quarters of the time it takes to split, judge and insert a page.
 */
export function insertPlain(page: PreparedPage, plain: PlainPage): ReturnType<typeof statement> {
  const values = { ...page.parameters, ...plain, texts: toTextArray(page.slices) };
  return statement(insertPlainSql(page.shape), values);
}

function insertPlainSql({ endpoint }: PageShape): string {
  return `insert into ${odsTable(endpoint)} ${ODS_INSERT_COLUMNS}
select ${odsValues(endpoint)}
from (
  select t.source_id, t.text::jsonb as payload, t.content_hash, t.event_time, t.n::int as n
  from unnest($keys::text[], $texts::text[], $hashes::text[], $eventTimes::text[]) with ordinality
    as t(source_id, text, content_hash, event_time, n)
) r
on conflict do nothing returning record_index`;
}

const TEXT_OID = 25;

/** An array of texts as PostgreSQL sends arrays in binary: as a literal, every quote of the JSON would have to be escaped. */
function toTextArray(texts: readonly Buffer[]): Buffer {
  // Dimensions, whether one is null, type, length, lower bound.
  const header = int32s(1, 0, TEXT_OID, texts.length, 1);
  return Buffer.concat([header, ...texts.flatMap((text) => [int32s(text.length), text])]);
}

function int32s(...values: readonly number[]): Buffer {
  const bytes = Buffer.allocUnsafe(4 * values.length);
  for (const [i, value] of values.entries()) bytes.writeInt32BE(value, 4 * i);
  return bytes;
}
