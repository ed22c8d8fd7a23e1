import type { Endpoint } from '../catalog/endpoint.ts';
import { endpointOfTable } from '../catalog/endpoints.ts';
import { odsTable } from '../catalog/ods-table.ts';
import { statement } from '../database/statement.ts';
import { readCursor, setIdCursor, setProbeAfter } from './cursor.ts';
import { loadArchived, walkScope } from './ods-task.ts';
import type { Task, TaskContext, TaskEnding, TaskPlan } from './task.ts';

/** Ids asked for by one walk, which is one transaction. */
const IDS_PER_WALK = 200;
/** Ids of the first walk: enough to see that the endpoint is shut. */
const IDS_OF_PROBE = 5;
const PROBE_PAUSE_MS = 24 * 3600 * 1000;

/** A record of the source table that asks for a call: its key and the load that brought it. */
interface DueId {
  readonly source_id: string;
  readonly load_id: string;
}

/**
 * The task of an endpoint that answers one id a call: it follows the records of another table that are new or changed
 * since it last looked. Where the endpoint is optional, a refusal is a warning and it is asked again a day later.
 */
export function createPerIdTask(declared: Endpoint, source: Endpoint): Task {
  return {
    code: declared.task,
    zh: declared.zh,
    en: declared.en,
    dependsOn: [source.task],
    plan: (context) => planIds(context, endpointOfTable(declared.table, context.endpoints), source),
    run: (context) => runIds(context, endpointOfTable(declared.table, context.endpoints), source),
  };
}

async function planIds(context: TaskContext, endpoint: Endpoint, source: Endpoint): Promise<TaskPlan> {
  const cursor = await readCursor(context.db, context.store, endpoint.task);
  if (isPaused(context, cursor.probeAfter)) {
    return {
      windows: [],
      requests: 0,
      note: `refused by upstream, asked again after ${cursor.probeAfter?.toISOString()}`,
    };
  }
  const sql = `select count(*)::int as ids from ${odsTable(source)}
where site_id = $siteId::bigint and load_id > $after::bigint and not is_deleted`;
  const values = { siteId: context.store.siteId, after: cursor.id };
  const { rows } = await context.db.query<{ ids: number }>(statement(sql, values));
  const ids = rows[0]?.ids ?? 0;
  return { windows: [], requests: ids, note: `${ids} ids, and one for every record ${source.task} brings` };
}

const isPaused = (context: TaskContext, probeAfter: Date | null): boolean =>
  probeAfter !== null && context.clock.now() < probeAfter;

async function runIds(context: TaskContext, endpoint: Endpoint, source: Endpoint): Promise<TaskEnding> {
  const cursor = await readCursor(context.db, context.store, endpoint.task);
  if (isPaused(context, cursor.probeAfter)) return paused(endpoint, cursor.probeAfter ?? context.clock.now());
  let at: DueId = { load_id: cursor.id, source_id: LAST };
  let refusedIds = 0;
  for (let size = IDS_OF_PROBE; ; size = IDS_PER_WALK) {
    context.signal.throwIfAborted();
    const due = await readDueIds(context, { endpoint, source }, at, size);
    const ids = due.slice(0, size);
    const last = ids.at(-1);
    if (last === undefined) break;
    const answered = await readIds(context, endpoint, ids, cursorBehind(last, due[size]));
    if (answered === 0 && endpoint.optional) return refused(context, endpoint);
    refusedIds += ids.length - answered;
    at = last;
  }
  if (refusedIds === 0) return { status: 'SUCCESS' };
  return { status: 'WARNING', code: 'IDS_REFUSED', message: `upstream has no answer for ${refusedIds} ids` };
}

/** Sorts behind every key: a cursor stands behind the whole of its load. */
const LAST = '\uffff';

/** The cursor is a load_id: it passes a load only when the last of its ids has been asked for. */
function cursorBehind(last: DueId, next: DueId | undefined): string {
  return next !== undefined && next.load_id === last.load_id ? String(BigInt(last.load_id) - 1n) : last.load_id;
}

/**
 * The next ids in load order, and one more to see whether their load ends here. Ids answered since their record came are
 * left out: a run that was stopped in the middle of a load goes on where it stopped.
 */
async function readDueIds(
  context: TaskContext,
  tables: { readonly endpoint: Endpoint; readonly source: Endpoint },
  after: DueId,
  size: number,
): Promise<DueId[]> {
  const sql = `select s.source_id, s.load_id from ${odsTable(tables.source)} s
where s.site_id = $siteId::bigint and not s.is_deleted and s.load_id >= $load::bigint
  and (s.load_id, s.source_id collate "C") > ($load::bigint, $key::text)
  and not exists (select 1 from ${odsTable(tables.endpoint)} t
    where t.site_id = s.site_id and t.source_id = s.source_id and t.fetched_at >= s.fetched_at)
order by s.load_id, s.source_id collate "C" limit $size::int`;
  const values = { siteId: context.store.siteId, load: after.load_id, key: after.source_id, size: size + 1 };
  const { rows } = await context.db.query<DueId>(statement(sql, values));
  return rows;
}

/** Asks for the ids, loads the answers and moves the cursor in one transaction; returns how many were answered. */
async function readIds(
  context: TaskContext,
  endpoint: Endpoint,
  due: readonly DueId[],
  cursor: string,
): Promise<number> {
  const ids = due.map((record) => record.source_id);
  const scope = { siteId: context.store.siteId, table: endpoint.table, window: null, ids };
  const walk = await walkScope(context, endpoint, scope);
  if (walk.pages.length === 0) return 0;
  await loadArchived(context, endpoint, walk, async (client) => {
    await setIdCursor(client, context.store.siteId, endpoint.task, cursor);
  });
  return walk.pages.length;
}

async function refused(context: TaskContext, endpoint: Endpoint): Promise<TaskEnding> {
  const probeAfter = new Date(context.clock.now().getTime() + PROBE_PAUSE_MS);
  await context.atomically((client) => setProbeAfter(client, context.store.siteId, endpoint.task, probeAfter));
  return paused(endpoint, probeAfter);
}

function paused(endpoint: Endpoint, probeAfter: Date): TaskEnding {
  return {
    status: 'WARNING',
    code: 'OPTIONAL_REFUSED',
    message: `upstream refuses ${endpoint.path} (optional): nothing lost, asked again after ${probeAfter.toISOString()}`,
    retryAt: probeAfter,
  };
}
