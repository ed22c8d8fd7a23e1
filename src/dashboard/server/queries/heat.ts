import { statement } from '../../../database/statement.ts';
import type { Queryable } from '../../../tasks/task.ts';
import type { Heat, HeatRow } from '../../api/day.ts';
import type { DayScope } from './day.ts';

const CELLS = `select case when $byTable::boolean then t.table_id else t.site_id end::text as id,
  max(case when $byTable::boolean then t.table_name else coalesce(nullif(s.store_name, ''), t.site_id::text) end) as label,
  max(case when $byTable::boolean then t.table_area_name end) as area, t.local_hour as hour,
  sum(t.use_seconds)::text as use, sum(t.capacity_seconds)::text as capacity
from billiards_dws.dws_table_hour_utilization t join etl_admin.etl_store s on s.site_id = t.site_id
where t.business_date = $date::date and ($sites::bigint[] is null or t.site_id = any($sites::bigint[]))
group by 1, t.local_hour
order by area, label, id, hour`;

const START_HOUR = `select start_hour as "startHour" from etl_admin.etl_business_day t
where t.valid_from <= $date::date and ($sites::bigint[] is null or t.site_id = any($sites::bigint[]))
order by t.valid_from desc, t.site_id limit 1`;

interface Cell {
  readonly id: string;
  readonly label: string | null;
  readonly area: string | null;
  readonly hour: number;
  readonly use: string;
  readonly capacity: string;
}

const HOURS_OF_DAY = 24;
const DEFAULT_START_HOUR = 8;

/** How long each table (of one store) or each store was in use in each hour, from the hour at which the day starts. */
export async function readHeat(db: Queryable, scope: DayScope): Promise<Heat> {
  const byTable = scope.sites?.length === 1;
  const { rows } = await db.query<Cell>(statement(CELLS, { ...scope, byTable }));
  const rule = (await db.query<{ startHour: number }>(statement(START_HOUR, { ...scope }))).rows[0];
  const start = rule?.startHour ?? DEFAULT_START_HOUR;
  const hours = Array.from({ length: HOURS_OF_DAY }, (_, i) => (start + i) % HOURS_OF_DAY);
  const ids = [...new Set(rows.map(({ id }) => id))];
  const toRow = (id: string): HeatRow =>
    rowOf(
      rows.filter((cell) => cell.id === id),
      hours,
    );
  return { by: byTable ? 'table' : 'store', hours, rows: ids.map(toRow) };
}

function rowOf(cells: readonly Cell[], hours: readonly number[]): HeatRow {
  const [first] = cells;
  const of = (pick: 'use' | 'capacity'): string[] =>
    hours.map((hour) => cells.find((cell) => cell.hour === hour)?.[pick] ?? '0');
  return {
    id: first?.id ?? '',
    label: first?.label ?? first?.id ?? '',
    area: first?.area ?? null,
    use: of('use'),
    capacity: of('capacity'),
  };
}
