import { literal } from '../../base/sql-text.ts';
import { businessDateSql } from '../../catalog/business-date.ts';
import { dwdTable } from '../../catalog/dwd-table.ts';
import { type Fact, MAX_INTERVAL_DAYS } from '../../catalog/fact.ts';
import { odsTable } from '../../catalog/ods-table.ts';
import type { WrittenTable } from '../../database/write-rows.ts';
import { correctedPath, type PathContext } from './fact-paths.ts';
import { APART, judgedSql } from './fact-source-sql.ts';

/** The statements that follow up a stretch of records. */
export interface FactMerge {
  /** All in one, for a few records. */
  readonly whole: string;
  /**
   * The same in steps, for many: PostgreSQL spreads a query over its workers where that pays, but never one that is part of
   * a statement that writes. So the rows as they have to be are put aside first. One of the steps answers.
   */
  readonly spread: () => readonly string[];
}

/**
 * Brings a fact table up to date with the ODS records of the loads above `$after`, up to `$upTo`, and tells the refusals, doubts
 * and dirty days that follow from the same records, for `fact-ledger.ts` to write down: the bookkeeping is on one machine, the
 * data may be on many, and no statement can write both. Rows that stay as they are write nothing. Wide rows are kept once, and
 * read as seldom as can be: what is told of them comes from `odd` (rows with something wrong) and `moved` (how many changed
 * how). With `apart` it writes nothing and tells the rows to write as `due`: on a cluster it is one task then, where the store
 * is, and only rows that differ travel.
 */
export function factMerge(fact: Fact, context: PathContext, writing: 'here' | 'apart'): FactMerge {
  const table = dwdTable(fact);
  const ods = odsTable({ table: fact.source });
  const rest = `odd as materialized (
  select * from judged where is_odd
), moved as materialized (
  select business_date, former_date, touched, formerly_touched, how, count(*) as rows
  from judged group by business_date, former_date, touched, formerly_touched, how
), ${writing === 'here' ? writtenSql(fact, table, ods) : dueSql(fact, table, ods)}, refused as (
${refusedSql(fact)}
)
select (select coalesce(sum(rows), 0) from moved)::int as seen, ${movedRows('new')}::int as new, ${movedRows('changed')}::int as changed,
  (${movedRows('deleted')} + (select count(*) from gone))::int as deleted, ${movedRows('refused')}::int as refused,
  ${asJson(refusedRowsSql(ods))} as refusals,
  ${asJson(doubtSql(fact, context))} as doubts,
  ${asJson(dirtySql(fact))} as dirty,
  ${writing === 'here' ? 'null' : '(select json_agg(row)::text from due)'} as due`;
  return {
    whole: `with judged as materialized (${comparedSql(fact, context, 'limit 1')}\n), ${rest}`,
    spread: () => [
      ...LOOK_UP_ONE_BY_ONE.map((name) => `set local ${name} = off`),
      `create temp table judged on commit drop as ${comparedSql(fact, context, '')}`,
      ...LOOK_UP_ONE_BY_ONE.map((name) => `set local ${name} to default`),
      `with ${rest}`,
      'drop table judged',
    ],
  };
}

/** Without these a row that is stored is found by its key. */
const LOOK_UP_ONE_BY_ONE = ['enable_hashjoin', 'enable_mergejoin'];

/**
 * SELECT of the rows as they have to be, each with how it differs from the one that is stored. These are looked up one by
 * one: the planner cannot tell how few of a history a load concerns, and would read the whole of it to compare them. `single`
 * sees to that, but keeps the query from being spread over workers.
 */
