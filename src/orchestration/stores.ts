import { type BusinessCalendar, DEFAULT_BUSINESS_DAY_START_HOUR, plainCalendar } from '../base/business-day.ts';
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
  /** JSON list of rules; null for a store whose row was written by hand. */
  readonly rules: string | null;
  readonly history_from: string | null;
  readonly token_env: string;
}

/**
 * Writes the store of STORE_ID into etl_store with the configured zone, business day and history start, and enables its
 * tasks. A store that is there already keeps what its row says, except what the configuration states explicitly; its
 * business day, on which loaded figures depend, is only set here before anything was loaded. Returns what is to be told.
 */
export async function registerStore(db: Queryable, config: Config, tasks: readonly Task[]): Promise<string[]> {
  const { STORE_ID: siteId, TIMEZONE, BUSINESS_DAY_START_HOUR, HISTORY_FROM } = config.values;
  if (siteId === undefined) return [];
  const stated = (name: 'TIMEZONE' | 'BUSINESS_DAY_START_HOUR'): boolean => config.origins[name] !== 'default';
  await db.query(
    statement(
      `insert into etl_admin.etl_store as s (site_id, timezone, history_from) values ($siteId, $zone, $historyFrom)
on conflict (site_id) do update set timezone = case when $zoneStated then excluded.timezone else s.timezone end,
  history_from = coalesce(excluded.history_from, s.history_from)`,
      { siteId, zone: TIMEZONE, historyFrom: HISTORY_FROM ?? null, zoneStated: stated('TIMEZONE') },
    ),
  );
  const hourStated = stated('BUSINESS_DAY_START_HOUR');
  await writeFirstRule(db, { siteId, zone: TIMEZONE, hour: BUSINESS_DAY_START_HOUR, isStated: hourStated });
  await enableTasks(db, siteId, tasks);
  return hourStated ? await tellOtherHour(db, siteId, BUSINESS_DAY_START_HOUR) : [];
}

/** The business day since ever; stated otherwise it is changed as long as nothing was loaded by it. */
async function writeFirstRule(
  db: Queryable,
  rule: { readonly siteId: SiteId; readonly zone: string; readonly hour: number; readonly isStated: boolean },
): Promise<void> {
  const sql = `insert into etl_admin.etl_business_day as b (site_id, start_hour, timezone) values ($siteId::bigint, $hour, $zone)
on conflict (site_id, valid_from) do update set start_hour = excluded.start_hour, timezone = excluded.timezone
where $isStated and not exists (select 1 from etl_admin.etl_cursor c where c.site_id = $siteId::bigint)`;
  await db.query(statement(sql, rule));
}

/** A business day that is configured otherwise than it holds. */
async function tellOtherHour(db: Queryable, siteId: SiteId, hour: number): Promise<string[]> {
  const sql = `select start_hour from etl_admin.etl_business_day where site_id = $siteId::bigint
order by valid_from desc limit 1`;
  const { rows } = await db.query<{ start_hour: number }>(statement(sql, { siteId }));
  const holds = rows[0]?.start_hour ?? hour;
  if (holds === hour) return [];
  return [
    `BUSINESS_DAY_START_HOUR is ${hour}, but the business days of store ${siteId} start at ${holds} and stay so: ` +
      `"feiqiu-etl stores business-day ${siteId} --hour ${hour}" shows what a change would move`,
  ];
}

/** Makes rows for stores that have none, with the configured zone and business day. */
export async function ensureStores(
  db: Queryable,
  siteIds: readonly string[],
  config: Config,
  tasks: readonly Task[],
): Promise<void> {
  const { TIMEZONE: zone, BUSINESS_DAY_START_HOUR: hour, HISTORY_FROM } = config.values;
  const sql = `insert into etl_admin.etl_store (site_id, timezone, history_from)
select unnest($siteIds::bigint[]), $zone, $historyFrom::date on conflict (site_id) do nothing`;
  await db.query(statement(sql, { siteIds, zone, historyFrom: HISTORY_FROM ?? null }));
  for (const text of siteIds) {
    const siteId = toSiteId(text);
    await writeFirstRule(db, { siteId, zone, hour, isStated: false });
    await enableTasks(db, siteId, tasks);
  }
}

/** Makes one more store known, with all its tasks on; throws ConfigError when it is there already. */
export async function addStore(
  db: Queryable,
  siteId: SiteId,
  {
    timezone,
    startHour,
    historyFrom,
    tasks,
  }: {
    readonly timezone: string;
    readonly startHour: number;
    readonly historyFrom: string | null;
    readonly tasks: readonly Task[];
  },
): Promise<void> {
  const sql = `insert into etl_admin.etl_store (site_id, timezone, history_from) values ($siteId::bigint, $timezone, $historyFrom::date)
on conflict (site_id) do nothing`;
  const { rowCount } = await db.query(statement(sql, { siteId, timezone, historyFrom }));
  if (rowCount === 0)
    throw new ConfigError(
      'STORE_KNOWN',
      `store ${siteId} is there already: "feiqiu-etl stores set ${siteId}" changes it`,
    );
  await writeFirstRule(db, { siteId, zone: timezone, hour: startHour, isStated: true });
  await enableTasks(db, siteId, tasks);
}

