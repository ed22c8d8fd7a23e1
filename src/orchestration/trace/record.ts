import type { Endpoint } from '../../catalog/endpoint.ts';
import { historyTable, odsTable } from '../../catalog/ods-table.ts';
import { statement } from '../../database/statement.ts';
import type { Queryable } from '../../tasks/task.ts';
import { boundText } from './find-row.ts';

/** One version of an ODS record and the answer it came in. Times are wall-clock of the store. */
export interface RecordVersion {
  readonly state: 'current' | 'history';
  readonly seenFrom: string;
  /** Null: still what upstream shows. */
  readonly seenTo: string | null;
  readonly isDeleted: boolean;
  /** Load that wrote the current version, or superseded a former one. */
  readonly loadId: string;
  readonly contentHash: string;
  /** Path of the answer below the archive. */
  readonly file: string;
  readonly pageNo: number;
  /** Position in the page, from 0. */
  readonly recordIndex: number;
  /** True for the version that the row asked for shows. */
  readonly isShown: boolean;
}

/** Which version of the record a row shows. */
export interface Showing {
  /** Last ODS load that the row takes into account; null: all. */
  readonly upToLoad: string | null;
  /** First moment at which the row holds no more, as PostgreSQL writes it; null: it holds. */
  readonly before: string | null;
}

type FoundVersion = Omit<RecordVersion, 'isShown'> & { readonly began: boolean };

/** The versions of one record, newest first. */
export async function readVersions(
  db: Queryable,
  endpoint: Endpoint,
  record: { readonly siteId: string; readonly sourceId: string },
  showing: Showing,
): Promise<RecordVersion[]> {
  const { rows } = await db.query<FoundVersion>(
    statement(versionsSql(endpoint), { ...record, before: showing.before }),
  );
  const shown = shownOf(rows, showing);
  return rows.map((row) => {
    const { began: _began, ...version } = row;
    return { ...version, isShown: row === shown };
  });
}

function versionsSql(endpoint: Endpoint): string {
  const same = 'v.load_id, v.content_hash, v.source_file, v.page_no, v.record_index, v.is_deleted';
  const of = 'where v.site_id = $siteId::bigint and v.source_id = $sourceId::text';
  return `select v.state, ${boundText('v.seen_from')} as "seenFrom", ${boundText('v.seen_to')} as "seenTo",
  v.is_deleted as "isDeleted", v.load_id::text as "loadId", v.content_hash as "contentHash", v.source_file as file,
  v.page_no as "pageNo", v.record_index as "recordIndex", v.seen_from < coalesce($before::timestamptz, 'infinity') as began
from (
  select 'current' as state, coalesce(v.deleted_at, v.fetched_at) as seen_from, null::timestamptz as seen_to, ${same}
  from ${odsTable(endpoint)} v ${of}
  union all
  select 'history', v.seen_from, v.seen_to, ${same} from ${historyTable(endpoint)} v ${of}
) v join etl_admin.etl_store s on s.site_id = $siteId::bigint
order by v.seen_from desc`;
}

/**
 * The last version that a typed table had followed and that began before the row ended. A former version carries the
 * load that superseded it: the one superseded first after the last load followed was then the newest.
 */
function shownOf(versions: readonly FoundVersion[], { upToLoad }: Showing): FoundVersion | undefined {
  const isAhead = ({ loadId }: FoundVersion): boolean => upToLoad !== null && BigInt(loadId) > BigInt(upToLoad);
  const current = versions.find(({ state }) => state === 'current');
  const superseded = versions.filter((version) => version.state === 'history' && isAhead(version));
  const [first] = superseded.toSorted((a, b) => Number(BigInt(a.loadId) - BigInt(b.loadId)));
  const newest = current !== undefined && isAhead(current) ? first : current;
  return newest === undefined ? undefined : versions.slice(versions.indexOf(newest)).find(({ began }) => began);
}
