import { RETRY_LATER } from '../../api/call.ts';
import { readTokenExpiry } from '../../api/token.ts';
import { DAY_MS, HOUR_MS } from '../../base/clock.ts';
import { toLocalTime } from '../../base/local-time.ts';
import { CHECKS } from '../../catalog/checks.ts';
import { endpointOfTable } from '../../catalog/endpoints.ts';
import { DAY_STATUS } from '../../catalog/mart-table.ts';
import { tokenIn } from '../../config/load-config.ts';
import { statement } from '../../database/statement.ts';
import { utcText } from '../../database/utc-text.ts';
import { isRed } from '../../quality/outcome.ts';
import { listSnoozes } from '../../quality/snoozes.ts';
import { readStanding } from '../../quality/standing-results.ts';
import type { Queryable, Store } from '../../tasks/task.ts';
import { TASKS } from '../registry.ts';
import { LIMIT_CODE } from '../run-report.ts';
import { readDisabledTasks } from '../stores.ts';
import type { AlertPlace, Cause, CauseKind } from './cause.ts';

/** The kinds that the database and the settings tell at any time; `run` is told by how a run ended. */
export const STANDING_KINDS: readonly CauseKind[] = ['task', 'wait', 'quarantine', 'check', 'day', 'stale', 'token'];

/** Everything that is wrong with the stores now. */
export async function findCauses(
  db: Queryable,
  { config, clock }: Pick<AlertPlace, 'config' | 'clock'>,
  stores: readonly Store[],
): Promise<Cause[]> {
  const now = clock.now();
  const siteIds = stores.map(({ siteId }) => siteId);
  const staleBefore = new Date(now.getTime() - config.values.ALERT_STALE_HOURS * HOUR_MS);
  return [
    ...(await findTaskCauses(db, stores)),
    ...(await findCheckCauses(db, siteIds, now)),
    ...(await findHeldDays(db, siteIds)),
    ...(await findStaleStores(db, siteIds, staleBefore)),
    ...stores.flatMap((store) => tokenCauses(config, store, now)),
  ];
}

/**
 * The last time each task was really done. What replays and imports bring is judged by whoever starts them: a folder of
 * plain files never proves to be complete. Entries of quarantine count as long as they are open.
 */
const LAST_TASK_RUNS = `select r.site_id as "siteId", r.task_code as code, r.status, r.error_code as "errorCode",
  coalesce(r.error, '') as message, ${utcText('r.retry_at')} as "retryAt",
  (select count(*) from etl_admin.etl_quarantine q
    where q.site_id = r.site_id and q.run_id = r.run_id and q.status = 'OPEN') as refused
from unnest($siteIds::bigint[]) as s (site_id) cross join unnest($codes::text[]) as c (task_code)
cross join lateral (
  select t.* from etl_admin.etl_task_run t join etl_admin.etl_run u on u.run_id = t.run_id
  where t.site_id = s.site_id and t.task_code = c.task_code and t.status not in ('RUNNING', 'SKIPPED', 'CANCELLED')
    and not u.dry_run and u.command not in ('replay', 'import-legacy')
  order by t.started_at desc limit 1
) r
where r.status in ('FAILED', 'INCOMPLETE') or r.error_code = $limitCode
order by 1, 2`;

interface TaskRow {
  readonly siteId: string;
  readonly code: string;
  readonly status: string;
  readonly errorCode: string | null;
  readonly message: string;
  readonly retryAt: string | null;
  readonly refused: string;
}

async function findTaskCauses(db: Queryable, stores: readonly Store[]): Promise<Cause[]> {
  const values = {
    siteIds: stores.map(({ siteId }) => siteId),
    codes: TASKS.map(({ code }) => code),
    limitCode: LIMIT_CODE,
  };
  const { rows } = await db.query<TaskRow>(statement(LAST_TASK_RUNS, values));
  const causes: Cause[] = [];
  for (const store of stores) {
    const { siteId } = store;
    const own = rows.filter((row) => row.siteId === siteId);
    if (own.length === 0) continue;
    const disabled = await readDisabledTasks(db, siteId, TASKS);
    const enabled = own.filter(({ code }) => !disabled.has(code));
    const [held, others] = [enabled.filter(isHeld), enabled.filter((row) => !isHeld(row))];
    causes.push(...toWaitCause(store, held), ...others.flatMap(toTaskCause));
  }
  return causes;
}

