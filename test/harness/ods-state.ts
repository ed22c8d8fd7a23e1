import { addToLocalTime, atHour, type LocalDate, type LocalTime } from '../../src/base/local-time.ts';
import { ENDPOINTS } from '../../src/catalog/endpoints.ts';
import { SIMULATED_ENDPOINTS, type SimulatedEndpoint } from '../../src/simulator/contract/endpoints.ts';
import type { ExactRecord, HallSource, RowQuery } from '../../src/simulator/hall-source.ts';
import { valueAt } from '../../src/simulator/server/record-path.ts';
import { stringifyWire } from '../../src/simulator/server/wire.ts';
import { OPENING, type Scene } from './scenario.ts';

/** Names of the ODS tables. */
export const TABLES: readonly string[] = ENDPOINTS.map(({ table }) => table);

/** Content by key, of every table. */
export type Rows = Readonly<Record<string, Readonly<Record<string, string>>>>;

interface Span {
  readonly from: LocalTime;
  readonly asOf: string;
}

/** What the hall itself says upstream shows, straight from its rows: no HTTP, no loader. */
export async function hallRows(scene: Scene, tables = TABLES, siteId = scene.siteId): Promise<Rows> {
  const span = { from: atHour(OPENING as LocalDate, 8), asOf: scene.simulator.now() };
  const result: Record<string, Record<string, string>> = {};
  for (const table of tables) {
    const records = recordsOf(scene.hall, siteId, table, span);
    const texts = await canonical(
      scene,
      records.map(([, row]) => stringifyWire(row)),
    );
    result[table] = Object.fromEntries(records.map(([key], i) => [key, texts[i] ?? '']));
  }
  return result;
}

/** The live rows of the database, by key and content. */
export async function liveRows(scene: Scene, tables = TABLES, siteId = scene.siteId): Promise<Rows> {
  const result: Record<string, Record<string, string>> = {};
  for (const table of tables) {
    const { rows } = await scene.pool.query<{ source_id: string; payload: string }>(
      `select source_id, payload::text from billiards_ods.${table} where site_id = $1::bigint and not is_deleted`,
      [siteId],
    );
    result[table] = Object.fromEntries(rows.map((row) => [row.source_id, row.payload]));
  }
  return result;
}

/** Every row version of every ODS table with the columns asked for (history included), in a settled order. */
export async function odsState(
  scene: Scene,
  columns: string,
  { history = true }: { readonly history?: boolean } = {},
): Promise<Record<string, readonly string[]>> {
  const state: Record<string, readonly string[]> = {};
  for (const table of TABLES) {
    const names = history ? [table, `${table}_history`] : [table];
    for (const name of names) {
      const picked = name === table ? columns : columns.replace('fetched_at', 'seen_from, seen_to');
      const { rows } = await scene.pool.query<{ line: string }>(
        `select jsonb_build_array(${picked})::text as line from billiards_ods.${name} order by 1`,
      );
      state[name] = rows.map((row) => row.line);
    }
  }
  return state;
}

/** Identity of every stored row version: a rewrite, even with the same content, changes it. */
export function rowVersions(scene: Scene): Promise<Record<string, readonly string[]>> {
  return odsState(scene, 'source_id, xmin::text, ctid::text, load_id::text', { history: true });
}

/** One column of one value. */
export async function scalar(scene: Scene, sql: string): Promise<string | null> {
  const { rows } = await scene.pool.query<{ value: string | null }>(`select (${sql})::text as value`);
  return rows[0]?.value ?? null;
}

/** PostgreSQL's own spelling of JSON texts: member order settled, every digit kept. */
async function canonical(scene: Scene, texts: readonly string[]): Promise<string[]> {
  const { rows } = await scene.pool.query<{ text: string }>(
    'select t.v::jsonb::text as text from unnest($1::text[]) with ordinality as t(v, n) order by t.n',
    [texts],
  );
  return rows.map((row) => row.text);
}

type Keyed = readonly [key: string, row: ExactRecord];

function recordsOf(hall: HallSource, siteId: string, table: string, span: Span): Keyed[] {
  const endpoint = SIMULATED_ENDPOINTS.find((candidate) => candidate.table === table);
  if (endpoint === undefined) throw new Error(`no endpoint ${table}`);
  const query: RowQuery = { table, siteId, asOf: span.asOf };
  if (endpoint.mode === 'per-id') return ticketsOf(hall, query, span);
  if (endpoint.mode === 'snapshot') return keyed(hall, query, endpoint);
  if (table === 'goods_stock_summary') return stockReports(hall, query, endpoint, span);
  return keyed(hall, { ...query, from: span.from }, endpoint);
}

function keyed(hall: HallSource, query: RowQuery, endpoint: SimulatedEndpoint): Keyed[] {
  return hall.rows(query, 0, hall.count(query)).map((row) => [stringifyWire(valueAt(row, endpoint.key) ?? null), row]);
}

/** One ticket a settlement, under the settlement's id. */
function ticketsOf(hall: HallSource, query: RowQuery, span: Span): Keyed[] {
  const settlements = recordsOf(hall, query.siteId, 'settlement_records', span);
  return settlements.flatMap(([id]) => hall.rows({ ...query, id }, 0, 10).map((row): Keyed => [id, row]));
}

/** One report a closed business day. */
function stockReports(hall: HallSource, query: RowQuery, endpoint: SimulatedEndpoint, span: Span): Keyed[] {
  const reports: Keyed[] = [];
  for (let from = span.from; addToLocalTime(from, { days: 1 }) <= span.asOf; from = addToLocalTime(from, { days: 1 })) {
    const to = addToLocalTime(from, { days: 1 });
    const rows = keyed(hall, { ...query, from, to }, endpoint);
    reports.push(...rows.map(([key, row]): Keyed => [`${key}@${from}/${to}`, row]));
  }
  return reports;
}
