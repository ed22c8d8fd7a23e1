import type { Both, ColumnFigures, Comparison, RowKey, TableComparison } from '../../compare/report.ts';
import { renderCount, renderTable } from './table.ts';

/** A comparison as text: a line a table, then what differs in each. */
export function renderComparison(comparison: Comparison): string {
  const { left, right, tables, equal } = comparison;
  const head = `left  ${left.place}, schema ${left.schema}\nright ${right.place}, schema ${right.schema}`;
  const different = tables.filter((table) => !table.equal);
  const lines = comparison.oneSided.map(({ side, name, nearest }) => `only ${side}: table ${name}${meant(nearest)}`);
  const verdict = equal
    ? `equal: ${tables.length} tables`
    : `different: ${different.length} of ${tables.length} tables differ, ${comparison.oneSided.length} are on one side only`;
  return [
    head,
    ...(tables.length === 0 ? [] : [renderTables(tables)]),
    ...(lines.length === 0 ? [] : [lines.join('\n')]),
    ...different.map(renderDifferences),
    verdict,
  ].join('\n\n');
}

const meant = (nearest: string | null): string =>
  nearest === null ? '' : ` (is it ${nearest}? then say so in --mapping)`;

function renderTables(tables: readonly TableComparison[]): string {
  const rows = (text: string): string => renderCount(Number(text));
  return renderTable(tables, [
    { head: 'table', value: nameOf },
    { head: 'verdict', value: (one) => (one.equal ? 'equal' : 'DIFFERENT') },
    { head: 'key', value: ({ key }) => (key.length === 0 ? 'whole row' : key.join(', ')) },
    { head: 'left', align: 'right', value: (one) => rows(one.rows.left) },
    { head: 'right', align: 'right', value: (one) => rows(one.rows.right) },
    { head: 'only left', align: 'right', value: (one) => renderCount(one.onlyLeft) },
    { head: 'only right', align: 'right', value: (one) => renderCount(one.onlyRight) },
    { head: 'changed', align: 'right', value: (one) => renderCount(one.changed) },
    { head: 'tolerated', align: 'right', value: (one) => renderCount(one.tolerated) },
  ]);
}

/** One name where both sides have the same. */
export function nameOf({ left, right }: Both<string>): string {
  return left === right ? left : `${left} / ${right}`;
}

function renderDifferences(table: TableComparison): string {
  const { samples, repeatedKeys } = table;
  const lines = [
    ...table.oneSided.map(({ side, name, nearest }) => `only ${side}: column ${name}${meant(nearest)}`),
    ...table.unlike.map(
      (one) =>
        `not compared: ${nameOf(one)} is ${one.types.left} on the left, ${one.types.right} on the right; ` +
        `state the cast ${one.hint} in --mapping`,
    ),
    ...table.columns.flatMap(renderColumn),
    ...(repeatedKeys.left + repeatedKeys.right === 0
      ? []
      : [
          `the key is not unique: ${repeatedKeys.left} rows on the left, ${repeatedKeys.right} on the right repeat one`,
        ]),
    ...samples.onlyLeft.map((row) => `only left:  ${renderKey(row)}`),
    ...samples.onlyRight.map((row) => `only right: ${renderKey(row)}`),
    ...samples.changed.map(
      (row) =>
        `changed: ${renderKey(row)}: ${row.columns.map(({ name, left, right }) => `${name} ${shown(left)} → ${shown(right)}`).join(', ')}`,
    ),
  ];
  return [nameOf(table), ...lines.map((line) => `  ${line}`)].join('\n');
}

/** What is known of a column in which the sides differ. */
function renderColumn(column: ColumnFigures): string[] {
  const told = differingFigures(column).map(
    ({ name, left, right }) => `${name} ${left ?? 'none'} → ${right ?? 'none'}`,
  );
  if (column.changed > 0) told.unshift(`differs in ${renderCount(column.changed)} rows`);
  return told.length === 0 ? [] : [`column ${nameOf(column)}: ${told.join('; ')}`];
}

export interface Figure extends Both<string | null> {
  readonly name: 'NULLs' | 'sum' | 'first' | 'last';
}

/** The figures of a column that are not the same on both sides. */
export function differingFigures({ nulls, sum, first, last }: ColumnFigures): Figure[] {
  const figures = { NULLs: nulls, sum, first, last };
  return (['NULLs', 'sum', 'first', 'last'] as const).flatMap((name) => {
    const both = figures[name];
    return both === null || both.left === both.right ? [] : [{ name, ...both }];
  });
}

/** `id=7, site_id=1`. */
export function renderKey({ key }: RowKey): string {
  return Object.entries(key)
    .map(([name, value]) => `${name}=${shown(value)}`)
    .join(', ');
}

/** A value as it is told apart from others: NULL is not the text NULL, and an empty text is seen. */
export function shown(value: string | null): string {
  return value === null ? 'NULL' : /^[-\w.:+]+$/.test(value) && value !== 'NULL' ? value : JSON.stringify(value);
}
