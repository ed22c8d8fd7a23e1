import { literal } from '../../base/sql-text.ts';
import {
  EVENT_TIME_PATH,
  type Fact,
  LINE_PATH,
  SOURCE_ID_PATH,
  WINDOW_FROM_PATH,
  WINDOW_TO_PATH,
} from '../../catalog/fact.ts';
import { odsTable } from '../../catalog/ods-table.ts';
import { recordTexts } from '../../models/record-sql.ts';
import { isBadSql, keptTextSql, valueSql } from '../../models/typed-value.ts';
import { correctedPath, linePathsOf, type PathContext, pathsOf, spelled } from './fact-paths.ts';

/** What stands in an object of JSON at the first of these paths that holds anything. */
function valueAt(object: string, paths: readonly string[]): string {
  const places = paths.map((path) => `${object} #> array[${path.split('.').map(literal).join(', ')}]`);
  return places.length === 1 ? (places[0] ?? '') : `coalesce(${places.join(', ')})`;
}

/** Texts that stand beside the record. */
const BESIDE: Readonly<Record<string, string>> = {
  [SOURCE_ID_PATH]: 'o.source_id',
  [EVENT_TIME_PATH]: 'o.event_time',
  [WINDOW_FROM_PATH]: "split_part(split_part(o.source_id, '@', 2), '/', 1)",
  [WINDOW_TO_PATH]: "split_part(split_part(o.source_id, '@', 2), '/', 2)",
};

interface Items {
  /** Expression of the record that holds a row. */
  readonly record: string;
  readonly from: readonly string[];
  readonly conditions: readonly string[];
  /** Expressions by which items follow each other. */
  readonly order: readonly string[];
}

/** Unpacks the lists on the way to the lines, in any of their spellings. */
function itemsOf(fact: Fact, context: PathContext): Items {
  const items = { record: 'o.payload', from: [] as string[], conditions: [] as string[], order: [] as string[] };
  if (fact.lines === null) return items;
  const lists = fact.lines.path.split('[]').slice(0, -1);
  let documented = '';
  for (const [i, list] of lists.entries()) {
    const step = list.replace(/^\./, '');
    documented = documented === '' ? step : `${documented}[].${step}`;
    const within = correctedPath(documented, context).split('[].').at(-1) ?? step;
    const found = valueAt(items.record, spelledStep(documented, within, context));
    items.from.push(
      `lateral jsonb_array_elements(case when jsonb_typeof(${found}) = 'array' then ${found} else '[]'::jsonb end) with ordinality as e${i}(item, place)`,
    );
    items.record = `e${i}.item`;
    items.conditions.push(`jsonb_typeof(e${i}.item) = 'object'`);
    items.order.push(`e${i}.place`);
  }
  if (fact.lines.present !== null) {
    const paths = linePathsOf(fact.lines.present, fact, context);
    items.conditions.push(`jsonb_typeof(${valueAt(items.record, paths)}) = 'object'`);
  }
  return items;
}

function spelledStep(documented: string, within: string, { spellings }: PathContext): readonly string[] {
  const depth = documented.split('[].').length - 1;
  const all = spelled(documented, spellings).map((path) => path.split('[].')[depth] ?? within);
  return [...new Set([within, ...all])];
}

/** SELECT of one row a record (or line): where it came from and the text of every column, `c_` before its name. */
function textsSql(fact: Fact, context: PathContext): string {
  const items = itemsOf(fact, context);
  const inRecord = fact.columns.filter((column) => !column.path.startsWith('@'));
  const lineId = fact.lines?.id ?? null;
  const sources = inRecord.map((column) => ({ name: column.name, paths: pathsOf(column, fact, context) }));
  const { from, texts } = recordTexts(items.record, [
    ...sources,
    ...(lineId === null ? [] : [{ name: LINE_PATH, paths: linePathsOf(lineId, fact, context) }]),
  ]);
  const line = lineSql(items, texts.get(LINE_PATH) ?? null);
  const columns = fact.columns.map((column) => {
    const text = column.path === LINE_PATH ? line : (BESIDE[column.path] ?? texts.get(column.name));
    return `${text} as c_${column.name}`;
  });
  const conditions = ['o.site_id = $siteId::bigint', 'o.load_id > $after::bigint', ...items.conditions];
  return `select o.source_id, o.load_id, o.is_deleted${fact.lines === null ? '' : `, ${line} as line`},
    ${columns.join(',\n    ')}
  from ${[`${odsTable({ table: fact.source })} o`, ...items.from, ...from].join(',\n    ')}
  where ${conditions.join(' and ')}
  offset 0`;
}

