import { systemClock } from '../../src/base/clock.ts';
import type { Pool } from '../../src/database/connection.ts';
import { statement } from '../../src/database/statement.ts';
import { enqueue } from '../../src/orchestration/queue/job-queue.ts';
import { queueBackfill } from '../../src/orchestration/queue/store-work.ts';

const TASK = 'ODS_REFUND';

/** Turns off whatever is scheduled but loads of one task, and has every claim of a start written down by the clock of the database. */
export async function watchStarts(pool: Pool): Promise<void> {
  await pool.query(`insert into etl_admin.etl_schedule (site_id, name, action, cron, tasks, enabled)
select 0, name, action, '10 */2 * * *', case name when 'fast' then '${TASK}' end, name = 'fast'
from (values ('fast', 'load'), ('nightly', 'load'), ('weekly', 'load'), ('yearly', 'load'), ('report', 'report'), ('prune', 'prune')) s(name, action);
create table bench_start (site_id bigint not null, at timestamptz not null default clock_timestamp());
create function bench_note() returns trigger language plpgsql as $$ begin insert into bench_start (site_id) values (new.site_id); return null; end $$;
create trigger bench_note after insert or update of started_at on etl_admin.etl_schedule_state
  for each row when (new.started_at is not null) execute function bench_note()`);
}

/** Leaves a backfill of so many windows to the workers, before anything happened in the hall. */
export async function queueWindows(pool: Pool, siteId: string, windows: number): Promise<void> {
  const { rows } = await pool.query<{ id: string }>(
    statement(
      `insert into etl_admin.etl_backfill (site_id, range_from, range_to, tasks)
values ($siteId::bigint, '2010-01-01Z', '2025-01-01Z', '{${TASK}}') returning backfill_id as id`,
      { siteId },
    ),
  );
  const id = rows[0]?.id ?? '';
  await pool.query(
    statement(
      `insert into etl_admin.etl_wanted_window (backfill_id, site_id, task_code, window_from, window_to, reason)
select $id::bigint, $siteId::bigint, '${TASK}', at, at + interval '1 hour', 'backfill'
from (select timestamptz '2010-01-01Z' + n * interval '1 hour' as at from generate_series(1, $windows::int) n) w`,
      { id, siteId, windows },
    ),
  );
  await pool.query('analyze etl_admin.etl_wanted_window');
  await queueBackfill(pool, { id, siteId });
}

/** Milliseconds from a live job until its work is claimed, one job after the other. */
export async function measureStarts(pool: Pool, siteId: string, count: number): Promise<number[]> {
  const delays: number[] = [];
  for (let start = 0; start < count; start += 1) {
    await until(pool, 'select count(*) = 0 as done from graphile_worker.jobs where key = $1', `${siteId}:live`);
    await pool.query('delete from bench_start where site_id = $1', [siteId]);
    await pool.query(
      `update etl_admin.etl_schedule_state set due_at = due_at - interval '1 day' where site_id = $1 and name = 'fast'`,
      [siteId],
    );
    const { rows: asked } = await pool.query<{ at: string }>('select clock_timestamp()::text as at');
    await enqueue(pool, [{ siteId, lane: 'live' }]);
    await until(pool, 'select count(*) > 0 as done from bench_start where site_id = $1', siteId);
    const { rows } = await pool.query<{ ms: number }>(
      'select (extract(epoch from min(at) - $2::timestamptz) * 1000)::float8 as ms from bench_start where site_id = $1',
      [siteId, asked[0]?.at],
    );
    delays.push(rows[0]?.ms ?? Number.NaN);
  }
  return delays;
}

const LOOK_MS = 20;
const PATIENCE_MS = 60_000;

async function until(pool: Pool, sql: string, value: string): Promise<void> {
  for (const deadline = performance.now() + PATIENCE_MS; performance.now() < deadline; ) {
    const { rows } = await pool.query<{ done: boolean }>(sql, [value]);
    if (rows[0]?.done === true) return;
    await systemClock.sleep(LOOK_MS);
  }
  throw new Error(`the live work of ${value} did not come on in ${PATIENCE_MS} ms`);
}