/** Changes what is stated; the rest stays. Throws ConfigError for a store that is not there. */
export async function updateStore(
  db: Queryable,
  siteId: SiteId,
  change: {
    readonly name?: string | undefined;
    readonly historyFrom?: string | undefined;
    readonly tokenEnv?: string | undefined;
    readonly enabled?: boolean | undefined;
  },
): Promise<void> {
  const sql = `update etl_admin.etl_store set store_name = coalesce($name, store_name),
  history_from = coalesce($historyFrom::date, history_from), token_env = coalesce($tokenEnv, token_env),
  enabled = coalesce($enabled::boolean, enabled)
where site_id = $siteId::bigint`;
  const { name = null, historyFrom = null, tokenEnv = null, enabled = null } = change;
  const { rowCount } = await db.query(statement(sql, { siteId, name, historyFrom, tokenEnv, enabled }));
  if (rowCount === 0)
    throw new ConfigError('UNKNOWN_STORE', `store ${siteId} is not known: "feiqiu-etl stores add ${siteId}" adds it`);
}

/** The name that upstream has for a store, where nobody has given it another. */
export async function learnStoreName(db: Queryable, siteId: SiteId): Promise<void> {
  const read = 'select shop_name as name from billiards.dim_site_current where site_id = $siteId::bigint';
  const { rows } = await db.query<{ name: string | null }>(statement(read, { siteId }));
  const name = rows[0]?.name ?? null;
  if (name === null) return;
  const sql = `update etl_admin.etl_store set store_name = $name::text where site_id = $siteId::bigint and store_name = ''`;
  await db.query(statement(sql, { siteId, name }));
}

async function enableTasks(db: Queryable, siteId: SiteId, tasks: readonly Task[]): Promise<void> {
  const sql = `insert into etl_admin.etl_task (task_code, store_id) select unnest($codes::text[]), $siteId::bigint
on conflict (task_code, store_id) do nothing`;
  await db.query(statement(sql, { siteId, codes: tasks.map((task) => task.code) }));
}

/** The ids of all stores there are, also of those that are not enabled. */
export async function listStoreIds(db: Queryable): Promise<SiteId[]> {
  const { rows } = await db.query<{ site_id: string }>('select site_id from etl_admin.etl_store order by site_id');
  return rows.map(({ site_id }) => toSiteId(site_id));
}

/** One store, enabled or not; throws ConfigError when it is unknown. */
export async function loadStore(db: Queryable, siteId: string): Promise<Store> {
  const [store] = await loadStores(db, [siteId]);
  if (store === undefined) throw new Error(`store ${siteId} was asked for and not loaded`);
  return store;
}

/** The enabled stores, or those asked for; throws ConfigError when there is none or one is unknown. */
export async function loadStores(db: Queryable, asked: readonly string[] | null): Promise<Store[]> {
  const { rows } = await db.query<StoreRow & { enabled: boolean }>(
    `select s.site_id, s.store_name, s.enabled, s.timezone, s.history_from, s.token_env, (
  select json_agg(json_build_object('from', case when valid_from > '-infinity' then valid_from::text end,
    'startHour', start_hour, 'timezone', b.timezone) order by valid_from)
  from etl_admin.etl_business_day b where b.site_id = s.site_id) as rules
from etl_admin.etl_store s order by s.site_id`,
  );
  const wanted = asked?.map(toSiteId);
  for (const siteId of wanted ?? []) {
    if (!rows.some((row) => row.site_id === siteId)) {
      const known = rows.map((row) => row.site_id).join(', ') || 'none';
      throw new ConfigError(
        'UNKNOWN_STORE',
        `store ${siteId} is not known. Known stores: ${known}; "feiqiu-etl stores add ${siteId}" adds it`,
      );
    }
  }
  const stores = rows.filter((row) => (wanted === undefined ? row.enabled : wanted.includes(row.site_id as SiteId)));
  if (stores.length === 0) {
    throw new ConfigError('NO_STORE', 'no store to load: set STORE_ID, or add one with "feiqiu-etl stores add ID"');
  }
  return stores.map(toStore);
}

function toStore(row: StoreRow): Store {
  return {
    siteId: toSiteId(row.site_id),
    name: row.store_name,
    timezone: row.timezone,
    businessDays: toCalendar(row),
    historyFrom: row.history_from as LocalDate | null,
    tokenEnv: row.token_env,
  };
}

function toCalendar({ rules, timezone }: StoreRow): BusinessCalendar {
  return rules === null
    ? plainCalendar(DEFAULT_BUSINESS_DAY_START_HOUR, timezone)
    : (JSON.parse(rules) as BusinessCalendar);
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
