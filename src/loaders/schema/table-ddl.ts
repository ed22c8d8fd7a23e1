import { literal } from '../../base/sql-text.ts';
import { columnComment, type TableColumn, tableComment, type WarehouseTable } from '../../catalog/warehouse-table.ts';
import type { DdlStep } from './layer.ts';

/**
 * Statements that make a table stand as declared. It is created with its key alone and given the other columns after, so
 * that a column declared later comes in the same way; in one statement, because each would lock the table anew. A column
 * with a check of its own comes with the table, because a cluster adds none to a table that is distributed.
 */
export function tableSteps(table: WarehouseTable): DdlStep[] {
  const isFirst = ({ name, type }: TableColumn): boolean => table.key.includes(name) || /\bcheck\b/.test(type);
  const firstLines = table.columns.filter(isFirst).map(({ name, type }) => `  ${name} ${type},\n`);
  const others = table.columns.filter((column) => !isFirst(column));
  const added = others.map(({ name, type }) => `  add column if not exists ${name} ${type}`);
  return [
    {
      object: table.name,
      sql: `create table if not exists ${table.name} (\n${firstLines.join('')}  primary key (${table.key.join(', ')})\n)`,
    },
    ...(added.length === 0 ? [] : [{ object: table.name, sql: `alter table ${table.name}\n${added.join(',\n')}` }]),
    ...commentSteps(table),
  ];
}

/** Statements that write the meaning of a table or view, and of its columns, into the database. */
export function commentSteps(table: WarehouseTable): DdlStep[] {
  const { name, kind, columns } = table;
  const ofColumns = columns.map((column) => ({
    object: `${name}.${column.name}`,
    sql: `comment on column ${name}.${column.name} is ${literal(columnComment(column))}`,
  }));
  return [{ object: name, sql: `comment on ${kind} ${name} is ${literal(tableComment(table))}` }, ...ofColumns];
}
