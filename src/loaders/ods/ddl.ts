import { DIMENSIONS } from '../../catalog/dimensions.ts';
import type { Endpoint } from '../../catalog/endpoint.ts';
import { FACTS } from '../../catalog/facts.ts';
import { legacyViews, ODS_SCHEMA, odsCurrent, odsHistory } from '../../catalog/ods-table.ts';
import type { WarehouseTable } from '../../catalog/warehouse-table.ts';
import type { DdlStep } from '../schema/layer.ts';
import { commentSteps } from '../schema/table-ddl.ts';

function createTable({ name, columns, key }: WarehouseTable): DdlStep {
  const lines = columns.map((column) => `  ${column.name} ${column.type}`);
  // Rows just above 2 kB would be compressed; keeping them inline up to a page made loading 1.36 times faster and
  // reading single keys 7 times.
  const sql = `create table if not exists ${name} (\n${lines.join(',\n')},\n  primary key (${key.join(', ')})\n) with (toast_tuple_target = 8160)`;
  return { object: name, sql };
}

function stepsOfEndpoint(endpoint: Endpoint): DdlStep[] {
  const { table, mode } = endpoint;
  const tables = [odsCurrent(endpoint), odsHistory(endpoint)];
  return [
    ...tables.map(createTable),
    index(table, 'load', 'load_id'),
    // What is new among former versions is asked for by dimensions alone.
    ...(isSourceOf(DIMENSIONS, table) ? [index(`${table}_history`, 'load', 'load_id')] : []),
    // Windows, and checks of one day of facts, look records up by their time.
    ...(mode === 'window' || isSourceOf(FACTS, table) ? [index(table, 'event', 'event_time')] : []),
    ...tables.flatMap(commentSteps),
  ];
}

const isSourceOf = (made: readonly { readonly source: string }[], table: string): boolean =>
  made.some(({ source }) => source === table);

/**
 * The condition keeps these indexes out of lookups by key. On a table that was never analysed they cost the planner the
 * same as the primary key, and it chose one of them: every lookup of a first load then read all rows of the store, four
 * times the time at 40,000 rows and more with each. Their own readers compare the column, which implies the condition.
 */
function index(table: string, suffix: string, column: string): DdlStep {
  const name = `${table}_${suffix}`;
  return {
    object: `${ODS_SCHEMA}.${name}`,
    sql: `create index if not exists ${name} on ${ODS_SCHEMA}.${table} (site_id, ${column}) where ${column} is not null`,
  };
}

function legacyViewSteps(view: WarehouseTable): DdlStep[] {
  const columns = view.columns.map(({ name }) => (name === 'store_id' ? 'site_id as store_id' : name));
  const sql = `create or replace view ${view.name} as
select ${columns.join(', ')}
from ${view.sources.join('')} where not is_deleted`;
  return [{ object: view.name, sql }, ...commentSteps(view)];
}

/** Everything that makes the ODS layer stand, in order; each statement is additive and can be run again. */
export function buildOdsDdl(endpoints: readonly Endpoint[]): DdlStep[] {
  return [
    { object: ODS_SCHEMA, sql: `create schema if not exists ${ODS_SCHEMA}` },
    ...endpoints.flatMap(stepsOfEndpoint),
    ...legacyViews(endpoints).flatMap(legacyViewSteps),
  ];
}
