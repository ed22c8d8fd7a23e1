import { literal } from '../../base/sql-text.ts';
import type { Column } from '../../catalog/column.ts';
import {
  EVENT_TIME_PATH,
  type Fact,
  LINE_PATH,
  SOURCE_ID_PATH,
  WINDOW_FROM_PATH,
  WINDOW_TO_PATH,
} from '../../catalog/fact.ts';
import { odsTable } from '../../catalog/ods-table.ts';
import { meantSql } from '../../models/none-value.ts';
import { recordSql } from '../../models/record-sql.ts';
import { isBadSql, isRoundedSql, keptTextSql, valueSql } from '../../models/typed-value.ts';
import { correctedPath, linePathsOf, type PathContext, pathsOf, spelled } from './fact-paths.ts';

/**
 * Keeps a subquery one of its own, so that what it computes is computed once. Of an `offset 0` without quotes PostgreSQL
 * believes that it may leave something out, and does not spread the query over its workers.
 */
export const APART = "offset '0'";

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
  const { record, from, conditions, order } = itemsOf(fact, context);
  const inRecord = fact.columns.filter((column) => !column.path.startsWith('@'));
  const sources = inRecord.map((column) => ({
    name: textName(column),
    paths: pathsOf(column, fact, context),
    none: column.none,
  }));
  const lineId = fact.lines?.id ?? null;
  const line = lineId === null ? [] : [{ name: LINE_ID, paths: linePathsOf(lineId, fact, context), none: [] }];
  const { objects, texts } = recordSql(record, [...sources, ...line], 'o');
  const beside = fact.columns.flatMap((column) => {
    const text = BESIDE[column.path];
    return text === undefined ? [] : [`${meantSql(`(${text})`, column.none)} as ${textName(column)}`];
  });
  const places = order.map((place, i) => `${place} as place${i}`);
  return `select ${[...ORIGIN.map((name) => `o.${name}`), ...order.map((_, i) => `o.place${i}`), ...beside, texts].join(',\n    ')}
  from (
    select ${[...ORIGIN.map((name) => `o.${name}`), 'o.event_time', ...places, objects].join(', ')}
    from ${[`${odsTable({ table: fact.source })} o`, ...from].join(',\n    ')}
    where ${['o.site_id = $siteId::bigint', 'o.load_id > $after::bigint', 'o.load_id <= $upTo::bigint', ...conditions].join(' and ')}
    ${APART}
  ) o
  ${APART}`;
}

/** The same, each line with what tells it from the others of its record. */
function linesSql(fact: Fact, context: PathContext): string {
  const texts = textsSql(fact, context);
  if (fact.lines === null) return texts;
  const order = itemsOf(fact, context).order.map((_, i) => `r.place${i}`);
  const line = lineSql(order, fact.lines.id === null ? null : `r.${LINE_ID}`);
  const numbered = fact.columns.filter(({ path }) => path === LINE_PATH);
  const asColumns = numbered.map((column) => `, ${meantSql(`l.${LINE}`, column.none)} as ${textName(column)}`);
  return `select l.*${asColumns.join('')} from (select r.*, ${line} as ${LINE} from (${texts}) r) l ${APART}`;
}

/** What is known of a record before it is opened. */
const ORIGIN = ['site_id', 'source_id', 'load_id', 'is_deleted'];
/** What tells the lines of a record apart, and upstream's id of a line; no column of a fact begins like this. */
const LINE = 't_line';
const LINE_ID = 't_line_id';
const textName = ({ name }: Pick<Column, 'name'>): string => `c_${name}`;

/** Upstream's line id; where there is none, or it comes twice in a record, the line's number makes it unique. */
function lineSql(order: readonly string[], id: string | null): string {
  const known = id === null ? "'0'" : `coalesce(nullif(${id}, ''), '0')`;
  const number = `row_number() over (partition by r.source_id, ${known} order by ${order.join(', ')})`;
  return `case when ${known} = '0' then '#' || ${number} when ${number} = 1 then ${known} else ${known} || '#' || ${number} end`;
}

/** A column with the SQL of its text and of its value. */
interface TypedText {
  readonly column: Column;
  readonly text: string;
  readonly value: string;
}

/**
 * SELECT of every touched row with typed values and what is wrong with it. What is wrong is asked in two steps: a few
 * functions over the whole row tell whether anything is, and only of those rows it is found out what. Each step is a subquery
 * over the last one, kept apart by its offset, so that nothing is computed twice. (In laterals they would be as well, but
 * those PostgreSQL leaves to one process.)
 */
