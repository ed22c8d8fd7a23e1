import type { ArchivedWalk, WalkScope, Window } from '../api/archive/walk.ts';
import { walkEndpoint } from '../api/walk.ts';
import type { SiteId } from '../base/ids.ts';
import type { Endpoint } from '../catalog/endpoint.ts';
import { endpointOfTable } from '../catalog/endpoints.ts';
import type { Client } from '../database/connection.ts';
import { statement } from '../database/statement.ts';
import type { LoadContext, LoadResult } from '../loaders/ods/load-result.ts';
import { loadWalk } from '../loaders/ods/load-walk.ts';
import { advanceTimeCursor, readCursor, setTimeCursor } from './cursor.ts';
import type { Task, TaskContext, TaskEnding, TaskPlan } from './task.ts';
import { addWanted, closeWantedWindows, readWantedWindows } from './wanted-windows.ts';
import { notReadBy, readSince } from './window-ledger.ts';
import { planWindows } from './window-plan.ts';

/** How often a walk that does not prove itself is made again before it counts as incomplete. */
const WALK_ATTEMPTS = 3;

/** The task of a snapshot or windowed endpoint: window → walk → archive → load → cursor. */
export function createOdsTask(declared: Endpoint): Task {
  return {
    code: declared.task,
    zh: declared.zh,
    en: declared.en,
    dependsOn: [],
    plan: (context) => planOds(context, endpointOfTable(declared.table, context.endpoints)),
    run: (context) => runOds(context, endpointOfTable(declared.table, context.endpoints)),
  };
}

async function planOds(context: TaskContext, endpoint: Endpoint): Promise<TaskPlan> {
  if (endpoint.mode !== 'window') return { windows: [], requests: 1, note: endpoint.paged ? 'snapshot' : 'one answer' };
  const windows = await dueWindows(context, endpoint);
  return { windows, requests: windows.length, note: windows.length === 0 ? 'nothing due' : '' };
}

async function dueWindows(context: TaskContext, endpoint: Endpoint): Promise<Window[]> {
  const { db, store, windows: rules } = context;
  const cursor = (await readCursor(db, store, endpoint.task)).time;
  const since = rules.rereadDays === 0 ? null : await readSince(db, store, endpoint.task);
  const due = planWindows(endpoint, store, rules, { cursor, since });
  if (rules.resumes.length > 0) return notReadBy(rules.resumes, due, { db, store, task: endpoint.task });
  if (rules.from !== null || rules.to !== null) return due;
  return addWanted(due, await readWantedWindows(db, store, endpoint.task), rules.upperBound);
}

async function runOds(context: TaskContext, endpoint: Endpoint): Promise<TaskEnding> {
  const windows = endpoint.mode === 'window' ? await dueWindows(context, endpoint) : [null];
  const findings: string[] = [];
  for (const [i, window] of windows.entries()) {
    context.signal.throwIfAborted();
    if (window !== null)
      announce(context, `${endpoint.task}: window ${i + 1} of ${windows.length}, from ${window.from}`);
    const scope: WalkScope = { siteId: context.store.siteId, table: endpoint.table, window, ids: null };
    const finding = describeLoad(await readScope(context, endpoint, scope), scope);
    if (finding !== null) findings.push(finding);
  }
  if (findings.length === 0) return { status: 'SUCCESS' };
  return { status: 'INCOMPLETE', code: 'WALK_UNPROVEN', message: findings.join('; ') };
}

const ANNOUNCE_EVERY_MS = 10_000;
const announcedMs = new WeakMap<TaskContext, number>();

/** Progress of long work: told every ten seconds, and every time with --verbose. */
function announce(context: TaskContext, line: string): void {
  const now = context.clock.now().getTime();
  const last = announcedMs.get(context);
  if (last === undefined) announcedMs.set(context, now);
  if (last === undefined || now - last < ANNOUNCE_EVERY_MS) return context.reporter.debug(line);
  announcedMs.set(context, now);
  context.reporter.info(line);
}

