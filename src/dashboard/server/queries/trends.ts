import { statement } from '../../../database/statement.ts';
import type { Queryable } from '../../../tasks/task.ts';
import type { TrendMetric, TrendSeries, TrendsAnswer } from '../../api/trends.ts';

/** What a trend is asked for. */
export interface TrendScope {
  readonly metric: TrendMetric;
  /** Last day. */
  readonly date: string;
  readonly days: number;
  /** Null: all the user may see. */
  readonly sites: readonly string[] | null;
  /** True: a line for each store; false: one for all together. */
  readonly isSplit: boolean;
}

interface Point {
  readonly date: string;
  readonly siteId: string | null;
  readonly value: string | null;
}

/** A line over the days, for each store or for all together. The name of the metric is one of a fixed list. */
export async function readTrends(db: Queryable, scope: TrendScope): Promise<TrendsAnswer> {
  const { metric, isSplit } = scope;
  const points = `select t.business_date::text as date, ${isSplit ? 't.site_id::text' : 'null'} as "siteId", sum(t.${metric})::text as value
from billiards_dws.dws_site_day_summary t
where t.business_date > $date::date - $days::integer and t.business_date <= $date::date
  and ($sites::bigint[] is null or t.site_id = any($sites::bigint[]))
group by 1, 2 order by 2, 1`;
  const { rows } = await db.query<Point>(statement(points, { ...scope }));
  const dates = (await db.query<{ date: string }>(statement(DATES, { ...scope }))).rows.map(({ date }) => date);
  const siteIds = [...new Set(rows.map(({ siteId }) => siteId))];
  return { metric, dates, series: siteIds.map((siteId) => seriesOf(siteId, rows, dates)) };
}

const DATES = `select ($date::date - $days::integer + n)::text as date from generate_series(1, $days::integer) n order by 1`;

function seriesOf(siteId: string | null, points: readonly Point[], dates: readonly string[]): TrendSeries {
  const own = new Map(points.filter((point) => point.siteId === siteId).map(({ date, value }) => [date, value]));
  return { siteId, values: dates.map((date) => own.get(date) ?? null) };
}