/** Upstream holds back a credential, not an endpoint: every task of the store hears the same. */
const isHeld = ({ status, errorCode }: TaskRow): boolean => status === 'FAILED' && errorCode === RETRY_LATER;

function toWaitCause({ siteId, tokenEnv, timezone }: Store, held: readonly TaskRow[]): Cause[] {
  if (held.length === 0) return [];
  const until = held
    .flatMap(({ retryAt }) => retryAt ?? [])
    .toSorted()
    .at(-1);
  const time = until === undefined ? [] : [toLocalTime(new Date(until), timezone).slice(0, 16)];
  const detail = [...time, held.map(({ code }) => code).join(', ')].join(': ');
  return [{ siteId, kind: 'wait', subject: tokenEnv, code: RETRY_LATER, severity: 'error', detail }];
}

function toTaskCause({ siteId, code: subject, status, errorCode, message, refused }: TaskRow): Cause[] {
  const code = errorCode ?? status;
  if (code === LIMIT_CODE) {
    return refused === '0' ? [] : [{ siteId, kind: 'quarantine', subject, code, severity: 'warning', detail: message }];
  }
  const severity = status === 'FAILED' ? 'error' : 'warning';
  return [{ siteId, kind: 'task', subject, code, severity, detail: message }];
}

const STRICT_CHECKS = CHECKS.filter(({ severity }) => severity === 'error');

async function findCheckCauses(db: Queryable, siteIds: readonly string[], now: Date): Promise<Cause[]> {
  const snoozes = await listSnoozes(db, now);
  const standing = await readStanding(db, { siteIds, checks: STRICT_CHECKS, snoozes });
  return standing.filter(isRed).map(({ siteId, check, status, failingDays, message }) => ({
    siteId,
    kind: 'check',
    subject: check.id,
    code: status,
    severity: check.blocking || status === 'ERROR' ? 'error' : 'warning',
    detail: status === 'ERROR' ? (message ?? '') : failingDays.join(', '),
  }));
}

async function findHeldDays(db: Queryable, siteIds: readonly string[]): Promise<Cause[]> {
  const sql = `select site_id as "siteId", 'day' as kind, business_date::text as subject, status as code,
  'error' as severity, coalesce(reason, '') as detail
from ${DAY_STATUS} where site_id = any($siteIds::bigint[]) and status in ('STALE', 'BLOCKED') order by 1, 3`;
  return (await db.query<Cause>(statement(sql, { siteIds }))).rows;
}

const SETTLEMENTS = endpointOfTable('settlement_records').task;

/** Where the settlements end, as wall-clock time; a store that was never read counts from the day it was entered. */
async function findStaleStores(db: Queryable, siteIds: readonly string[], before: Date): Promise<Cause[]> {
  const sql = `select s.site_id as "siteId", 'stale' as kind, '' as subject, 'STALE' as code, 'error' as severity,
  coalesce(to_char(c.time_cursor at time zone s.timezone, 'YYYY-MM-DD HH24:MI'), '') as detail
from etl_admin.etl_store s
left join etl_admin.etl_task t on t.store_id = s.site_id and t.task_code = $settlements
left join etl_admin.etl_cursor c on c.site_id = s.site_id and c.task_code = $settlements
where s.site_id = any($siteIds::bigint[]) and coalesce(t.enabled, true)
  and coalesce(c.time_cursor, s.created_at) < $before::timestamptz order by 1`;
  return (await db.query<Cause>(statement(sql, { siteIds, settlements: SETTLEMENTS, before }))).rows;
}

/** A token that tells its end and that nobody renews by program. */
function tokenCauses(config: AlertPlace['config'], { siteId, tokenEnv, timezone }: Store, now: Date): Cause[] {
  const { API_TOKEN_COMMAND, ALERT_TOKEN_DAYS } = config.values;
  const token = tokenIn(config, tokenEnv);
  const expiry = token === undefined || API_TOKEN_COMMAND !== undefined ? null : readTokenExpiry(token);
  if (expiry === null) return [];
  const leftMs = expiry.getTime() - now.getTime();
  if (leftMs > ALERT_TOKEN_DAYS * DAY_MS) return [];
  const expired = leftMs <= 0;
  return [
    {
      siteId,
      kind: 'token',
      subject: tokenEnv,
      code: expired ? 'EXPIRED' : 'EXPIRING',
      severity: expired ? 'error' : 'warning',
      detail: toLocalTime(expiry, timezone).slice(0, 16),
    },
  ];
}
