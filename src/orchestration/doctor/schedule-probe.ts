import { type Clock, HOUR_MS } from '../../base/clock.ts';
import type { Pool } from '../../database/connection.ts';
import { statement } from '../../database/statement.ts';
import { type FoundDatabase, needsTables } from './database-probes.ts';
import { ok, type Probe, skipped, type Verdict, warn } from './probe.ts';

/** Schedules start something every two hours unless somebody changed that. */
const SILENT_HOURS = 26;

/** Whether what shall happen by itself happens, and how it went. */
export function scheduleProbes(found: FoundDatabase, clock: Clock): Probe[] {
  return [needsTables(found, 'schedule', (pool) => examineSchedule(pool, clock))];
}

const STARTS = `select max(started_at) < $before::timestamptz as silent,
  to_char(max(started_at) at time zone 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC' as last,
  string_agg(name || ' of store ' || site_id || ': ' || outcome, '; ' order by site_id, name)
    filter (where ended_at is not null and outcome not in ('SUCCESS', 'CANCELLED')) as bad
from etl_admin.etl_schedule_state where started_at is not null`;

async function examineSchedule(pool: Pool, clock: Clock): Promise<Verdict> {
  const before = new Date(clock.now().getTime() - SILENT_HOURS * HOUR_MS);
  const { rows } = await pool.query<{ silent: boolean | null; last: string | null; bad: string | null }>(
    statement(STARTS, { before }),
  );
  const { silent = null, last = null, bad = null } = rows[0] ?? {};
  if (last === null) return skipped('no scheduler has ever run here: deploy/README.md tells how to start one');
  if (silent === true) {
    return warn(
      `nothing was started by the scheduler since ${last}`,
      'start "feiqiu-etl schedule" again, and see deploy/README.md for letting the system do that',
    );
  }
  if (bad !== null)
    return warn(`scheduled work that did not end well: ${bad}`, 'see "feiqiu-etl schedule list" and "feiqiu-etl runs"');
  return ok(`the scheduler started something at ${last}, and all of it ended well`);
}
