import { hostname } from 'node:os';
import { statement } from '../../../database/statement.ts';
import { utcText } from '../../../database/utc-text.ts';
import { HELD_BACKFILLS } from '../../../orchestration/backfill/hold-backfill.ts';
import { type Backfill, listBackfills } from '../../../orchestration/backfill/ledger.ts';
import type { Queryable } from '../../../tasks/task.ts';
import type { ShownBackfill, ShownHolder, ShownJob } from '../../api/pipeline.ts';
import type { Job } from '../steer/jobs.ts';

const HOLDERS = `select l.site_id::text as "siteId", coalesce(nullif(s.store_name, ''), l.site_id::text) as "storeName",
  l.holder, l.host, l.lane, ${utcText('l.since')} as since, l.progress,
  (select r.run_id from etl_admin.etl_run r where r.status = 'RUNNING' and r.host = l.host
    and l.holder in ('run ' || r.process_id, 'backfill ' || (r.arguments ->> 'backfill'))
    order by r.started_at desc limit 1) as "runId"
from etl_admin.etl_lease l join etl_admin.etl_store s using (site_id)
where l.holder <> '' and l.heartbeat_at > clock_timestamp() - interval '15 seconds' order by l.site_id`;

/** Who is at work on which store. */
export async function readHolders(db: Queryable): Promise<ShownHolder[]> {
  return (await db.query<ShownHolder>(HOLDERS)).rows;
}

const SHOWN_BACKFILLS = 10;

/** Backfills that are not finished, and the last of those that are. */
export async function readBackfills(db: Queryable, names: ReadonlyMap<string, string>): Promise<ShownBackfill[]> {
  const all = await listBackfills(db);
  const alive = new Set((await db.query<{ id: string }>(HELD_BACKFILLS)).rows.map(({ id }) => id));
  const shown = [...all.filter(({ status }) => status === 'OPEN'), ...all.filter(({ status }) => status !== 'OPEN')];
  return shown.slice(0, SHOWN_BACKFILLS).map((one) => toShown(one, { names, isAlive: alive.has(one.backfillId) }));
}

function toShown(
  { backfillId, siteId, rangeFrom, rangeTo, status, windows, done, failed, rowsSeen }: Backfill,
  { names, isAlive }: { readonly names: ReadonlyMap<string, string>; readonly isAlive: boolean },
): ShownBackfill {
  return {
    id: backfillId,
    siteId,
    storeName: names.get(siteId) ?? siteId,
    from: rangeFrom,
    to: rangeTo,
    status,
    windows,
    done,
    failed,
    rows: rowsSeen,
    isAlive,
  };
}

/** The runs that processes of this machine have begun since they were started. */
const RUNS_OF = `select p.process_id as "processId", array_agg(r.run_id::text order by r.started_at) as "runIds"
from unnest($processes::int[], $since::timestamptz[]) as p(process_id, since)
join etl_admin.etl_run r on r.process_id = p.process_id and r.host = $host and r.started_at >= p.since
where r.started_at >= (select min(s) from unnest($since::timestamptz[]) as s)
group by 1`;

/** Jobs as pages show them, with the runs they have begun. */
export async function toShownJobs(db: Queryable, jobs: readonly Job[]): Promise<ShownJob[]> {
  if (jobs.length === 0) return [];
  const started = jobs.filter(({ processId }) => processId !== null);
  const processes = started.map(({ processId }) => processId);
  const since = started.map(({ startedAt }) => startedAt);
  const { rows } = await db.query<{ processId: number; runIds: string[] }>(
    statement(RUNS_OF, { processes, since, host: hostname() }),
  );
  return jobs.map(({ id, args, user, startedAt, endedAt, outcome, isStopping, said, processId }) => ({
    id,
    command: args.join(' '),
    user,
    startedAt: startedAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
    outcome,
    isStopping,
    said,
    runIds: rows.find((row) => row.processId === processId)?.runIds ?? [],
  }));
}
