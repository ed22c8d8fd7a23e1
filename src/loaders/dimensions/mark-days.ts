import type { BusinessCalendar } from '../../base/business-day.ts';
import type { SiteId } from '../../base/ids.ts';
import { literal } from '../../base/sql-text.ts';
import { businessDateSql, calendarParameters } from '../../catalog/business-date.ts';
import { referencesTo } from '../../catalog/dimension-references.ts';
import type { Dimension } from '../../catalog/dimensions/dimension.ts';
import { dwdTable } from '../../catalog/dwd-table.ts';
import { endpointOfTable } from '../../catalog/endpoints.ts';
import { DAY_STATUS } from '../../catalog/mart-table.ts';
import type { Client } from '../../database/connection.ts';
import { statement } from '../../database/statement.ts';

/** The times in which members say something else than before, one an index; see `HistoryChange`. */
export interface AlteredTimes {
  readonly altered_keys: readonly string[];
  readonly altered_from: readonly string[];
  readonly altered_to: readonly string[];
  readonly altered_is_new: readonly boolean[];
}

export interface DaysToMark {
  readonly dimension: Dimension;
  readonly siteId: SiteId;
  /** Zone of the store's wall clock. */
  readonly timezone: string;
  readonly businessDays: BusinessCalendar;
  /** Last load of the source that had been followed up before; '0' for none. */
  readonly after: string;
}

/**
 * Marks the business days to compute again: those of fact rows that refer to a member at a time in which it says
 * something else now. Without changes it asks nothing, nor where no fact refers to the dimension.
 */
export async function markDays(client: Client, work: DaysToMark, altered: AlteredTimes): Promise<void> {
  if (altered.altered_keys.length === 0) return;
  const news = altered.altered_keys.filter((_, i) => altered.altered_is_new[i] === true);
  await mark(client, work, { alteredSql: GIVEN, altered, news });
}

/** The same after a first fill: every member in the table is new, since ever. */
export async function markDaysOfFill(client: Client, work: DaysToMark): Promise<void> {
  const { dimension } = work;
  const alteredSql = `select ${dimension.key[0] ?? 'site_id'}, '-infinity'::timestamptz, 'infinity'::timestamptz, true
  from ${dwdTable(dimension)} where site_id = $siteId::bigint and is_current`;
  await mark(client, work, { alteredSql, altered: {}, news: null });
}

const GIVEN = `select * from unnest($altered_keys::bigint[], $altered_from::timestamptz[], $altered_to::timestamptz[], $altered_is_new::boolean[])`;

interface Altered {
  /** Query of the key, from when and until when it says something else, and whether it is new. */
  readonly alteredSql: string;
  /** What the query is given. */
  readonly altered: AlteredTimes | Readonly<Record<string, never>>;
  /** Keys of the members who are new; null for all. */
  readonly news: readonly string[] | null;
}

async function mark(client: Client, work: DaysToMark, { alteredSql, altered, news }: Altered): Promise<void> {
  const { dimension, siteId, timezone, after } = work;
  if (concernedDaysSql(dimension).length === 0) return;
  const joined = await joiningDays(client, work, news);
  const sql = markDaysSql(dimension, alteredSql);
  // The planner cannot know how many members there are; to try each of them on each fact would be quadratic.
  await client.query('set local enable_nestloop = off');
  await client.query(statement(sql, { siteId, timezone, after, ...altered, joined }));
  await client.query('reset enable_nestloop');
}

/**
 * A member that upstream did not show in the last complete walk did not exist then. Rows older than that walk cannot
 * have known it, except by a late edit; so nobody looks further back for a new member than this.
 */
const LATE_EDITS = '31 days';

/** The earliest day concerned keeps the search within the index on business dates. */
function markDaysSql(dimension: Dimension, alteredSql: string): string {
  const { task } = endpointOfTable(dimension.source);
  return `with altered (key, altered_from, altered_to, is_new) as materialized (
  ${alteredSql}
),
known as (
  select max(started_at) - interval ${literal(LATE_EDITS)} as at from etl_admin.etl_window
  where site_id = $siteId::bigint and task_code = ${literal(task)} and status = 'COMPLETE' and load_id <= $after::bigint
),
bounds as materialized (
  select (min(case when is_new then greatest(altered_from, (select at from known)) else altered_from end)
    at time zone $timezone::text)::date - 1 as since from altered
)
insert into etl_admin.etl_dirty_day (site_id, business_date, input, reason)
select distinct $siteId::bigint, d.business_date, ${literal(dwdTable(dimension))}, 'dimension' from (${concernedDaysSql(dimension).join('\n  union all')}
) d where d.business_date is not null
on conflict (site_id, business_date, input) do update set reason = excluded.reason, marked_at = now()`;
}

/** One query a way in which a day is concerned. */
function concernedDaysSql(dimension: Dimension): string[] {
  const days = referencesTo(dimension)
    .filter(({ fact }) => fact.businessTime !== null)
    .map(
      ({ fact, column }) => `
  select f.business_date from ${dwdTable(fact)} f join altered a
    on f.${column ?? 'site_id'} = a.key and f.${fact.businessTime} >= a.altered_from and f.${fact.businessTime} < a.altered_to
  where f.site_id = $siteId::bigint and f.business_date >= (select since from bounds) and not f.is_deleted`,
    );
  return [...days, ...countedDaysSql(dimension)];
}

/** New members count on the day they joined, whether a fact refers to them or not; a day without figures has no count. */
function countedDaysSql({ countedBy }: Dimension): string[] {
  if (countedBy === null) return [];
  return [
    `
  select s.business_date from ${DAY_STATUS} s
  where s.site_id = $siteId::bigint and s.business_date = any($joined::date[])`,
  ];
}

/** The business days on which the members joined. Asked by itself: the members may be on another machine than the books. */
async function joiningDays(client: Client, work: DaysToMark, news: Altered['news']): Promise<string[]> {
  const { dimension, siteId, businessDays } = work;
  const { key, countedBy } = dimension;
  if (countedBy === null || news?.length === 0) return [];
  const sql = `select distinct ${businessDateSql(`m.${countedBy}`)}::text as day from ${dwdTable(dimension)} m
where m.site_id = $siteId::bigint and m.is_current and ($news::bigint[] is null or m.${key[0]} = any($news::bigint[])) and m.${countedBy} is not null`;
  const values = { siteId, news, ...calendarParameters(businessDays) };
  const { rows } = await client.query<{ day: string }>(statement(sql, values));
  return rows.map(({ day }) => day);
}
