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
    ...(fact.businessTime === null ? [] : [['business_date']]),
    ...(fact.lines === null ? [] : [['_source_id']]),
    ...fact.lookups,
  ];
  return wanted.map((columns) => {
    const name = `${fact.table}_${columns.map((column) => column.replace(/^_/, '')).join('_')}`.slice(0, 63);
    const sql = `create index if not exists ${name} on ${dwdTable(fact)} (site_id, ${columns.join(', ')}) where ${columns[0]} is not null`;
    return { object: `${DWD_SCHEMA}.${name}`, sql };
  });
}
