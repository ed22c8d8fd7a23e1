import type { ClientBase } from 'pg';
import { type ArchivedWalk, toPage, type Window } from '../../api/archive/walk.ts';
import { envelopeAround } from '../../api/envelope.ts';
import type { SiteId } from '../../base/ids.ts';
import type { LocalTime } from '../../base/local-time.ts';
import type { Endpoint } from '../../catalog/endpoint.ts';
import { odsTable } from '../../catalog/ods-table.ts';
import { statement } from '../../database/statement.ts';
import { localText } from '../../database/utc-text.ts';
import type { QuarantineRule } from './quarantine.ts';

/** A refused record, as it was received. */
export interface QuarantinedRecord {
  readonly id: string;
  readonly rule: QuarantineRule;
  readonly column: string | null;
  readonly raw: string;
  readonly file: string;
  readonly pageNo: number;
  readonly seenAt: string;
  readonly from: LocalTime | null;
  readonly to: LocalTime | null;
}

const local = (column: string): string => localText(column, '$timezone::text');

/** The folder of an archived walk is its id; reports need the window it was asked for to make their keys. */
const READ = `select q.quarantine_id as id, q.rule, q.column_name as "column", q.raw, q.source_file as file, q.page_no as "pageNo",
  to_char(q.last_seen_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "seenAt",
  ${local('w.window_from')} as from, ${local('w.window_to')} as to
from etl_admin.etl_quarantine q left join etl_admin.etl_window w
  on w.site_id = q.site_id and w.task_code = $task::text and w.walk_id = split_part(q.source_file, '/', -2)
where q.site_id = $siteId::bigint and q.target_table = $table::text and q.status = 'OPEN' and q.quarantine_id = any($ids::bigint[])
order by q.last_seen_at, q.source_file, q.page_no, q.record_index`;

/** Those of the open entries that are the store's refusals of this endpoint, in the order in which they were received. */
export async function readQuarantined(
  db: Pick<ClientBase, 'query'>,
  endpoint: Endpoint,
  asked: { readonly siteId: SiteId; readonly timezone: string; readonly ids: readonly string[] },
): Promise<QuarantinedRecord[]> {
  const { table, task } = endpoint;
  const { rows } = await db.query<QuarantinedRecord>(statement(READ, { ...asked, table, task }));
  return rows;
}

/** Of two contents under one key nothing tells which is right, unless the contract has come to name another key. */
const isHopeless = ({ rule, column }: QuarantinedRecord, endpoint: Endpoint): boolean =>
  rule === 'duplicate_key' && column === endpoint.key;

/** One unfinished walk, and so one that proves nothing, and the entries whose records it holds. */
export interface SecondChance {
  readonly walk: ArchivedWalk;
  readonly ids: readonly string[];
}

/** Refused records as walks for the ordinary loader: those of one page go together, received when they were received. */
export function buildSecondChances(
  endpoint: Endpoint,
  siteId: SiteId,
  records: readonly QuarantinedRecord[],
): SecondChance[] {
  const pages = new Map<string, QuarantinedRecord[]>();
  for (const record of records.filter((one) => !isHopeless(one, endpoint))) {
    const place = `${record.seenAt} ${record.file} ${record.pageNo}`;
    pages.set(place, [...(pages.get(place) ?? []), record]);
  }
  return [...pages.values()].map((page) => ({
    walk: toWalk(endpoint, siteId, page),
    ids: page.map((record) => record.id),
  }));
}

function toWalk({ table, listPath }: Endpoint, siteId: SiteId, page: readonly QuarantinedRecord[]): ArchivedWalk {
  const [first] = page;
  if (first === undefined) throw new Error('a second chance needs a record');
  const [before, after] = envelopeAround(listPath);
  const body = Buffer.from(`${before}${page.map((record) => record.raw).join(',')}${after}`);
  const { file, pageNo, seenAt } = first;
  return {
    walkId: `quarantine-${first.id}`,
    scope: { siteId, table, window: windowOf(first), ids: null },
    startedAt: seenAt,
    end: null,
    pages: [toPage({ pageNo, id: null, file, receivedAt: seenAt, sha256: '', bytes: body.length }, async () => body)],
  };
}

function windowOf({ from, to }: QuarantinedRecord): Window | null {
  return from === null || to === null ? null : { from, to };
}

/** Rows point to the record in the archived page, not to its place among the refused ones. */
const restorePlaceSql = (
  endpoint: Endpoint,
): string => `update ${odsTable(endpoint)} o set record_index = q.record_index
from etl_admin.etl_quarantine q where q.quarantine_id = any($ids::bigint[])
  and o.site_id = $siteId::bigint and o.load_id = $loadId::bigint and o.content_hash = md5(q.raw)`;

/** A record refused again by the same rule was entered again under this run. */
const CLOSE = `update etl_admin.etl_quarantine set status = 'RESOLVED', resolved_at = now()
where quarantine_id = any($ids::bigint[]) and status = 'OPEN' and run_id is distinct from $runId::uuid`;

/** Closes the entries whose records the walk has brought into their table, in the transaction that did. */
export async function settleSecondChance(
  client: Pick<ClientBase, 'query'>,
  endpoint: Endpoint,
  load: {
    readonly siteId: SiteId;
    readonly loadId: string;
    readonly runId: string;
    readonly ids: readonly string[];
  },
): Promise<void> {
  const { ids, siteId, loadId, runId } = load;
  await client.query(statement(restorePlaceSql(endpoint), { ids, siteId, loadId }));
  await client.query(statement(CLOSE, { ids, runId }));
}
