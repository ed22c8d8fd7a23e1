import {
  archiveImported,
  type ImportedPage,
  type ImportedWalk,
  importedWalkId,
  pretendImported,
} from '../../api/archive/imported.ts';
import { ConfigError } from '../../base/errors.ts';
import type { SiteId } from '../../base/ids.ts';
import { type ReadDatabase, streamRows } from '../../database/read-elsewhere.ts';
import { statement } from '../../database/statement.ts';
import { TaskCounters } from '../../tasks/counters.ts';
import { type LoadingContext, loadArchived } from '../../tasks/ods-task.ts';
import type { Store } from '../../tasks/task.ts';
import { archiveRootOf } from '../connect-upstream.ts';
import { recordedRun } from '../recorded-run.ts';
import { type RunReport, type TaskReport, toFigures } from '../run-report.ts';
import type { RunTracker } from '../run-tracker.ts';
import { leaseStore, withWriter } from '../store-writer.ts';
import type { Workplace } from '../workplace.ts';
import { cutWalks, type LegacyRow } from './cut-walks.ts';
import type { LegacyTable } from './find-tables.ts';
import { countLegacySql, readLegacySql } from './legacy-sql.ts';

/** What rows that do not say it themselves are taken for. */
export interface LegacyAssumptions {
  /** Zone of times that are stored without one. */
  readonly zone: string;
  /** ISO instant at which rows without a time were received; null: not known, which is refused. */
  readonly fetchedAt: string | null;
  /** Store of rows that name none. */
  readonly defaultSite: SiteId | null;
}

/** The rows of one store in a table of the old system. Times are UTC. */
export interface LegacyCount {
  /** Null: the rows do not say, and nothing was assumed. */
  readonly siteId: string | null;
  readonly rows: number;
  readonly first: string;
  readonly last: string;
}

export interface CountedTable {
  readonly table: LegacyTable;
  readonly counts: readonly LegacyCount[];
}

/** Counts the rows of every store. Throws ConfigError when rows do not say when they were received. */
export async function countLegacy(
  source: ReadDatabase,
  tables: readonly LegacyTable[],
  assumptions: LegacyAssumptions,
): Promise<CountedTable[]> {
  const counted: CountedTable[] = [];
  for (const table of tables) {
    const { rows } = await source.client.query<Omit<LegacyCount, 'siteId'> & { site: string | null; timeless: number }>(
      statement(countLegacySql(table), { ...assumptions }),
    );
    assertTimes(
      table,
      rows.reduce((sum, { timeless }) => sum + timeless, 0),
    );
    counted.push({
      table,
      counts: rows.map(({ site: siteId, rows: n, first, last }) => ({ siteId, rows: n, first, last })),
    });
  }
  return counted;
}

function assertTimes({ name, fetchedAt }: LegacyTable, timeless: number): void {
  if (timeless === 0) return;
  const which = fetchedAt === null ? 'no column of times (--time-column names one)' : `no ${fetchedAt.name} in some`;
  throw new ConfigError(
    'NO_FETCH_TIME',
    `${timeless} rows of ${name} do not say when they were received: ${which}. Their history depends on it: state it ` +
      'with --fetched-at, for instance --fetched-at 2025-11-30T00:00:00+08:00, not later than they were received',
    { details: { table: name, timeless } },
  );
}

export interface ImportOptions extends LegacyAssumptions {
  readonly stores: readonly Store[];
  readonly dryRun: boolean;
  readonly waitMs: number;
  readonly onTaskEnd: (report: TaskReport) => void;
}

/**
 * Loads the records of the old system through the loader of the live run, store by store under its lease. Every row
 * becomes part of an archived walk that proves nothing: nothing is ever deleted by it. A walk is loaded once, so an
 * import that was killed is finished by the next one.
 */
export async function importLegacy(
  place: Workplace,
  source: ReadDatabase,
  counted: readonly CountedTable[],
  options: ImportOptions,
): Promise<RunReport> {
  const { dryRun } = options;
  const start = { command: 'import-legacy', dryRun, arguments: argumentsOf(source, counted) };
  return await recordedRun(place, start, async (tracker) => {
    const tasks: TaskReport[] = [];
    for (const store of options.stores) {
      await using lease = await leaseStore(place, store, options.waitMs);
      await tracker.startRun();
      const signal = AbortSignal.any([place.signal, lease.signal]);
      const reports = await withWriter(place, lease, dryRun, async (db, atomically) => {
        const { runId } = tracker;
        const context = { ...place, runId, store, db, atomically, signal, acceptDeletes: false };
        return importStore({ place, source, options, context, tracker }, counted);
      });
      tasks.push(...reports);
    }
    return tasks;
  });
}

