import { afterAll, beforeAll, expect, test } from 'vitest';
import { OPERATIONS_MART_CHECKS } from '../../src/catalog/checks/operations-marts.ts';
import { createHalls } from '../../src/simulator/hall/halls.ts';
import { notWell, OPENING, Scene } from '../harness/scenario.ts';

const DAYS = ['2026-01-01', '2026-01-02', '2026-01-03', '2026-01-04', '2026-01-05', '2026-01-06', '2026-01-07'];
const READ_AT = ['2026-01-02 20:15:00', '2026-01-04 09:00:00', '2026-01-06 01:30:00', '2026-01-08 09:00:00'];

let scene: Scene;

beforeAll(async () => {
  const hall = createHalls({ seed: 5, storeCount: 1, openingDate: OPENING, visitsPerDay: 40 });
  scene = await Scene.open({ hall });
  for (const at of READ_AT) {
    scene.advanceTo(at);
    const report = await scene.run({ range: { from: OPENING, to: null } });
    if (notWell(report).length > 0) throw new Error(notWell(report).join('; '));
  }
}, 120_000);

afterAll(async () => {
  await scene[Symbol.asyncDispose]();
});

const lines = async (sql: string, ...values: readonly unknown[]): Promise<string[]> =>
  (await scene.pool.query<{ line: string }>(sql, [...values])).rows.map(({ line }) => line);

/** Figures of the hall for each day, as a query that asks a mart for them would give them. */
function truth(...figures: readonly string[]): string[] {
  return DAYS.map((day) => {
    const all: Readonly<Record<string, string>> = scene.hall.truth(scene.siteId, day, READ_AT.at(-1) ?? '').figures;
    return [day, ...figures.map((figure) => Number(all[figure]))].join(' ');
  });
}

/** Sums of columns of a mart by day. */
const sums = (mart: string, ...columns: readonly string[]): Promise<string[]> =>
  lines(
    `select concat_ws(' ', d, ${columns.map((column) => `trim_scale(coalesce(sum(${column}), 0))`).join(', ')}) as line
from unnest($1::date[]) d left join billiards_dws.${mart} m on m.business_date = d group by d order by d`,
    DAYS,
  );

test('assistants together have the services, seconds and voids of the hall', async () => {
  const columns = ['service_count', 'charged_seconds', 'real_seconds', 'folded_seconds', 'void_count'];
  expect(await sums('dws_assistant_day_performance', ...columns)).toEqual(
    truth('services', 'assistantChargedSeconds', 'assistantRealSeconds', 'assistantFoldedSeconds', 'voids'),
  );
});

test('products together have the pieces and the stock of the hall', async () => {
  const columns = ['sold_pieces', 'return_pieces', 'stock_in', 'stock_out', 'stock_take'];
  expect(await sums('dws_goods_day_sales', ...columns)).toEqual(
    truth('goodsPieces', 'returnPieces', 'stockIn', 'stockOut', 'stockTake'),
  );
});

test('coupons together are those verified and used in the hall', async () => {
  const columns = ['verified_count', 'redeemed_count', 'paid_amount', 'deducted_amount'];
  expect(await sums('dws_coupon_day_reconciliation', ...columns)).toEqual(
    truth('couponsVerified', 'couponsRedeemed', 'couponSale', 'coupon'),
  );
});

test('members together have the settlements of members, and their recharges', async () => {
  const columns = ['order_count', 'recharge_amount', 'recharge_gift_amount', 'reversal_amount'];
  expect(await sums('dws_member_day_profile', ...columns)).toEqual(
    truth('memberSettlements', 'rechargeCash', 'rechargeGift', 'reversalCash'),
  );
});

test('tables are in use as long as the hall says, with the pauses, over all days together', async () => {
  const used = await lines(
    `select concat_ws(' ',
  (select sum(use_seconds) from billiards_dws.dws_table_hour_utilization where business_date = any($1)),
  (select sum(extract(epoch from last_use_time - start_use_time))::bigint from billiards.fact_table_fee
    where not is_deleted and start_use_time < '2026-01-08 08:00+08')) as line`,
    DAYS,
  );
  const [inHours, inSegments] = (used[0] ?? '').split(' ').map(Number);
  const real = truth('tableUseSeconds').map((line) => Number(line.split(' ')[1]));
  const pauses = await lines('select sum(pause_seconds)::text as line from billiards.fact_table_fee');
  expect(inHours).toBe(inSegments);
  expect(real.reduce((sum, seconds) => sum + seconds, Number(pauses[0]))).toBe(inHours);
});

test('a member is worth what their days say, and holds what their cards say', async () => {
  const [found] = await lines(`select concat_ws(' ', count(*), sum(visit_count), sum(spend_amount),
  sum(principal_balance_amount + gift_balance_amount)) as line from billiards_dws.dws_member_value`);
  const [expected] = await lines(`select concat_ws(' ',
  (select count(*) from (select member_id from billiards_dws.dws_member_day_profile
    union select member_id from billiards.dim_member_card where is_current and not is_deleted and member_id is not null) m),
  (select sum(visit_count) from billiards_dws.dws_member_day_profile),
  (select sum(spend_amount) from billiards_dws.dws_member_day_profile),
  (select sum(balance) from billiards.dim_member_card where is_current and not is_deleted and member_id is not null))
  as line`);
  expect(found).toBe(expected);
});

test('what was computed bit by bit is what would be computed at once', async () => {
  const state = async (): Promise<Record<string, string[]>> => {
    const marts = [
      'table_hour_utilization',
      'assistant_day_performance',
      'goods_day_sales',
      'coupon_day_reconciliation',
      'member_day_profile',
      'member_value',
    ];
    const found: Record<string, string[]> = {};
    for (const mart of marts)
      found[mart] = await lines(`select m::text as line from billiards_dws.dws_${mart} m order by 1`);
    return found;
  };
  const before = await state();
  await scene.pool.query(
    `insert into etl_admin.etl_dirty_day (site_id, business_date, input, reason)
     select $1, d, 'test', 'test' from unnest($2::date[]) d on conflict do nothing`,
    [scene.siteId, DAYS],
  );
  expect(notWell(await scene.run({ only: ['DWS_PUBLISH'] }))).toEqual([]);
  expect(await state()).toEqual(before);
});

test('the laws of these marts were looked at, and hold', async () => {
  const found = await lines(
    `select distinct check_id || ' ' || status as line from etl_admin.etl_check_result
    where check_id = any($1) order by 1`,
    OPERATIONS_MART_CHECKS.map(({ id }) => id),
  );
  expect(found).toEqual(OPERATIONS_MART_CHECKS.map(({ id }) => `${id} PASS`).toSorted());
});
