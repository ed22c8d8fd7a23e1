import { DWD_SCHEMA, dwdTable } from '../../catalog/dwd-table.ts';
import type { Fact } from '../../catalog/fact.ts';
import { factTable } from '../../catalog/fact-table.ts';
import type { DdlStep } from '../schema/layer.ts';
import { tableSteps } from '../schema/table-ddl.ts';

/** Statements that make the fact tables stand as declared; additive, and each can be run again. */
export function buildFactDdl(facts: readonly Fact[]): DdlStep[] {
  return [
    { object: DWD_SCHEMA, sql: `create schema if not exists ${DWD_SCHEMA}` },
    ...facts.flatMap((fact) => [...tableSteps(factTable(fact)), ...indexes(fact)]),
  ];
}

/** The condition keeps these out of lookups by key on a table that was never analysed; see the ODS tables. */
function indexes(fact: Fact): DdlStep[] {
  const wanted = [
    ...(fact.businessTime === null ? [] : ['business_date']),
    ...(fact.lines === null ? [] : ['_source_id']),
  ];
  return wanted.map((column) => ({
    object: `${DWD_SCHEMA}.${fact.table}_${column}`,
    sql: `create index if not exists ${fact.table}_${column.replace(/^_/, '')} on ${dwdTable(fact)} (site_id, ${column}) where ${column} is not null`,
  }));
}