function argumentsOf({ place: from }: ReadDatabase, counted: readonly CountedTable[]): Record<string, unknown> {
  return { from, tables: counted.map(({ table }) => `${table.schema}.${table.name}`) };
}

/** What importing one store works with. */
interface StoreImport {
  readonly place: Workplace;
  readonly source: ReadDatabase;
  readonly options: ImportOptions;
  readonly context: Omit<LoadingContext, 'counters'>;
  readonly tracker: RunTracker;
}

/** One report a task: tables of two generations may hold records of the same endpoint. */
async function importStore(work: StoreImport, counted: readonly CountedTable[]): Promise<TaskReport[]> {
  const { place, context, options, tracker } = work;
  const own = counted.filter(({ counts }) => counts.some(({ siteId }) => siteId === context.store.siteId));
  const reports: TaskReport[] = [];
  for (const endpoint of new Set(own.map(({ table }) => table.endpoint))) {
    const startedMs = place.clock.now().getTime();
    const counters = new TaskCounters();
    for (const { table } of own) {
      if (table.endpoint === endpoint) await importTable(work, table, { ...context, counters });
    }
    const totalMs = place.clock.now().getTime() - startedMs;
    const report = toReport(context.store, endpoint.task, counters, totalMs);
    await tracker.endTask(report);
    options.onTaskEnd(report);
    reports.push(report);
  }
  return reports;
}

async function importTable(work: StoreImport, table: LegacyTable, context: LoadingContext): Promise<void> {
  const { source, options, place } = work;
  const { siteId } = context.store;
  const { zone, fetchedAt, defaultSite } = options;
  const values = { zone, fetchedAt, defaultSite, siteId };
  const rows = streamRows<LegacyRow & Record<string, unknown>>(source.client, readLegacySql(table), {
    values,
    signal: context.signal,
  });
  const origin = `${source.place} ${table.schema}.${table.name}`;
  for await (const pages of cutWalks(rows, table.endpoint)) {
    context.signal.throwIfAborted();
    const walk = toWalk(siteId, table, origin, pages);
    const until = pages.at(-1)?.receivedAt.toISOString() ?? '';
    if (await isLoaded(context, table, importedWalkId(walk))) {
      noteSeenBefore(context.counters, pages);
      place.reporter.debug(`${table.name}: loaded before, up to ${until}`);
      continue;
    }
    const archived = options.dryRun ? pretendImported(walk) : await archiveImported(archiveRootOf(place.config), walk);
    await loadArchived(context, table.endpoint, archived);
    place.reporter.debug(`${table.name}: loaded up to ${until}`);
  }
}

function toWalk(siteId: SiteId, table: LegacyTable, origin: string, pages: readonly ImportedPage[]): ImportedWalk {
  const scope = { siteId, table: table.endpoint.table, window: null, ids: null };
  return { scope, request: { path: table.endpoint.path, body: JSON.stringify({ importedFrom: origin }) }, pages };
}

/** The ledger knows a walk as soon as its rows are committed, and never before. */
async function isLoaded({ db, store }: LoadingContext, { endpoint }: LegacyTable, walkId: string): Promise<boolean> {
  const sql = `select from etl_admin.etl_window
where site_id = $siteId::bigint and task_code = $task::text and walk_id = $walkId::text`;
  const { rowCount } = await db.query(statement(sql, { siteId: store.siteId, task: endpoint.task, walkId }));
  return rowCount === 1;
}

function noteSeenBefore(counters: TaskCounters, pages: readonly ImportedPage[]): void {
  const records = pages.reduce((sum, page) => sum + page.records, 0);
  counters.rowsSeen += records;
  counters.rowsUnchanged += records;
}

function toReport(store: Store, code: string, counters: TaskCounters, totalMs: number): TaskReport {
  const refused = counters.rowsQuarantined;
  return {
    siteId: store.siteId,
    code,
    status: refused > 0 ? 'WARNING' : 'SUCCESS',
    errorCode: refused > 0 ? 'REFUSED_RECORDS' : null,
    message: refused > 0 ? `${refused} records are in quarantine: see "feiqiu-etl quarantine list"` : null,
    retryAt: null,
    ...toFigures(counters),
    totalMs,
  };
}
