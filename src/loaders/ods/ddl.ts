import type { Endpoint } from '../../catalog/endpoint.ts';
import {
  HISTORY_COLUMNS,
  historyTable,
  LEGACY_VIEWS,
  ODS_COLUMNS,
  ODS_SCHEMA,
  type OdsColumn,
  odsTable,
} from '../../catalog/ods-table.ts';
import { type DdlStep, literal } from '../schema/layer.ts';

function createTable(name: string, columns: readonly OdsColumn[], key: string): string {
  const lines = columns.map((column) => `  ${column.name} ${column.type}`);
  // Rows just above 2 kB would be compressed; keeping them inline up to a page made loading 1.36 times faster and
  // reading single keys 7 times.
  return `create table if not exists ${name} (\n${lines.join(',\n')},\n  primary key (${key})\n) with (toast_tuple_target = 8160)`;
}

function comments(name: string, meaning: string, columns: readonly OdsColumn[]): DdlStep[] {
  const ofColumns = columns.map((column) => ({
    object: `${name}.${column.name}`,
    sql: `comment on column ${name}.${column.name} is ${literal(`${column.zh}: ${column.en}`)}`,
  }));
  return [{ object: name, sql: `comment on table ${name} is ${literal(meaning)}` }, ...ofColumns];
}

function stepsOfEndpoint(endpoint: Endpoint): DdlStep[] {
  const current = odsTable(endpoint);
  const history = historyTable(endpoint);
  const meaning = `${endpoint.zh} (${endpoint.grain.zh}): ${endpoint.en}; ${endpoint.grain.en}`;
  return [
    { object: current, sql: createTable(current, ODS_COLUMNS, 'site_id, source_id') },
    { object: history, sql: createTable(history, HISTORY_COLUMNS, 'site_id, source_id, seen_from') },
    index(endpoint.table, 'load', 'load_id'),
    index(`${endpoint.table}_history`, 'load', 'load_id'),
    ...(endpoint.mode === 'window' ? [index(endpoint.table, 'event', 'event_time')] : []),
    ...comments(current, meaning, ODS_COLUMNS),
    ...comments(history, `历史版本: superseded versions of ${endpoint.table}`, HISTORY_COLUMNS),
  ];
}

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

function legacyView(view: string, table: string): DdlStep {
  const name = `${ODS_SCHEMA}.${view}`;
  return {
    object: name,
    sql: `create or replace view ${name} as
select site_id as store_id, source_id, payload, source_endpoint, source_file, page_no, record_index, fetched_at
from ${ODS_SCHEMA}.${table} where not is_deleted`,
  };
}

/** Everything that makes the ODS layer stand, in order; each statement is additive and can be run again. */
export function buildOdsDdl(endpoints: readonly Endpoint[]): DdlStep[] {
  return [
    { object: ODS_SCHEMA, sql: `create schema if not exists ${ODS_SCHEMA}` },
    ...endpoints.flatMap(stepsOfEndpoint),
    ...Object.entries(LEGACY_VIEWS).map(([view, table]) => legacyView(view, table)),
  ];
}
