import type { Pool } from '../../src/database/connection.ts';
import { statement } from '../../src/database/statement.ts';

/** Stores of the invented runs. */
export const RUN_SITES = {
  /** Has a share in nine runs of ten. */
  busy: '4242',
  /** Had a share in the oldest runs only: whoever asks for its runs asks for the far end of the list. */
  closed: '4243',
} as const;

const OLDEST = 60;

/** An id like any other: version and variant stand where a UUID has them. */
const runId = (number: string): string =>
  `overlay(overlay(md5('run ' || ${number}) placing '4' from 13) placing '8' from 17)::uuid`;

/** One run every ten minutes; one in a hundred did not end well. */
const RUNS = `insert into etl_admin.etl_run (run_id, command, arguments, status, host, process_id, started_at, ended_at)
select ${runId('n')}, 'run', '{}', case when n % 100 = 0 then 'PARTIAL' else 'SUCCESS' end, 'bench', n,
  timestamptz '2025-01-01 00:00Z' - n * interval '10 minutes', timestamptz '2025-01-01 00:04Z' - n * interval '10 minutes'
from generate_series(1, $runs::int) n`;

const TASKS = `insert into etl_admin.etl_task_run (run_id, site_id, task_code, status, started_at, ended_at, rows_seen, rows_new, rows_changed)
select ${runId('n')},
  case when n > $runs::int - ${OLDEST} then ${RUN_SITES.closed} when n % 10 = 0 then $siteId::bigint else ${RUN_SITES.busy} end,
  'TASK_' || task, case when n % 100 = 0 and task = 1 then 'FAILED' else 'SUCCESS' end,
  timestamptz '2025-01-01 00:00Z' - n * interval '10 minutes', timestamptz '2025-01-01 00:04Z' - n * interval '10 minutes', 100, 10, 1
from generate_series(1, $runs::int) n cross join generate_series(1, $tasks::int) task`;

/** Writes runs with `tasks` tasks each, as the program would have over the years. Returns a run nine tenths down the list. */
export async function fillRuns(
  pool: Pool,
  { siteId, runs, tasks }: { readonly siteId: string; readonly runs: number; readonly tasks: number },
): Promise<string> {
  const stores = `insert into etl_admin.etl_store (site_id, store_name) select unnest($sites::bigint[]), 'bench'`;
  await pool.query(statement(stores, { sites: Object.values(RUN_SITES) }));
  await pool.query(statement(RUNS, { runs }));
  await pool.query(statement(TASKS, { runs, tasks, siteId }));
  await pool.query('vacuum (analyze) etl_admin.etl_run, etl_admin.etl_task_run');
  const deep = `select ${runId('$number::int')} as id`;
  const { rows } = await pool.query<{ id: string }>(statement(deep, { number: Math.floor(runs * 0.9) }));
  return rows[0]?.id ?? '';
}