/** Upstream's line id; where there is none, or it comes twice in a record, the line's number makes it unique. */
function lineSql({ order }: Items, id: string | null): string {
  const known = id === null ? "'0'" : `coalesce(nullif(${id}, ''), '0')`;
  const number = `row_number() over (partition by o.source_id, ${known} order by ${order.join(', ') || '1'})`;
  return `case when ${known} = '0' then '#' || ${number} when ${number} = 1 then ${known} else ${known} || '#' || ${number} end`;
}

/** SELECT of every touched row with typed values and what is wrong with it. */
export function judgedSql(fact: Fact, context: PathContext): string {
  const text = (name: string): string => `s.c_${name}`;
  const value = (name: string): string => `v.${name}`;
  const values = fact.columns.map((column) => `${valueSql(column, text(column.name))} as ${column.name}`);
  const kept = fact.columns
    .map((column) => ({ name: column.name, sql: keptTextSql(column, text(column.name), value(column.name)) }))
    .filter((one) => one.sql !== null);
  const bad = (required: boolean): string[] =>
    fact.columns
      .filter((column) => column.required === required)
      .map((column) => ({ name: column.name, sql: isBadSql(column, text(column.name), value(column.name)) }))
      .filter((one) => one.sql !== null)
      .map((one) => `case when ${one.sql} then ${literal(one.name)} end`);
  const missing = fact.columns
    .filter((column) => column.required)
    .map((column) => {
      const notBad = isBadSql(column, text(column.name), value(column.name));
      const absent = `${value(column.name)} is null${notBad === null ? '' : ` and not (${notBad})`}`;
      return `case when ${absent} then ${literal(column.name)} end`;
    });
  const list = (cases: readonly string[]): string =>
    cases.length === 0 ? `'{}'::text[]` : `array_remove(array[${cases.join(', ')}]::text[], null)`;
  return `select s.source_id, s.load_id, s.is_deleted, ${fact.lines === null ? 's.source_id' : `s.source_id || '/' || s.line`} as entry_key,
  v.*, i.missing, i.invalid, i.impossible, i.doubtful,
  i.missing <> '{}' or i.invalid <> '{}' or i.impossible <> '{}' as is_refused,
  case when array_remove(i.kept, null) = '{}' then null
    else jsonb_strip_nulls(jsonb_object(array[${kept.map((one) => literal(one.name)).join(', ')}]::text[], i.kept)) end as _raw
from (${textsSql(fact, context)}) s,
lateral (select ${values.join(',\n  ')}
  offset 0) v,
lateral (select ${list(missing)} as missing, ${list(bad(true))} as invalid, ${list(bad(false))} as doubtful,
  ${impossibleSql(fact)} as impossible,
  array[${kept.map((one) => one.sql).join(',\n  ')}]::text[] as kept
  offset 0) i`;
}

/** The record rules a row breaks, each with the texts that contradict each other, as a JSON object. */
function impossibleSql({ rules }: Fact): string {
  if (rules.length === 0) return "'{}'::jsonb";
  const pairs = rules.map(({ id, columns, impossible }) => {
    const texts = columns.map((name) => `coalesce(s.c_${name}, 'null')`).join(', ');
    return `${literal(id)}, case when ${impossible} then concat_ws(', ', ${texts}) end`;
  });
  return `jsonb_strip_nulls(jsonb_build_object(${pairs.join(', ')}))`;
}
