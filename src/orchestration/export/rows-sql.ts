import { startOfBusinessDay } from '../../base/business-day.ts';
import { addDays, type LocalDate, toLocalTime } from '../../base/local-time.ts';
import { plainType, type TableColumn } from '../../catalog/warehouse-table.ts';
import { type Statement, statement } from '../../database/statement.ts';
import type { Store } from '../../tasks/task.ts';
import type { ExportFormat } from './format.ts';
import type { ExportedTable } from './select-tables.ts';

/** Which rows are exported. */
export interface RowsAsked {
  /** First and last business day; null: without end. */
  readonly from: LocalDate | null;
  readonly to: LocalDate | null;
  /** Null: all stores. */
  readonly siteIds: readonly string[] | null;
  /** All stores there are: their calendars tell when a business day starts. */
  readonly stores: readonly Store[];
}

/** Opens the cursor `rows` over the rows, in the order of the key. */
export function openCursor(table: ExportedTable, asked: RowsAsked, format: ExportFormat): Statement {
  const values = table.columns.map((column) => valueSql(column, format)).join(', ');
  const { days, siteColumn } = table;
  const hasRange = asked.from !== null || asked.to !== null;
  const conditions = [
    ...(asked.siteIds === null || siteColumn === null ? [] : [`t.${siteColumn} = any($siteIds::bigint[])`]),
    ...(hasRange && days === 'business_date' ? [WITHIN_DATES] : []),
    ...(hasRange && days === 'event_time' ? [WITHIN_TIMES] : []),
  ];
  const where = conditions.length === 0 ? '' : ` where ${conditions.join(' and ')}`;
  const { key } = table.table;
  const order = key.length === 0 ? '' : ` order by ${key.map((name) => `t.${name}`).join(', ')}`;
  const sql = `declare rows no scroll cursor for select ${values} from ${table.table.name} t${where}${order}`;
  return statement(sql, { siteIds: asked.siteIds, from: asked.from, to: asked.to, ...eventTimes(asked) });
}

const WITHIN_DATES = `t.business_date between coalesce($from::date, '-infinity') and coalesce($to::date, 'infinity')`;

/** Event times are texts of the wall clock, in an order that is that of time. */
const WITHIN_TIMES = `exists (select from unnest($zoned::bigint[], $starts::text[], $ends::text[]) s (site_id, starts_at, ends_at)
  where s.site_id = t.site_id and (s.starts_at is null or t.event_time >= s.starts_at) and (s.ends_at is null or t.event_time < s.ends_at))`;

function eventTimes({ from, to, stores }: RowsAsked): Readonly<Record<string, readonly (string | null)[]>> {
  const startOf = ({ businessDays, timezone }: Store, date: LocalDate): string =>
    toLocalTime(startOfBusinessDay(businessDays, date), timezone);
  return {
    zoned: stores.map(({ siteId }) => siteId),
    starts: stores.map((store) => (from === null ? null : startOf(store, from))),
    ends: stores.map((store) => (to === null ? null : startOf(store, addDays(to, 1)))),
  };
}

/** Parquet counts instants and dates from 1970 and knows no infinite ones; everything else leaves as PostgreSQL writes it. */
function valueSql(column: TableColumn, format: ExportFormat): string {
  const value = `t.${column.name}`;
  if (format !== 'parquet') return value;
  switch (plainType(column)) {
    case 'timestamptz':
      return `case when isfinite(${value}) then (extract(epoch from ${value}) * 1000000)::bigint end`;
    case 'date':
      return `case when isfinite(${value}) then ${value} - date '1970-01-01' end`;
    default:
      return value;
  }
}
