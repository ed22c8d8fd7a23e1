import { type Clock, DAY_MS, HOUR_MS } from '../../base/clock.ts';
import type { Pool } from '../../database/connection.ts';
import { statement } from '../../database/statement.ts';
import { CUT_OFF } from '../cut-off.ts';
import { type FoundDatabase, needsTables } from './database-probes.ts';
import { ok, type Probe, type Verdict, warn } from './probe.ts';

const STALE_HOURS = 26;
const MOST_NAMED = 5;

/** What earlier runs left behind. */
export function stateProbes(found: FoundDatabase, clock: Clock): Probe[] {
  return [
    needsTables(found, 'cursors', (pool) => examineCursors(pool, clock)),
    needsTables(found, 'runs', examineRuns),
    needsTables(found, 'leases', examineLeases),
    needsTables(found, 'quarantine', examineQuarantine),
    needsTables(found, 'drift', (pool) => examineDrift(pool, clock)),
  ];
}

const STALE_CURSORS = `select c.site_id || ' ' || c.task_code || ' (read up to ' ||
  to_char(c.time_cursor at time zone s.timezone, 'YYYY-MM-DD HH24:MI') || ')' as text
from etl_admin.etl_cursor c join etl_admin.etl_store s on s.site_id = c.site_id and s.enabled
left join etl_admin.etl_task t on t.store_id = c.site_id and t.task_code = c.task_code
where c.time_cursor < $before::timestamptz and coalesce(t.enabled, true) order by c.time_cursor, 1`;

async function examineCursors(pool: Pool, clock: Clock): Promise<Verdict> {
  const before = new Date(clock.now().getTime() - STALE_HOURS * HOUR_MS);
  const { rows } = await pool.query<{ text: string }>(statement(STALE_CURSORS, { before }));
  if (rows.length === 0) return ok(`no task is more than ${STALE_HOURS} hours behind`);
  const finding = `${rows.length} tasks are more than ${STALE_HOURS} hours behind: ${named(rows)}`;
  return warn(finding, 'see "feiqiu-etl status" for why, then "feiqiu-etl run": it goes on where it ended');
}

const CUT_OFF_RUNS = `select r.run_id::text || ' (' || r.command || ' on ' || r.host || ', process ' || r.process_id || ')' as text
from etl_admin.etl_run r where ${CUT_OFF} order by r.started_at`;

async function examineRuns(pool: Pool): Promise<Verdict> {
  const { rows } = await pool.query<{ text: string }>(CUT_OFF_RUNS);
  if (rows.length === 0) return ok('no run that ended without saying so');
  const fix = 'nothing is lost or doubled: the next run closes their records and goes on';
  return warn(`${rows.length} runs were cut off: ${named(rows)}`, fix);
}

interface LeaseRow {
  readonly text: string;
  readonly alive: boolean;
}

const LEASES = `select 'store ' || site_id || ': ' || holder || ' on ' || host || ' since ' ||
  to_char(since at time zone 'utc', 'YYYY-MM-DD HH24:MI:SS') || ' UTC' as text,
  heartbeat_at > clock_timestamp() - interval '15 seconds' as alive
from etl_admin.etl_lease where holder <> '' order by site_id`;

async function examineLeases(pool: Pool): Promise<Verdict> {
  const { rows } = await pool.query<LeaseRow>(LEASES);
  const silent = rows.filter((row) => !row.alive);
  if (rows.length === 0) return ok('nobody is at work on a store');
  if (silent.length === 0) return ok(`at work: ${named(rows)}`);
  return warn(`silent holders: ${named(silent)}`, 'they were cut off; the next run takes over by itself');
}

const QUARANTINE = `select target_table || ' ' || count(*) as text, count(*)::int as entries
from etl_admin.etl_quarantine where status = 'OPEN' group by target_table order by 2 desc, 1`;

async function examineQuarantine(pool: Pool): Promise<Verdict> {
  const { rows } = await pool.query<{ text: string; entries: number }>(QUARANTINE);
  const open = rows.reduce((sum, row) => sum + row.entries, 0);
  if (open === 0) return ok('nothing is in quarantine');
  return warn(
    `${open} records in quarantine: ${named(rows)}`,
    'their reasons are in etl_admin.etl_quarantine (status OPEN)',
  );
}

const DRIFT = `select ods_table || ' ' || kind || ' ' || path as text from etl_admin.etl_drift
where last_seen_at > $since::timestamptz group by 1 order by 1`;

async function examineDrift(pool: Pool, clock: Clock): Promise<Verdict> {
  const since = new Date(clock.now().getTime() - DAY_MS);
  const { rows } = await pool.query<{ text: string }>(statement(DRIFT, { since }));
  if (rows.length === 0) return ok('upstream was as the catalog says in the last day');
  const finding = `upstream differed from the catalog in the last day: ${named(rows)}`;
  return warn(finding, '"feiqiu-etl contract check" says how, with corrections to paste');
}

function named(rows: readonly { readonly text: string }[]): string {
  const shown = rows.slice(0, MOST_NAMED).map((row) => row.text);
  return rows.length > MOST_NAMED ? `${shown.join(', ')} and ${rows.length - MOST_NAMED} more` : shown.join(', ');
}