function comparedSql(fact: Fact, context: PathContext, single: 'limit 1' | ''): string {
  const compared = comparedOf(fact);
  const ofAlias = (alias: string): string => compared.map((name) => `${alias}.${name}`).join(', ');
  return `
  select g.*, ${touchedSql(fact, 'g')} as touched, t.business_date as former_date, ${touchedSql(fact, 't')} as formerly_touched,
    case when g.is_refused then 'refused' when t.site_id is null then 'new'
      when (${ofAlias('t')}) is not distinct from (${ofAlias('g')}) then 'same'
      when g.is_deleted and not t.is_deleted then 'deleted' else 'changed' end as how
  from (
    select j.*, j.source_id as _source_id, ${fact.businessTime === null ? 'null::date' : businessDateSql(`j.${fact.businessTime}`)} as business_date
    from (${judgedSql(fact, context)}) j
    ${APART}
  ) g left join lateral (
    select ${['site_id', ...compared].map((name) => `t.${name}`).join(', ')} from ${dwdTable(fact)} t
    where t.site_id = $siteId::bigint and ${fact.key.map((name) => `t.${name} = g.${name}`).join(' and ')}
    ${single}
  ) t on true`;
}

/** The columns by which a row is as it was or differs; with the store and the load they are all there are. */
const comparedOf = ({ columns }: Fact): string[] => [
  ...columns.map((column) => column.name),
  'business_date',
  'is_deleted',
  '_source_id',
  '_raw',
];

/** The table of a fact as far as it is written. */
export function writtenFact(fact: Fact): WrittenTable {
  return {
    name: dwdTable(fact),
    key: ['site_id', ...fact.key],
    columns: ['site_id', ...comparedOf(fact), '_load_id'],
  };
}

/** CTEs that write what differs. */
function writtenSql(fact: Fact, table: string, ods: string): string {
  const { key, columns } = writtenFact(fact);
  const gone = goneRows(fact, ods);
  const values = comparedOf(fact).map((name) => `j.${name}`);
  return `merged as (
  insert into ${table} (${columns.join(', ')})
  select $siteId::bigint, ${values.join(', ')}, j.load_id from judged j where j.how in (${WRITTEN})
  on conflict (${key.join(', ')}) do update set ${columns
    .filter((name) => name !== 'site_id')
    .map((name) => `${name} = excluded.${name}`)
    .join(', ')}
), gone as (
  update ${table} t set is_deleted = true, _load_id = ${gone.loadId} from ${gone.from} where ${gone.where}
  returning ${lastingSql(fact, 't')}
)`;
}

/** CTEs that tell what differs, each row as JSON. */
function dueSql(fact: Fact, table: string, ods: string): string {
  const gone = goneRows(fact, ods);
  const values = ['j.site_id', ...comparedOf(fact).map((name) => `j.${name}`), 'j.load_id as _load_id'];
  return `gone as materialized (
  select ${lastingSql(fact, 't')}, to_jsonb(t) || jsonb_build_object('is_deleted', true, '_load_id', ${gone.loadId}) as row
  from ${table} t, ${gone.from} where ${gone.where}
), due as (
  select to_json(d) as row from (select ${values.join(', ')} from judged j where j.how in (${WRITTEN})) d
  union all select row::json from gone
)`;
}

/** What became of a row that was written. */
const WRITTEN = "'new', 'changed', 'deleted'";

/** Rows as JSON text: null when there are none. */
const asJson = (sql: string): string => `(select jsonb_agg(to_jsonb(r))::text from (
${sql}
  ) r)`;

const movedRows = (how: string): string => `(select coalesce(sum(rows), 0) from moved where how = ${literal(how)})`;

/** First and last business day of the time a row lasts; null for rows of a moment. */
function touchedSql({ interval }: Fact, alias: string): string {
  if (interval === null) return 'null::date[]';
  const [from, to] = [`${alias}.${interval.from}`, `${alias}.${interval.to}`];
  const last = `(least(${to}, ${from} + interval '${MAX_INTERVAL_DAYS} days') - interval '1 microsecond')`;
  return `array[${businessDateSql(from)}, ${businessDateSql(last)}]`;
}

/** Where to find the rows `t` that no longer are there and have no good row to say so, and the load that tells. */
interface GoneRows {
  readonly from: string;
  readonly where: string;
  readonly loadId: string;
}

