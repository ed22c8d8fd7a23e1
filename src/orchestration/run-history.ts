import { ConfigError } from '../base/errors.ts';
import { statement } from '../database/statement.ts';
import { utcText } from '../database/utc-text.ts';
import type { Queryable } from '../tasks/task.ts';
import type { TaskReport } from './run-report.ts';

/** A run as etl_run remembers it. */
export interface PastRun {
  readonly runId: string;
  readonly command: string;
  readonly status: string;
  readonly dryRun: boolean;
  readonly host: string;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly tasks: number;
  readonly rowsNew: number;
  readonly error: string | null;
}

/** A past run with its tasks. */
export interface PastRunDetail extends PastRun {
  readonly taskReports: readonly TaskReport[];
}

const RUNS = `select r.run_id as "runId", r.command, r.status, r.dry_run as "dryRun", r.host, ${utcText('r.started_at')} as "startedAt",
  ${utcText('r.ended_at')} as "endedAt", r.error,
  (select count(*)::int from etl_admin.etl_task_run t where t.run_id = r.run_id) as tasks,
  (select coalesce(sum(t.rows_new), 0)::int from etl_admin.etl_task_run t where t.run_id = r.run_id) as "rowsNew"
from etl_admin.etl_run r`;

const TASKS_OF_RUN = `select site_id as "siteId", task_code as code, status, error_code as "errorCode", error as message,
  ${utcText('retry_at')} as "retryAt", requests, retries, pages, rows_seen::int as "rowsSeen", rows_new::int as "rowsNew",
  rows_changed::int as "rowsChanged", rows_unchanged::int as "rowsUnchanged", rows_late::int as "rowsLate",
  rows_duplicate::int as "rowsDuplicate", rows_quarantined::int as "rowsQuarantined", rows_deleted::int as "rowsDeleted",
  bytes::float8 as bytes, extract_ms::int as "extractMs", load_ms::int as "loadMs",
  coalesce(extract(epoch from ended_at - started_at) * 1000, 0)::int as "totalMs"
from etl_admin.etl_task_run where run_id = $runId::uuid order by site_id, started_at, task_code`;

/** The last runs, newest first. */
export async function listRuns(db: Queryable, limit: number): Promise<PastRun[]> {
  const { rows } = await db.query<PastRun>(
    statement(`${RUNS} order by r.started_at desc limit $limit::int`, { limit }),
  );
  return rows;
}

/** One run by its id or the start of it; throws ConfigError when there is none or several. */
export async function readRun(db: Queryable, id: string): Promise<PastRunDetail> {
  const sql = `${RUNS} where r.run_id::text like $prefix::text || '%' order by r.started_at desc limit 2`;
  const { rows } = await db.query<PastRun>(statement(sql, { prefix: id.replace(/[%_\\]/g, '\\$&') }));
  const [run, other] = rows;
  if (run === undefined)
    throw new ConfigError(
      'UNKNOWN_RUN',
      `no run has an id that starts with ${JSON.stringify(id)}: "feiqiu-etl runs" lists the latest`,
    );
  if (other !== undefined)
    throw new ConfigError('UNKNOWN_RUN', `several runs start with ${JSON.stringify(id)}: give more of the id`);
  const tasks = await db.query<TaskReport>(statement(TASKS_OF_RUN, { runId: run.runId }));
  return { ...run, taskReports: tasks.rows };
}
