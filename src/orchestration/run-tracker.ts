import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Clock } from '../base/clock.ts';
import type { RunId, SiteId } from '../base/ids.ts';
import { statement } from '../database/statement.ts';
import type { Queryable } from '../tasks/task.ts';
import type { RunStatus, TaskReport } from './run-report.ts';

/** What a run is, before anything has happened. */
export interface RunStart {
  readonly command: string;
  /** Effective options, without secrets. */
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly dryRun: boolean;
}

/** Writes etl_run and etl_task_run. Always on its own connection: a dry run keeps its record. */
export class RunTracker {
  readonly #db: Queryable;
  readonly #clock: Clock;
  readonly #start: RunStart;
  #started = false;
  readonly runId = randomUUID() as string as RunId;

  constructor(db: Queryable, clock: Clock, start: RunStart) {
    this.#db = db;
    this.#clock = clock;
    this.#start = start;
  }

  /** Called once the first store is held: a run that never got to work leaves no record. Later calls do nothing. */
  async startRun(): Promise<void> {
    if (this.#started) return;
    this.#started = true;
    const { command, arguments: given, dryRun } = this.#start;
    await this.#db.query(
      statement(
        `insert into etl_admin.etl_run (run_id, command, arguments, status, dry_run, host, process_id, started_at)
values ($runId, $command, $arguments, 'RUNNING', $dryRun, $host, $pid, $now)`,
        {
          runId: this.runId,
          command,
          arguments: JSON.stringify(given),
          dryRun,
          host: hostname(),
          pid: process.pid,
          now: this.#clock.now(),
        },
      ),
    );
  }

  async endRun(status: RunStatus, error: string | null = null): Promise<void> {
    if (!this.#started) return;
    const sql = `update etl_admin.etl_run set status = $status, ended_at = $now, error = $error where run_id = $runId`;
    await this.#db.query(statement(sql, { runId: this.runId, status, error, now: this.#clock.now() }));
  }

  async startTask(siteId: SiteId, code: string): Promise<void> {
    const sql = `insert into etl_admin.etl_task_run (run_id, site_id, task_code, status, started_at)
values ($runId, $siteId, $code, 'RUNNING', $now)`;
    await this.#db.query(statement(sql, { runId: this.runId, siteId, code, now: this.#clock.now() }));
  }

  async endTask(report: TaskReport): Promise<void> {
    await this.#db.query(
      statement(
        `insert into etl_admin.etl_task_run (run_id, site_id, task_code, status, started_at, ended_at, requests, retries, pages,
  rows_seen, rows_new, rows_changed, rows_unchanged, rows_late, rows_duplicate, rows_quarantined, rows_deleted, bytes,
  extract_ms, load_ms, error_code, error, retry_at)
values ($runId, $siteId, $code, $status, $now, $now, $requests, $retries, $pages, $rowsSeen, $rowsNew, $rowsChanged,
  $rowsUnchanged, $rowsLate, $rowsDuplicate, $rowsQuarantined, $rowsDeleted, $bytes, $extractMs, $loadMs, $errorCode, $message,
  $retryAt)
on conflict (run_id, site_id, task_code) do update set (status, ended_at, requests, retries, pages, rows_seen, rows_new,
  rows_changed, rows_unchanged, rows_late, rows_duplicate, rows_quarantined, rows_deleted, bytes, extract_ms, load_ms, error_code,
  error, retry_at) = (excluded.status, excluded.ended_at, excluded.requests, excluded.retries, excluded.pages, excluded.rows_seen,
  excluded.rows_new, excluded.rows_changed, excluded.rows_unchanged, excluded.rows_late, excluded.rows_duplicate,
  excluded.rows_quarantined, excluded.rows_deleted, excluded.bytes, excluded.extract_ms, excluded.load_ms, excluded.error_code,
  excluded.error, excluded.retry_at)`,
        { ...report, runId: this.runId, now: this.#clock.now() },
      ),
    );
  }

  /** Closes what a process that died left open. Called by the holder of the store's lease: nobody else is at work. */
  async closeAbandoned(siteId: SiteId): Promise<number> {
    const values = { siteId, runId: this.runId, now: this.#clock.now() };
    const tasks = await this.#db.query(
      statement(
        `update etl_admin.etl_task_run set status = 'FAILED', ended_at = $now, error_code = 'PROCESS_DIED',
  error = 'the process ended without finishing; what it had committed is kept, the rest is read again'
where site_id = $siteId and status = 'RUNNING' and run_id <> $runId`,
        values,
      ),
    );
    // A run of this store alone may have died before its first task; one of several stores may still be at another.
    await this.#db.query(
      statement(
        `update etl_admin.etl_run r set status = 'FAILED', ended_at = $now, error = 'the process ended without finishing'
where r.status = 'RUNNING' and r.run_id <> $runId
  and (r.arguments -> 'stores' = jsonb_build_array($siteId::text)
    or exists (select 1 from etl_admin.etl_task_run t where t.run_id = r.run_id and t.site_id = $siteId::bigint))
  and not exists (select 1 from etl_admin.etl_task_run t where t.run_id = r.run_id and t.status = 'RUNNING')`,
        values,
      ),
    );
    return tasks.rowCount ?? 0;
  }
}
