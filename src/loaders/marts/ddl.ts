import { DWS_SCHEMA, dwsTable, type Mart, type MartView } from '../../catalog/mart.ts';
import { readMartSql } from '../../catalog/mart-sql.ts';
import { DAY_STATUS_TABLE, martTable } from '../../catalog/mart-table.ts';
import type { DdlStep } from '../schema/layer.ts';
import { commentSteps, tableSteps } from '../schema/table-ddl.ts';

/** Statements that make the marts stand as declared; additive, and each can be run again. */
export function buildMartDdl(marts: readonly (Mart | MartView)[]): DdlStep[] {
  const tables = marts.filter((mart) => mart.kind === 'table');
  const views = marts.filter((mart) => mart.kind === 'view');
  return [
    { object: DWS_SCHEMA, sql: `create schema if not exists ${DWS_SCHEMA}` },
    ...tableSteps(DAY_STATUS_TABLE),
    // A view's columns cannot be changed in place, and it holds no data: dropped before its tables change, made after.
    ...views.toReversed().map((view) => ({ object: dwsTable(view), sql: `drop view if exists ${dwsTable(view)}` })),
    ...tables.flatMap((mart) => tableSteps(martTable(mart))),
    ...views.flatMap(viewSteps),
  ];
}

function viewSteps(view: MartView): DdlStep[] {
  const name = dwsTable(view);
  // With the rights of whoever reads, so that a reader who is limited to some stores adds up those alone.
  const sql = `create view ${name} with (security_invoker = true) as\n${readMartSql(view)}`;
  return [{ object: name, sql }, ...commentSteps(martTable(view))];
}