/** Walks and loads one scope until it proves itself, at most three times. Every attempt's rows are kept. */
async function readScope(context: TaskContext, endpoint: Endpoint, scope: WalkScope): Promise<LoadResult> {
  for (let attempt = 1; ; attempt += 1) {
    const result = await loadArchived(context, endpoint, await walkScope(context, endpoint, scope));
    if (result.complete || attempt === WALK_ATTEMPTS) return result;
    context.reporter.info(
      `${endpoint.task}: walk ${attempt} is not proven (${result.doubts.join(', ')}), walking again`,
    );
  }
}

/** Asks upstream for one scope and leaves the answers in the archive. */
export async function walkScope(context: TaskContext, endpoint: Endpoint, scope: WalkScope): Promise<ArchivedWalk> {
  const started = context.clock.now().getTime();
  try {
    return await walkEndpoint({
      ...context.upstream,
      deadline: new Date(started + context.upstream.walkDeadlineMs),
      endpoint,
      scope,
      clock: context.clock,
      signal: context.signal,
      meter: context.counters.meter,
    });
  } finally {
    context.counters.extractMs += context.clock.now().getTime() - started;
  }
}

/** What loading needs; a backfill leaves the cursor of the live sync alone. */
export type LoadingContext = Omit<TaskContext, 'upstream' | 'windows'> & { readonly keepsCursor?: true };

/** Loads an archived walk and moves the cursor with it; the same for live reading, for replay and for a backfill. */
export async function loadArchived(
  context: LoadingContext,
  endpoint: Endpoint,
  walk: ArchivedWalk,
  beforeCommit?: LoadContext['beforeCommit'],
): Promise<LoadResult> {
  const started = context.clock.now().getTime();
  const { store } = context;
  const result = await loadWalk(walk, {
    endpoint,
    siteId: store.siteId,
    timezone: store.timezone,
    runId: context.runId,
    acceptDeletes: context.acceptDeletes,
    atomically: context.atomically,
    beforeCommit: async (client, loaded) => {
      if (loaded.complete && walk.scope.window !== null) {
        const { window } = walk.scope;
        if (context.keepsCursor !== true) await advanceTimeCursor(client, store, endpoint.task, window);
        await closeWantedWindows(client, store, endpoint.task, { window, runId: context.runId });
      } else if (loaded.complete && endpoint.mode === 'snapshot') {
        await setTimeCursor(client, store.siteId, endpoint.task, walk.startedAt);
      }
      if (answersForStore(endpoint, loaded)) await recordTokenSite(client, store.siteId);
      await beforeCommit?.(client, loaded);
    },
  });
  context.counters.addLoad(result);
  context.counters.loadMs += context.clock.now().getTime() - started;
  if (result.deletesHeldBack > 0) {
    context.reporter.warn(
      `${endpoint.task}: ${result.deletesHeldBack} rows of ${endpoint.table} are gone upstream, too many to delete ` +
        'unseen: run again with --accept-deletes if this is right',
    );
  }
  return result;
}

/** Whether the rows show which store the credential answers for: upstream was not told one, and these rows name ours. */
function answersForStore({ owner }: Endpoint, { counts }: LoadResult): boolean {
  return owner.kind === 'row' && owner.token === true && counts.seen > counts.quarantined;
}

async function recordTokenSite(client: Client, siteId: SiteId): Promise<void> {
  const sql = `update etl_admin.etl_store set token_site_id = site_id
where site_id = $siteId::bigint and token_site_id is distinct from site_id`;
  await client.query(statement(sql, { siteId }));
}

/** One sentence about a scope that did not prove itself or held deletes back; null when all is well. */
function describeLoad(result: LoadResult, { table, window }: WalkScope): string | null {
  const place = window === null ? table : `${table} ${window.from} to ${window.to}`;
  if (!result.complete)
    return `${place} is not proven complete (${result.doubts.join(', ')}): read again at the next run`;
  if (result.deletesHeldBack > 0) return `${place}: ${result.deletesHeldBack} deletes held back`;
  return null;
}