export function judgedSql(fact: Fact, context: PathContext): string {
  const typed = fact.columns.map((column) => ({ column, text: `s.${textName(column)}`, value: `s.${column.name}` }));
  const values = typed.map(({ column, text }) => `${valueSql(column, text)} as ${column.name}`);
  const ifOdd = (found: string, otherwise: string): string => `case when s.is_odd then ${found} else ${otherwise} end`;
  const columns = [...ORIGIN, ...fact.columns.map(({ name }) => name), 'is_odd'];
  return `select j.*, j.missing <> '{}' or j.invalid <> '{}' or j.impossible <> '{}' as is_refused
from (
  select ${columns.map((name) => `s.${name}`).join(', ')}, ${fact.lines === null ? 's.source_id' : `s.source_id || '/' || s.${LINE}`} as entry_key,
    ${ifOdd(missingSql(typed), EMPTY)} as missing, ${ifOdd(badSql(typed, true), EMPTY)} as invalid,
    ${ifOdd(badSql(typed, false), EMPTY)} as doubtful, ${ifOdd(impossibleSql(fact), "'{}'::jsonb")} as impossible,
    ${ifOdd(keptSql(typed), 'null')} as _raw
  from (
    select s.*, ${isOddSql(fact, typed)} as is_odd
    from (
      select s.*, ${values.join(',\n    ')}
      from (${linesSql(fact, context)}) s
      ${APART}
    ) s
    ${APART}
  ) s
  ${APART}
) j`;
}

const EMPTY = "'{}'::text[]";

/** Whether a row wants a second look: something was not accepted, was rounded, is required and not there, or cannot be. */
function isOddSql({ rules }: Fact, typed: readonly TypedText[]): string {
  const judged = typed.filter(({ column, text, value }) => isBadSql(column, text, value) !== null);
  const required = typed.filter(({ column }) => column.required);
  // A text that was not accepted is no number: whether it was rounded must not be asked.
  const isBad = `${nullsSql(judged.map(({ value }) => value))} <> ${nullsSql(judged.map(({ text }) => text))}`;
  const others = [
    ...(required.length === 0 ? [] : [`${nullsSql(required.map(({ value }) => value))} > 0`]),
    ...typed.map(({ column, text, value }) => isRoundedSql(column, text, value)).filter((sql) => sql !== null),
    ...rules.map(({ impossible }) => `(${impossible})`),
  ];
  return `case when ${isBad} then true else ${others.join('\n  or ') || 'false'} end`;
}

/** How many of the expressions are NULL; one function takes at most a hundred. */
function nullsSql(expressions: readonly string[]): string {
  const calls: string[] = [];
  for (let at = 0; at < expressions.length; at += 100) {
    calls.push(`num_nulls(${expressions.slice(at, at + 100).join(', ')})`);
  }
  return calls.length === 0 ? '0' : calls.join(' + ');
}

/** The names of the columns for which a condition holds, as an array. */
function namesWhere(conditions: readonly (readonly [Column, string])[]): string {
  const cases = conditions.map(([{ name }, sql]) => `case when ${sql} then ${literal(name)} end`);
  return cases.length === 0 ? EMPTY : `array_remove(array[${cases.join(', ')}]::text[], null)`;
}

/** Required columns with nothing in them. */
function missingSql(typed: readonly TypedText[]): string {
  const required = typed.filter(({ column }) => column.required);
  return namesWhere(required.map(({ column, text }) => [column, `${text} is null`]));
}

/** Columns whose text was not accepted. */
function badSql(typed: readonly TypedText[], required: boolean): string {
  return namesWhere(
    typed.flatMap(({ column, text, value }) => {
      const bad = column.required === required ? isBadSql(column, text, value) : null;
      return bad === null ? [] : [[column, bad] as const];
    }),
  );
}

/** The texts that a column does not say in full, by column; null when there are none. */
function keptSql(typed: readonly TypedText[]): string {
  const kept = typed.flatMap(({ column, text, value }) => {
    const sql = keptTextSql(column, text, value);
    return sql === null ? [] : [{ name: literal(column.name), sql }];
  });
  return `nullif(jsonb_strip_nulls(jsonb_object(array[${kept.map(({ name }) => name).join(', ')}]::text[],
    array[${kept.map(({ sql }) => sql).join(',\n    ')}]::text[])), '{}'::jsonb)`;
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
