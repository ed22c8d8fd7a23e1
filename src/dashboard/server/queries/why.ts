import { DIMENSION_TABLES, FACT_TABLES } from '../../../catalog/warehouse.ts';
import { plainType, type TableColumn, type WarehouseTable } from '../../../catalog/warehouse-table.ts';
import { statement } from '../../../database/statement.ts';
import type { Queryable } from '../../../tasks/task.ts';
import type { Summary } from '../../api/day.ts';
import type { Pair } from '../../api/named.ts';
import type { WhyColumn, WhyFacts, WhyPart, WhyRow } from '../../api/why.ts';
import type { DayScope } from './day.ts';
import { type ComposedMetric, type FactSource, metricColumn, type SummedMetric } from './metrics.ts';

/** Facts shown, the largest first. */
const SHOWN = 200;

/** The figures that add up to a figure. */
export function partsOf({ plus, minus }: ComposedMetric, summary: Summary, date: string): WhyPart[] {
  const toPart =
    (sign: 1 | -1) =>
    (metric: string): WhyPart => ({ metric, sign, date, ...namesOf(metric), value: summary[metric] ?? '0' });
  return [...plus.map(toPart(1)), ...minus.map(toPart(-1))];
}

function namesOf(metric: string): Pair {
  const { zh = metric, en = metric } = metricColumn(metric) ?? {};
  return { zh, en };
}

interface Totals {
  readonly count: string;
  readonly sum: string;
}

/** The facts that a figure is the sum of: how many, their sum, and the largest of them. */
export async function readFacts(db: Queryable, metric: SummedMetric, scope: DayScope): Promise<WhyFacts> {
  const { source } = metric;
  const table = tableOf(source);
  const columns = source.columns.map((name) => columnOf(table, name));
  const rowsSql = factsSql(metric);
  const totals = await db.query<Totals>(
    statement(`select count(*)::text as count, coalesce(sum(amount), 0)::text as sum from (${rowsSql}) facts`, {
      ...scope,
    }),
  );
  const cells = columns.map(({ name, type }) => (isTime(type) ? localTime(name) : `f.${name}::text`));
  const listSql = `select f.site_id::text as "siteId", f.${source.key}::text as key, facts.amount::text as amount,
  array[${cells.join(', ')}] as cells
from (${rowsSql}) facts
join billiards.${source.table} f on f.site_id = facts.site_id and f.${source.key} = facts.key${source.table.startsWith('dim_') ? ' and f.is_current' : ''}
join etl_admin.etl_store s on s.site_id = f.site_id
order by abs(facts.amount) desc, f.site_id, f.${source.key} limit ${SHOWN}`;
  const { rows } = await db.query<WhyRow>(statement(listSql, { ...scope }));
  return {
    table: table.name,
    zh: table.zh,
    en: table.en,
    count: totals.rows[0]?.count ?? '0',
    sum: totals.rows[0]?.sum ?? '0',
    columns: columns.map(toWhyColumn),
    rows,
  };
}

function factsSql({ source, amount, where }: SummedMetric): string {
  const from = source.from ?? `billiards.${source.table} f`;
  return `select f.site_id, f.${source.key} as key, (${amount}) as amount from ${from}
where ${dayCondition(source)} and ($sites::bigint[] is null or f.site_id = any($sites::bigint[]))
  and ${source.where} and ${where} and (${amount}) <> 0`;
}

/** A time is first compared as it is, which an index may serve, and then by the rules of its store. */
function dayCondition({ byTime, day }: FactSource): string {
  if (day !== undefined) return day;
  if (byTime === undefined) return 'f.business_date = $date::date';
  const near = `f.${byTime} >= $date::date - 1 and f.${byTime} < $date::date + 3`;
  return `${near} and etl_admin.business_date(f.site_id, f.${byTime}) = $date::date`;
}

function tableOf({ table }: FactSource): WarehouseTable {
  const found = [...FACT_TABLES, ...DIMENSION_TABLES].find(({ name }) => name === `billiards.${table}`);
  if (found === undefined) throw new Error(`the catalog has no table ${table}`);
  return found;
}

function columnOf({ name, columns }: WarehouseTable, wanted: string): TableColumn {
  const found = columns.find((column) => column.name === wanted);
  if (found === undefined) throw new Error(`${name} has no column ${wanted}`);
  return found;
}

const isTime = (type: string): boolean => type.startsWith('timestamptz');

const localTime = (name: string): string => `to_char(f.${name} at time zone s.timezone, 'YYYY-MM-DD HH24:MI:SS')`;

function toWhyColumn(column: TableColumn): WhyColumn {
  const { name, zh, en } = column;
  const type = plainType(column);
  const isId = name.endsWith('_id') || name === 'key';
  const kind = isTime(type)
    ? 'time'
    : type.startsWith('numeric')
      ? 'money'
      : type === 'bigint' && !isId
        ? 'number'
        : 'text';
  return { name, zh, en, kind };
}
