import path from 'node:path';
import { type SiteId, toSiteId } from '../../base/ids.ts';
import type { Endpoint } from '../../catalog/endpoint.ts';
import { buildLineage } from '../../catalog/lineage.ts';
import { odsTable } from '../../catalog/ods-table.ts';
import { statement } from '../../database/statement.ts';
import type { Queryable } from '../../tasks/task.ts';
import { explainAbsence } from './absent-row.ts';
import { type TracedAnswer, traceAnswer } from './answer.ts';
import { boundText, type FoundRow, findRow } from './find-row.ts';
import { type RecordVersion, readVersions, type Showing } from './record.ts';
import { readRefusals, type TracedRefusal } from './refusals.ts';
import { parseKey, type RowKey, resolveTarget, type TraceTarget } from './target.ts';

/** One value of a row and the field it comes from. */
export interface TracedValue {
  readonly column: string;
  /** As text; times are wall-clock of the store. */
  readonly value: string | null;
  /** The text received, where the value does not say all of it: refused (value is null) or rounded. */
  readonly received: string | null;
  /** Paths within the record, the documented one first; none for what the warehouse adds. */
  readonly paths: readonly string[];
  readonly zh: string;
  readonly en: string;
}

/** How the walk that brought an answer was loaded. Times are wall-clock of the store. */
export interface TracedLoad {
  readonly walkId: string;
  readonly task: string;
  readonly status: string;
  readonly doubts: readonly string[];
  readonly windowFrom: string | null;
  readonly windowTo: string | null;
  readonly loadId: string;
  readonly loadedAt: string;
  readonly runId: string | null;
  /** When retention removed the answers of the walk; null while they are kept. */
  readonly prunedAt: string | null;
}

/** A row followed back to the answer of upstream it came in. */
export interface Trace {
  /** Qualified table that was asked for. */
  readonly table: string;
  readonly siteId: SiteId;
  readonly key: RowKey;
  readonly row: readonly TracedValue[];
  readonly record: {
    /** Qualified ODS table. */
    readonly table: string;
    readonly sourceId: string;
    /** Newest first. */
    readonly versions: readonly RecordVersion[];
  };
  /** Task that has to run before the row shows the newest version; null when it does. */
  readonly waitsFor: string | null;
  /** What is held back of the record. */
  readonly refusals: readonly TracedRefusal[];
  /** The answer that holds the version shown; null when ODS has none. */
  readonly answer: TracedAnswer | null;
  /** Null when nothing is written down about it, as for plain files. */
  readonly load: TracedLoad | null;
}

/** What is asked for, as the words of a command. */
export interface TraceRequest {
  readonly table: string;
  readonly key: readonly string[];
  /** Null: all stores. */
  readonly stores: readonly string[] | null;
}

/** Where is looked. */
export interface TracePlace {
  readonly db: Queryable;
  /** Endpoints as corrected by CONTRACT_FILE. */
  readonly endpoints: readonly Endpoint[];
  /** Folders of archives, the first that has an answer counts. */
  readonly archives: readonly string[];
}

/**
 * Follows a row back: typed values, versions of the ODS record, archived answer, request. Reads only, and asks nothing of
 * upstream. Throws ConfigError for a table or key that is not there, saying where it may be instead.
 */
export async function traceRow(place: TracePlace, asked: TraceRequest): Promise<Trace> {
  const { db, endpoints, archives } = place;
  const target = resolveTarget(asked.table, endpoints);
  const key = parseKey(asked.key, target);
  const row = await findRow(db, target, key, asked.stores);
  if (row === null) throw await explainAbsence(db, target, key, asked.stores);
  const siteId = toSiteId(row.siteId);
  const { endpoint } = target;
  const sourceId = row.values[target.task === null ? 'source_id' : '_source_id'] ?? '';
  const refusals = await readRefusals(db, target, { sourceId, stores: [siteId] });
  const showing = await showingOf(db, target, row, refusals);
  const versions = await readVersions(db, endpoint, { siteId, sourceId }, showing);
  const shown = versions.find(({ isShown }) => isShown);
  const load = shown === undefined ? null : await readLoad(db, endpoint, siteId, shown);
  const prunedAt = load?.prunedAt ?? null;
  return {
    table: target.table.name,
    siteId,
    key,
    row: valuesOf(target, row, endpoints),
    record: { table: odsTable(endpoint), sourceId, versions },
    waitsFor: refusals.length === 0 && isBehind(row, versions) ? target.task : null,
    refusals,
    answer: shown === undefined ? null : await traceAnswer(archives, { endpoint, siteId, version: shown, prunedAt }),
    load,
  };
}

/** Whether a row that holds now does not show the newest version. */
function isBehind({ endsAt }: FoundRow, [newest]: readonly RecordVersion[]): boolean {
  return (endsAt === null || endsAt === 'infinity') && newest?.isShown === false;
}

/**
 * A typed table shows ODS up to its cursor. A row whose newest version was refused shows an older one: the last that
 * changed it.
 */
async function showingOf(
  db: Queryable,
  { task, table }: TraceTarget,
  { siteId, values, endsAt: before }: FoundRow,
  refusals: readonly TracedRefusal[],
): Promise<Showing> {
  if (task === null) return { upToLoad: null, before: null };
  if (refusals.some((one) => one.table === table.name)) return { upToLoad: values['_load_id'] ?? null, before };
  const sql =
    'select id_cursor::text as load from etl_admin.etl_cursor where site_id = $siteId::bigint and task_code = $task';
  const { rows } = await db.query<{ load: string | null }>(statement(sql, { siteId, task }));
  return { upToLoad: rows[0]?.load ?? values['_load_id'] ?? null, before };
}

function valuesOf(
  { table, endpoint }: TraceTarget,
  { values }: FoundRow,
  endpoints: readonly Endpoint[],
): TracedValue[] {
  const lineage = new Map(
    buildLineage(endpoints)
      .filter((entry) => entry.table === table.name)
      .map((entry) => [entry.column, entry.from]),
  );
  const kept = JSON.parse(values['_raw'] ?? '{}') as Readonly<Record<string, string>>;
  return table.columns.map(({ name, zh, en }) => ({
    column: name,
    value: values[name] ?? null,
    received: kept[name] ?? null,
    paths: (lineage.get(name) ?? [])
      .filter((source) => source.table === odsTable(endpoint))
      .flatMap(({ paths }) => paths),
    zh,
    en,
  }));
}

const LOAD = `select w.walk_id as "walkId", w.task_code as task, w.status, w.doubts, w.load_id::text as "loadId",
  ${boundText('w.window_from')} as "windowFrom", ${boundText('w.window_to')} as "windowTo",
  ${boundText('w.loaded_at')} as "loadedAt", w.run_id::text as "runId",
  ${boundText('w.pruned_at')} as "prunedAt"
from etl_admin.etl_window w join etl_admin.etl_store s on s.site_id = w.site_id
where w.site_id = $siteId::bigint and w.task_code = $task::text and w.walk_id = $walkId::text`;

/** The folder of an archived answer is named after its walk. */
async function readLoad(
  db: Queryable,
  { task }: Endpoint,
  siteId: SiteId,
  { file }: RecordVersion,
): Promise<TracedLoad | null> {
  const walkId = path.posix.basename(path.posix.dirname(file));
  return (await db.query<TracedLoad>(statement(LOAD, { siteId, task, walkId }))).rows[0] ?? null;
}
