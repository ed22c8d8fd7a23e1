import { ConfigError } from '../base/errors.ts';
import { type SiteId, toSiteId } from '../base/ids.ts';
import type { LocalDate } from '../base/local-time.ts';
import type { Config } from '../config/load-config.ts';
import { statement } from '../database/statement.ts';
import type { Queryable, Store, Task } from '../tasks/task.ts';
import { tasksSwitchedOff } from './task-groups.ts';

interface StoreRow {
  readonly site_id: string;
  readonly store_name: string;
  readonly timezone: string;
  readonly business_day_start_hour: number;
  readonly history_from: string | null;
  readonly token_env: string;
}

/**
 * Writes the store of STORE_ID into etl_store with the configured zone, business day and history start, and enables its
 * tasks. A store that is there already keeps what its row says, except what the configuration states explicitly.
 */
export async function registerStore(db: Queryable, config: Config, tasks: readonly Task[]): Promise<void> {
  const { STORE_ID: siteId, TIMEZONE, BUSINESS_DAY_START_HOUR, HISTORY_FROM } = config.values;
  if (siteId === undefined) return;
  const stated = (name: 'TIMEZONE' | 'BUSINESS_DAY_START_HOUR'): boolean => config.origins[name] !== 'default';
  await db.query(
    statement(
      `insert into etl_admin.etl_store as s (site_id, timezone, business_day_start_hour, history_from)
values ($siteId, $zone, $hour, $historyFrom)
on conflict (site_id) do update set timezone = case when $zoneStated then excluded.timezone else s.timezone end,
  business_day_start_hour = case when $hourStated then excluded.business_day_start_hour else s.business_day_start_hour end,
  history_from = coalesce(excluded.history_from, s.history_from)`,
      {
        siteId,
        zone: TIMEZONE,
        hour: BUSINESS_DAY_START_HOUR,
        historyFrom: HISTORY_FROM ?? null,
        zoneStated: stated('TIMEZONE'),
        hourStated: stated('BUSINESS_DAY_START_HOUR'),
      },
    ),
  );
  await enableTasks(db, siteId, tasks);
}

/** Makes rows for stores that have none, with the configured zone and business day. */
export async function ensureStores(
  db: Queryable,
  siteIds: readonly string[],
  config: Config,
  tasks: readonly Task[],
): Promise<void> {
  const { TIMEZONE: zone, BUSINESS_DAY_START_HOUR: hour, HISTORY_FROM } = config.values;
  const sql = `insert into etl_admin.etl_store (site_id, timezone, business_day_start_hour, history_from)
select unnest($siteIds::bigint[]), $zone, $hour, $historyFrom::date on conflict (site_id) do nothing`;
  await db.query(statement(sql, { siteIds, zone, hour, historyFrom: HISTORY_FROM ?? null }));
  for (const siteId of siteIds) await enableTasks(db, toSiteId(siteId), tasks);
}

async function enableTasks(db: Queryable, siteId: SiteId, tasks: readonly Task[]): Promise<void> {
  const sql = `insert into etl_admin.etl_task (task_code, store_id) select unnest($codes::text[]), $siteId::bigint
on conflict (task_code, store_id) do nothing`;
  await db.query(statement(sql, { siteId, codes: tasks.map((task) => task.code) }));
}

/** The enabled stores, or those asked for; throws ConfigError when there is none or one is unknown. */
export async function loadStores(db: Queryable, asked: readonly string[] | null): Promise<Store[]> {
  const { rows } = await db.query<StoreRow & { enabled: boolean }>(
    `select site_id, store_name, enabled, timezone, business_day_start_hour, history_from, token_env
from etl_admin.etl_store order by site_id`,
  );
  const wanted = asked?.map(toSiteId);
  for (const siteId of wanted ?? []) {
    if (!rows.some((row) => row.site_id === siteId)) {
      const known = rows.map((row) => row.site_id).join(', ') || 'none';
      throw new ConfigError('UNKNOWN_STORE', `store ${siteId} is not in etl_store. Known stores: ${known}`);
    }
  }
  const stores = rows.filter((row) => (wanted === undefined ? row.enabled : wanted.includes(row.site_id as SiteId)));
  if (stores.length === 0) {
    throw new ConfigError('NO_STORE', 'no store to load: set STORE_ID, or insert a row into etl_admin.etl_store');
  }
  return stores.map(toStore);
}

function toStore(row: StoreRow): Store {
  return {
    siteId: toSiteId(row.site_id),
    name: row.store_name,
    timezone: row.timezone,
    businessDayStartHour: row.business_day_start_hour,
    historyFrom: row.history_from as LocalDate | null,
    tokenEnv: row.token_env,
  };
}

/** Codes of tasks switched off for a store, themselves or with their group; a task without a row is on. */
export async function readDisabledTasks(
  db: Queryable,
  siteId: SiteId,
  tasks: readonly Task[],
): Promise<ReadonlySet<string>> {
  const sql = `select task_code from etl_admin.etl_task where store_id = $siteId::bigint and not enabled`;
  const { rows } = await db.query<{ task_code: string }>(statement(sql, { siteId }));
  return tasksSwitchedOff(new Set(rows.map((row) => row.task_code)), tasks);
}