/** Records gone in a state that is refused, lines their record lost. */
function goneRows(fact: Fact, ods: string): GoneRows {
  const same = fact.key.map((name) => `j.${name} = t.${name}`).join(' and ');
  const goneAsRefused = 'j.is_refused and j.is_deleted';
  if (fact.lines === null) {
    return {
      from: 'odd j',
      where: `${goneAsRefused} and t.site_id = $siteId::bigint and ${same} and not t.is_deleted`,
      loadId: 'j.load_id',
    };
  }
  return {
    from: `${ods} o`,
    where: `o.site_id = $siteId::bigint and o.load_id > $after::bigint and o.load_id <= $upTo::bigint and t.site_id = o.site_id
    and t._source_id = o.source_id and not t.is_deleted
    and not exists (select 1 from judged j where ${same} and not (${goneAsRefused}))`,
    loadId: 'o.load_id',
  };
}

/** The columns that tell the days of a row; the days themselves are made of them elsewhere. */
function lastingSql({ interval }: Fact, alias: string): string {
  const times = interval === null ? [] : [interval.from, interval.to];
  return ['business_date', ...times].map((name) => `${alias}.${name}`).join(', ');
}

/** One refusal a row and rule: with the first column it concerns, or with all that contradict each other. */
function refusedSql({ rules }: Fact): string {
  const branch = (rule: string, columns: string, what: string): string =>
    `  select j.source_id, j.entry_key, ${literal(rule)} as rule, ${columns}[1] as column_name, j._raw ->> ${columns}[1] as bad_value,
    ${literal(what)} || array_to_string(${columns}, ', ') as reason
  from odd j where j.is_refused and ${columns} <> '{}'`;
  const contradictions = rules.map(
    ({ id, columns, en }) =>
      `  select j.source_id, j.entry_key, ${literal(id)}, ${literal(columns.join(', '))}, j.impossible ->> ${literal(id)},
    ${literal(`${en}: ${columns.join(', ')}`)}
  from odd j where j.impossible ? ${literal(id)}`,
  );
  return [
    branch('missing_required', 'j.missing', 'nothing in required column '),
    branch('invalid_required', 'j.invalid', 'value not understood in required column '),
    ...contradictions,
  ].join('\n  union all\n');
}

function refusedRowsSql(ods: string): string {
  return `  select r.entry_key, r.source_id, r.rule, r.column_name, r.bad_value, r.reason, o.payload::text as raw, o.source_file,
    o.page_no, o.record_index, o.fetched_at
  from refused r join ${ods} o on o.site_id = $siteId::bigint and o.source_id = r.source_id`;
}

/** Values that were not understood in columns a row can do without: loaded as NULL, told as drift. */
function doubtSql(fact: Fact, context: PathContext): string {
  const optional = fact.columns.filter((column) => !column.required && !column.path.startsWith('@'));
  const names = optional.map((column) => literal(column.name)).join(', ');
  const paths = optional.map((column) => literal(correctedPath(column.path, context))).join(', ');
  return `  select p.path, count(*) as rows_affected, left(min(j._raw ->> d.name), 80) as sample
  from odd j, unnest(j.doubtful) as d(name), unnest(array[${names}]::text[], array[${paths}]::text[]) as p(name, path)
  where p.name = d.name group by p.path`;
}

/** The day a row left and the day it is on now have to be computed again, and all it lasted over, before and now. */
function dirtySql(fact: Fact): string {
  const written = `where how in (${WRITTEN})`;
  const each = (days: string): string => `generate_series((${days})[1], (${days})[2], interval '1 day')::date`;
  return `  select d.day, min(d.reason) as reason from (
    select business_date as day, case how when 'new' then 'new rows' else 'changed rows' end as reason from moved ${written}
    union all select former_date, 'changed rows' from moved ${written}
    union all select ${each('touched')}, 'changed rows' from moved ${written}
    union all select ${each('formerly_touched')}, 'changed rows' from moved ${written}
    union all select business_date, 'rows gone' from gone
    union all select ${each(touchedSql(fact, 'gone'))}, 'rows gone' from gone
  ) d where d.day is not null group by d.day`;
}
