import { dwdTable } from './dwd-table.ts';
import type { Endpoint } from './endpoint.ts';
import { endpointOfTable } from './endpoints.ts';
import type { Fact } from './fact.ts';
import { odsTable } from './ods-table.ts';
import type { Relation } from './relation.ts';
import { RELATIONS } from './relations.ts';

/** Who points to a document that was read before: a return, refund, reversal, void or adjustment has edited it. */
export interface Reread {
  /** Id of the relation. */
  readonly id: string;
  /** The table that points. */
  readonly from: Fact & { readonly businessTime: string };
  /** The task that reads the documents pointed to. */
  readonly task: string;
  /**
   * The whole hours of `$siteId`, as `window_from`, `window_to`, of documents that rows of `$dirtyDays` point to, and when
   * the last of those rows came to be (`pointed_at`): an hour that was not read since has to be read again. `$zone`: of
   * the store; `$overlapHours`: what is read again anyway.
   */
  readonly sql: string;
}

function toReread(relation: Relation): Reread | null {
  const { from, to } = relation;
  const source = windowedSource(to.table);
  if (source === null || windowedSource(from.table) === null || !isDocument(from.table) || !isKeyed(to)) {
    return null;
  }
  return { id: relation.id, from: from.table, task: source.task, sql: hoursSql(relation, source) };
}

const isDocument = (table: Relation['from']['table']): table is Fact & { readonly businessTime: string } =>
  'businessTime' in table && table.businessTime !== null && table.lines === null;

/** A reference by the key: others say the same once more. */
const isKeyed = ({ table, column }: Relation['to']): boolean => isDocument(table) && table.key.includes(column);

function windowedSource({ source }: Relation['from']['table']): Endpoint | null {
  const endpoint = endpointOfTable(source);
  return endpoint.mode === 'window' && !endpoint.report ? endpoint : null;
}

/**
 * Windows select by the raw text of ODS, which need not be the time the typed row counts for. Documents are looked up one
 * by one (`offset 0`): after a large load the planner knows nothing of the new rows and would compare all with all.
 */
function hoursSql({ from, to, where }: Relation, source: Endpoint): string {
  const pointing = from.table as Fact;
  const document = to.table as Fact;
  return `select hour.starts_at as window_from, hour.starts_at + interval '1 hour' as window_to,
  max(f.${pointing.businessTime}) as pointed_at
from (
  select * from ${dwdTable(pointing)}
  where site_id = $siteId::bigint and not is_deleted and ${from.column} is not null and (${where ?? 'true'})
    and business_date = any($dirtyDays::date[])
) f
cross join lateral (
  select * from ${dwdTable(document)} t
  where t.site_id = $siteId::bigint and t.${to.column} = f.${from.column} and not t.is_deleted
    and t.${document.businessTime} < f.${pointing.businessTime} - make_interval(hours => $overlapHours::int)
  offset 0
) d
join ${odsTable(source)} o on o.site_id = $siteId::bigint and o.source_id = d._source_id
cross join lateral (select date_trunc('hour', case when o.event_time ~ '^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d'
  then left(o.event_time, 19)::timestamp end) at time zone $zone::text as starts_at) hour
where hour.starts_at is not null group by 1, 2`;
}

/** Every reference from one document to another of an endpoint that is read by windows. */
export const REREADS: readonly Reread[] = RELATIONS.flatMap((relation) => toReread(relation) ?? []);
