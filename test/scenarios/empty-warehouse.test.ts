import { beforeAll, expect, it } from 'vitest';
import { CALENDAR_TABLES } from '../../src/catalog/dimensions/calendar-tables.ts';
import { ENUM_TABLE } from '../../src/catalog/dimensions/enum-table.ts';
import { TYPED_TABLES } from '../../src/catalog/warehouse.ts';
import { runEtl } from '../harness/etl-process.ts';
import { odsState, scalar } from '../harness/ods-state.ts';
import { Scene, scenarioHall } from '../harness/scenario.ts';

// In a checkout whose sources have changed, the first start builds them and says so.
beforeAll(() => runEtl(['--version'], {}));

const OF_CATALOG = [ENUM_TABLE, ...CALENDAR_TABLES].map(({ name }) => name);
const OF_UPSTREAM = TYPED_TABLES.filter(({ name, kind }) => kind === 'table' && !OF_CATALOG.includes(name));

/** Rows of each table that holds data of upstream. */
async function rowCounts(scene: Scene): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { name } of OF_UPSTREAM) {
    const { rows } = await scene.pool.query<{ rows: number }>(`select count(*)::int as rows from ${name}`);
    counts[name] = rows[0]?.rows ?? 0;
  }
  return counts;
}

/** What is left of keys that the archive does not hold: a payment, a member, figures, a refusal, a difference. */
async function leaveTraces(scene: Scene): Promise<void> {
  for (const sql of [
    `insert into billiards.fact_payment (site_id, payment_id, _source_id, _load_id) values ($1, 1, '1', 1)`,
    `insert into billiards.dim_member (site_id, member_id, valid_from, valid_to, version, is_current, is_deleted, _source_id, _load_id)
      values ($1, 1, '-infinity', 'infinity', 1, true, false, '1', 1)`,
    `insert into billiards_dws.dws_day_status (site_id, business_date, status, since) values ($1, '2020-01-01', 'PUBLISHED', now())`,
    'insert into billiards_dws.dws_of_a_former_release (site_id) values ($1)',
    `insert into etl_admin.etl_quarantine (site_id, target_table, entry_key, source_id, rule, reason, raw, source_file, page_no,
      record_index, first_seen_at, last_seen_at)
      values ($1, 'billiards.fact_payment', '1', '1', 'invalid_required', 'sample', '{}', 'sample', 1, 0, now(), now())`,
    `insert into etl_admin.etl_drift (site_id, ods_table, kind, path, first_seen_at, last_seen_at, rows_affected, rows_checked)
      values ($1, 'payment_transactions', 'unknown-code', 'pay_status', now(), now(), 1, 1)`,
    `insert into etl_admin.etl_dirty_day (site_id, business_date, input, reason) values ($1, '2020-01-01', 'sample', 'sample')`,
  ]) {
    await scene.pool.query(sql, [scene.siteId]);
  }
}

async function traces(scene: Scene): Promise<number> {
  const { rows } = await scene.pool.query<{ traces: number }>(`select (
    (select count(*) from billiards.fact_payment where payment_id = 1)
    + (select count(*) from billiards.dim_member where member_id = 1)
    + (select count(*) from billiards_dws.dws_day_status where business_date = '2020-01-01')
    + (select count(*) from billiards_dws.dws_of_a_former_release)
    + (select count(*) from etl_admin.etl_quarantine) + (select count(*) from etl_admin.etl_drift where path = 'pay_status')
    + (select count(*) from etl_admin.etl_dirty_day where business_date = '2020-01-01'))::int as traces`);
  return rows[0]?.traces ?? -1;
}

it('emptying is planned, confirmed and whole: nothing stays in any layer that the archive does not hold', async () => {
  await using scene = await Scene.open({ hall: scenarioHall() });
  await scene.run();
  const [ods, typed] = [await odsState(scene, 'source_id, payload'), await rowCounts(scene)];
  expect(Object.values(typed).filter((rows) => rows > 0).length).toBeGreaterThan(25);
  await scene.pool.query('create table billiards_dws.dws_of_a_former_release (site_id bigint)');
  await leaveTraces(scene);
  expect(await traces(scene)).toBe(7);

  const planned = await runEtl(['init', '--drop', '--plan', '--quiet'], scene.environment);
  expect(planned).toMatchObject({ code: 0, stderr: '' });
  expect(planned.stdout).toMatch(/drop schema .*billiards_ods cascade;\s+truncate .*billiards\.fact_payment/);
  expect(OF_CATALOG.filter((name) => new RegExp(`truncate .*${name}\\b`).test(planned.stdout))).toEqual([]);
  const unconfirmed = await runEtl(['init', '--drop'], scene.environment);
  expect(unconfirmed).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') });
  expect(await traces(scene)).toBe(7);

  const emptied = await runEtl(['init', '--drop', '--yes'], scene.environment);
  expect(emptied).toMatchObject({ code: 0, stderr: expect.stringContaining('emptying: truncate') });
  expect(await traces(scene)).toBe(0);
  expect(Object.entries(await rowCounts(scene)).filter(([, rows]) => rows > 0)).toEqual([]);

  await leaveTraces(scene);
  const rebuilt = await runEtl(['replay', scene.archive, '--drop-schema-first', '--yes', '--quiet'], scene.environment);
  expect(rebuilt).toMatchObject({ code: 0, stderr: '' });
  expect(await traces(scene)).toBe(0);
  // Tables that were made anew are as readable as before.
  const readable = `has_table_privilege('feiqiu_bi_personal', 'billiards_ods.payment_transactions', 'select')`;
  expect(await scalar(scene, `select ${readable}`)).toBe('true');
  expect(await odsState(scene, 'source_id, payload')).toEqual(ods);
  expect(await rowCounts(scene)).toEqual(typed);
});
