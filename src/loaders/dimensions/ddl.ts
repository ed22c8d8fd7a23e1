import { CALENDAR_TABLES } from '../../catalog/dimensions/calendar-tables.ts';
import type { Dimension } from '../../catalog/dimensions/dimension.ts';
import { currentView, dimensionTable, SNAPSHOTS } from '../../catalog/dimensions/dimension-table.ts';
import { ENUM_TABLE } from '../../catalog/dimensions/enum-table.ts';
import { DWD_SCHEMA } from '../../catalog/dwd-table.ts';
import type { DdlStep } from '../schema/layer.ts';
import { commentSteps, tableSteps } from '../schema/table-ddl.ts';

/**
 * The deferred key is the promise of at most one current version. Deferred, because a merge turns the old current row
 * into a past one and adds the new one in the same statement.
 */
function createTable(dimension: Dimension): string {
  const key = ['site_id', ...dimension.key].join(', ');
  const { name: table, columns } = dimensionTable(dimension);
  const lines = [
    ...columns.map(({ name, type }) => `${name} ${type}`),
    `primary key (${key}, valid_from)`,
    `constraint ${dimension.table}_one_end unique (${key}, valid_to) deferrable initially deferred`,
    `constraint ${dimension.table}_forward check (valid_from < valid_to)`,
    `constraint ${dimension.table}_current check (is_current = (valid_to = 'infinity'))`,
  ];
  return `create table if not exists ${table} (\n  ${lines.join(',\n  ')}\n)`;
}

function steps(dimension: Dimension): DdlStep[] {
  const table = dimensionTable(dimension);
  const view = currentView(dimension);
  // A column that joins the catalog later joins the table here; existing rows get their values by the refill.
  const added = table.columns.map(
    ({ name, type }) => `add column if not exists ${name} ${type.replace(' not null', '')}`,
  );
  return [
    { object: table.name, sql: createTable(dimension) },
    { object: table.name, sql: `alter table ${table.name} ${added.join(', ')}` },
    {
      object: view.name,
      sql: `create or replace view ${view.name} as select * from ${table.name} where is_current`,
    },
    ...commentSteps(table),
    ...commentSteps(view),
  ];
}

/** Everything that makes the dimension tables stand; each statement is additive and can be run again. */
export function buildDimensionDdl(dimensions: readonly Dimension[]): DdlStep[] {
  return [
    { object: DWD_SCHEMA, sql: `create schema if not exists ${DWD_SCHEMA}` },
    ...tableSteps(SNAPSHOTS),
    ...dimensions.flatMap(steps),
    ...[ENUM_TABLE, ...CALENDAR_TABLES].flatMap(tableSteps),
  ];
}
