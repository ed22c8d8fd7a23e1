import { beforeAll } from 'vitest';
import type { Pool } from '../../src/database/connection.ts';
import { type Opened, type OpenOptions, useBrowser } from './browser.ts';
import { copyStore, type TestDashboard, useTestDashboard, type Visitor } from './dashboard.ts';
import { type TestDatabase, useTestDatabase } from './database.ts';
import { useSimulatedStore } from './simulated-store.ts';

/** A store like the loaded one, named like a script. */
export const OTHER = '4242';
export const SCRIPT = '<script>alert(1)</script>';
/** How the goods that sold best are called. */
export const LONG_NAME = `${'三百字的商品名'.repeat(20)}${'unbroken'.repeat(20)}`;

/** A warehouse in which something is wrong wherever a page could show it, and the dashboard over it in a browser. */
export interface TroubledStore {
  readonly siteId: string;
  readonly database: TestDatabase;
  readonly dashboard: TestDashboard;
  /** The last published business day, and a settlement of it. */
  readonly date: string;
  readonly settlement: string;
  /** The number of a refused record. */
  readonly refused: string;
  /** Opens a page, as an administrator unless told otherwise. */
  open(path: string, how?: Partial<OpenOptions>): Promise<Opened>;
}

/** Call it at the top of a file; the database is named after `name`. */
export function useTroubledStore(name: string): TroubledStore {
  const database = useTestDatabase(name);
  const store = useSimulatedStore(database, { days: '10' });
  const dashboard = useTestDashboard(database);
  const browser = useBrowser();
  const { siteId } = store;
  let admin: Visitor;
  let [date, settlement, refused] = ['', '', ''];

  beforeAll(async () => {
    await store.run('DWD_*,DWS_*');
    const { pool } = database;
    await copyStore(database, dashboard.place, { from: siteId, to: OTHER });
    await plantNames(pool);
    ({ date, settlement } = await lastPublished(pool, siteId));
    await plantDrift(pool, siteId);
    await plantChecks(pool, { siteId, date, settlement });
    refused = await plantRefused(pool, siteId);
    admin = await dashboard.visit('admin');
  }, 120_000);

  return {
    siteId,
    database,
    dashboard,
    get date() {
      return date;
    },
    get settlement() {
      return settlement;
    },
    get refused() {
      return refused;
    },
    open: (path, how = {}) => browser.open(path, { by: admin, at: dashboard.url, ...how }),
  };
}

async function plantNames(pool: Pool): Promise<void> {
  await pool.query(`update etl_admin.etl_store set store_name = $1 where site_id = ${OTHER}`, [SCRIPT]);
  await pool.query(`insert into etl_admin.etl_store (site_id, store_name) values (77, 'Nothing yet')`);
  await pool.query(
    `update billiards_dws.dws_goods_day_sales set goods_name = $1, sold_real_amount = 99999 where (site_id, business_date, site_goods_id) in
    (select site_id, business_date, min(site_goods_id) from billiards_dws.dws_goods_day_sales where sold_pieces > 0 group by 1, 2)`,
    [LONG_NAME],
  );
}

async function lastPublished(pool: Pool, siteId: string): Promise<{ date: string; settlement: string }> {
  const { rows } = await pool.query<{ date: string; settlement: string }>(
    `select d.business_date::text as date, min(f.order_settle_id)::text as settlement from billiards_dws.dws_day_status d
    join billiards.fact_settlement f on f.site_id = d.site_id and f.business_date = d.business_date
    where d.status = 'PUBLISHED' and d.site_id = $1 group by 1 order by 1 desc limit 1`,
    [siteId],
  );
  return rows[0] ?? { date: '', settlement: '' };
}

/** A field that upstream calls otherwise since today. */
async function plantDrift(pool: Pool, siteId: string): Promise<void> {
  await pool.query(
    `insert into etl_admin.etl_drift (site_id, ods_table, kind, path, first_seen_at, last_seen_at, rows_affected, rows_checked, sample)
    values ($1, 'member_profiles', 'missing-field', 'nickname', now(), now(), 30, 30, null),
      ($1, 'member_profiles', 'new-field', 'nickName', now(), now(), 30, 30, '"王"')`,
    [siteId],
  );
}

/** A check that passed, warned, and fails now because of one settlement. */
async function plantChecks(
  pool: Pool,
  { siteId, date, settlement }: { readonly siteId: string; readonly date: string; readonly settlement: string },
): Promise<void> {
  await pool.query(
    `insert into etl_admin.etl_check_result (run_id, site_id, check_id, status, severity, blocking, from_date, to_date, failing_days,
      violations, failing_keys, sql_hash, duration_ms)
    select run_id, site_id, check_id, status, severity, blocking, $2::date, $2::date,
      case status when 'FAIL' then array[$2::date] else '{}' end, case status when 'FAIL' then 1 else 0 end,
      jsonb_build_array(jsonb_build_object('business_date', $2, 'entry_key', $3::text, 'observed', '12.00', 'expected', '11.00')), sql_hash, 1
    from (select run_id, site_id, check_id, severity, blocking, sql_hash from etl_admin.etl_check_result
      where site_id = $1 and check_id = 'SET-03' limit 1) r
    cross join unnest(array['PASS', 'PASS', 'WARN', 'PASS', 'FAIL']) as s (status)`,
    [siteId, date, settlement],
  );
}

async function plantRefused(pool: Pool, siteId: string): Promise<string> {
  const { rows } = await pool.query<{ id: string }>(
    `insert into etl_admin.etl_quarantine (site_id, target_table, entry_key, rule, bad_value, reason, raw, source_file, page_no,
      record_index, first_seen_at, last_seen_at)
    values ($1, 'member_profiles', 'x', 'missing_key', null, 'the record has no key', $2, 'walk/page-1.json', 1, 0, now(), now())
    returning quarantine_id::text as id`,
    [siteId, `{"nickname":"${SCRIPT}","mobile":"13800005678","remark":"${LONG_NAME}"}`],
  );
  return rows[0]?.id ?? '';
}
