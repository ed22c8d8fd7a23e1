import { type BusinessCalendar, type BusinessDayRule, startOfBusinessDay } from '../base/business-day.ts';
import { DAY_MS } from '../base/clock.ts';
import type { LocalDate } from '../base/local-time.ts';
import { businessDateSql, calendarParameters } from '../catalog/business-date.ts';
import { dimMember } from '../catalog/dimensions/member.ts';
import { dwdTable } from '../catalog/dwd-table.ts';
import { FACTS } from '../catalog/facts.ts';
import type { Client } from '../database/connection.ts';
import { statement } from '../database/statement.ts';
import type { Queryable, Store } from '../tasks/task.ts';
import { leaseStore, withWriter } from './store-writer.ts';
import type { Workplace } from './workplace.ts';

/** Rows of a table that a change moves from one business date to another, by one of their times. */
export interface MovedRows {
  readonly table: string;
  readonly column: string;
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly rows: number;
}

/** What a change of the business day does. */
export interface BusinessDayChange {
  readonly siteId: string;
  readonly before: BusinessCalendar;
  readonly after: BusinessCalendar;
  readonly moved: readonly MovedRows[];
  /** Days whose figures change; these and no others are computed again. */
  readonly days: readonly LocalDate[];
  readonly written: boolean;
}

/** Times by which marts put rows on days: when it counts, and how long it lasted. */
const TIMES: readonly { readonly table: string; readonly column: string; readonly where: string }[] = [
  ...FACTS.flatMap((fact) => {
    const columns = [fact.businessTime, fact.interval?.from ?? null, fact.interval?.to ?? null];
    return columns
      .filter((column) => column !== null)
      .map((column) => ({ table: dwdTable(fact), column, where: 'true' }));
  }),
  { table: dwdTable(dimMember), column: 'create_time', where: 't.is_current' },
];

/** The rules with one more, or another one for the same date. */
function withRule(calendar: BusinessCalendar, rule: BusinessDayRule): BusinessCalendar {
  const others = calendar.filter(({ from }) => from !== rule.from);
  const [first, ...later] = [...others, rule].toSorted((a, b) => ((a.from ?? '') < (b.from ?? '') ? -1 : 1));
  if (first === undefined) throw new Error('a calendar needs a rule');
  return [first, ...later];
}

/** Says what a new rule would move, and with `write` makes it hold; the next run computes the days concerned again. */
export async function changeBusinessDay(
  place: Workplace,
  store: Store,
  { rule, write, waitMs }: { readonly rule: BusinessDayRule; readonly write: boolean; readonly waitMs: number },
): Promise<BusinessDayChange> {
  const after = withRule(store.businessDays, rule);
  if (!write) return preview(place.database.pool, store, after, rule);
  await using lease = await leaseStore(place, store, waitMs);
  return await withWriter(place, lease, false, (_, atomically) =>
    atomically(async (client) => {
      const change = await preview(client, store, after, rule);
      await writeRule(client, store, rule);
      await markDays(client, store, change.days);
      return { ...change, written: true };
    }),
  );
}

async function preview(
  db: Queryable,
  { siteId, businessDays: before }: Store,
  after: BusinessCalendar,
  { from }: BusinessDayRule,
): Promise<BusinessDayChange> {
  const since = from === null ? '-infinity' : wellBefore(startOfBusinessDay(before, from));
  const values = { siteId, since, ...calendarParameters(before, 'before'), ...calendarParameters(after, 'after') };
  const moved: MovedRows[] = [];
  for (const { table, column, where } of TIMES) {
    const sql = `select "from", "to", count(*)::int as rows from (
  select ${businessDateSql(`t.${column}`, 'before')} as "from", ${businessDateSql(`t.${column}`, 'after')} as "to"
  from ${table} t where t.site_id = $siteId::bigint and t.${column} >= $since::timestamptz and ${where}
) dated where "from" <> "to" group by 1, 2 order by 1, 2`;
    const { rows } = await db.query<Pick<MovedRows, 'from' | 'to' | 'rows'>>(statement(sql, values));
    moved.push(...rows.map((row) => ({ table, column, ...row })));
  }
  const days = [...new Set(moved.flatMap((rows) => [rows.from, rows.to]))].toSorted();
  return { siteId, before, after, moved, days, written: false };
}

/** Days begin at different moments before and after; a day more than enough is looked at. */
const wellBefore = (at: Date): Date => new Date(at.getTime() - 2 * DAY_MS);

async function writeRule(
  client: Client,
  { siteId }: Store,
  { from, startHour, timezone }: BusinessDayRule,
): Promise<void> {
  const sql = `insert into etl_admin.etl_business_day (site_id, valid_from, start_hour, timezone)
values ($siteId::bigint, $from::date, $startHour, $timezone)
on conflict (site_id, valid_from) do update set start_hour = excluded.start_hour, timezone = excluded.timezone`;
  await client.query(statement(sql, { siteId, from: from ?? '-infinity', startHour, timezone }));
}

async function markDays(client: Client, { siteId }: Store, days: readonly LocalDate[]): Promise<void> {
  const sql = `insert into etl_admin.etl_dirty_day (site_id, business_date, input, reason)
select $siteId::bigint, d, 'business day', 'the business day starts at another hour' from unnest($days::date[]) d
on conflict (site_id, business_date, input) do update set reason = excluded.reason, marked_at = now()`;
  await client.query(statement(sql, { siteId, days }));
}
