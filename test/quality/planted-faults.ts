/** Stands for the store. Said of every table, a cluster has the statement run where the store is, and takes it as it is. */
const OF_STORE = 'site_id = $site';

/** Where a row is picked: the first one that fits. */
const one = (table: string, where: string): string =>
  `${OF_STORE} and ctid = (select ctid from billiards.${table} where ${OF_STORE} and not is_deleted and ${where} order by 1 limit 1)`;

const spoil = (table: string, set: string, where = 'true'): string =>
  `update billiards.${table} set ${set} where ${one(table, where)}`;

const remove = (table: string, where = 'true'): string => `delete from billiards.${table} where ${one(table, where)}`;

/** In UTC, where to add depends on no setting: a cluster takes nothing else in an update. */
const later = (column: string, by: string): string =>
  `${column} = (${column} at time zone 'UTC' + interval '${by}') at time zone 'UTC'`;

const FORWARD = 'settle_type in (1, 3)';
const SETTLED = 'order_settle_id is not null';
const KEPT = 'is_trash is not true and order_settle_id is not null';
/** One fault a law. */
const PLANTED: Readonly<Record<string, string>> = {
  'SET-01': spoil('fact_settlement', 'recharge_card_amount = recharge_card_amount + 0.01'),
  'SET-02': spoil('fact_settlement', 'electricity_money = 1'),
  'SET-03': spoil('fact_settlement', 'coupon_amount = coupon_amount + 0.01', FORWARD),
  'SET-04': spoil('fact_settlement', 'cash_amount = cash_amount + 0.01'),
  'SET-05': spoil('fact_table_fee', 'ledger_amount = ledger_amount + 0.01', SETTLED),
  'SET-06': remove('fact_goods_sale', SETTLED),
  'SET-07': spoil(
    'fact_assistant_service',
    'ledger_amount = ledger_amount - 0.01',
    `${KEPT} and order_assistant_type = 1`,
  ),
  'SET-08': spoil('fact_assistant_service', 'order_assistant_type = 1', `${KEPT} and order_assistant_type = 2`),
  'SET-09': remove('fact_group_buy_redemption', 'ledger_amount > 0'),
  'SET-10': spoil('fact_table_fee', 'coupon_promotion_amount = 0', `${SETTLED} and coupon_promotion_amount > 0`),
  'SET-11': spoil('fact_goods_sale', 'discount_money = discount_money + 0.01', SETTLED),
  'SET-12': spoil('fact_table_fee', 'member_discount_amount = member_discount_amount + 0.01', SETTLED),
  'SET-13': spoil('fact_assistant_service', 'manual_discount_amount = manual_discount_amount + 0.01', KEPT),
  'SET-14': spoil('fact_settlement', 'assistant_promotion_money = assistant_promotion_money + 0.01', FORWARD),
  'SET-15': spoil('fact_assistant_service', 'real_service_money = real_service_money + 0.01', KEPT),
  'SET-16': spoil('fact_settlement', 'real_goods_money = real_goods_money + 0.01', FORWARD),
  'SET-17': spoil('fact_settlement', 'pl_coupon_sale_amount = pl_coupon_sale_amount + 0.01', FORWARD),
  'SET-18': spoil('fact_settlement', 'rounding_amount = 1', FORWARD),
  'SET-19': spoil('fact_settlement', 'table_charge_money = 1', 'settle_type = 3'),
  'SET-20': spoil('fact_settlement', 'balance_amount = 1', 'member_id is null'),
  'SET-21': spoil('fact_settlement', 'prepay_money = 1'),
  'SET-22': spoil('fact_settlement', 'refund_amount = refund_amount + 1', FORWARD),
  'SET-23': spoil('fact_settlement', 'payment_method = 9', FORWARD),
  'SET-24': spoil('fact_settlement', later('create_time', '1 second')),
  'SET-25': spoil('fact_settlement', 'tenant_id = tenant_id + 1'),
  'SET-26': spoil('fact_settlement', "member_name = 'TEST'"),
  'TAB-01': spoil('fact_table_fee', 'real_table_charge_money = real_table_charge_money + 0.01'),
  'TAB-02': spoil('fact_table_fee', 'ledger_unit_price = ledger_unit_price + 10', 'charged_seconds > 600'),
  'TAB-03': spoil('fact_table_fee', 'add_clock_seconds = add_clock_seconds + 60'),
  'TAB-04': spoil('fact_table_fee', 'pause_seconds = pause_seconds + 1'),
  'TAB-05': remove('fact_table_fee_adjustment', 'adjust_amount > 0 and ledger_status = 2'),
  'TAB-06': spoil('fact_group_buy_redemption', 'table_promotion_money = 0', 'table_promotion_money > 0'),
  'TAB-07': spoil('fact_table_fee', later('create_time', '1 second'), SETTLED),
  'TAB-08': spoil('fact_table_fee', later('ledger_start_time', '-1 minute')),
  'TAB-09': `update billiards.fact_table_fee set table_id = pair.table_id from (
    select b.ctid as row, a.table_id from billiards.fact_table_fee a
    join billiards.fact_table_fee b on b.site_id = a.site_id and b.table_id <> a.table_id
      and b.ledger_start_time < a.ledger_end_time and b.ledger_end_time > a.ledger_start_time
    where a.${OF_STORE} limit 1) pair where fact_table_fee.${OF_STORE} and fact_table_fee.ctid = pair.row`,
  'AST-01': spoil('fact_assistant_service', 'ledger_unit_price = ledger_unit_price + 10', 'charged_seconds > 600'),
  'AST-02': spoil('fact_assistant_service', 'real_service_money = real_service_money + 0.01', KEPT),
  'AST-03': spoil('fact_assistant_service', 'income_seconds = charged_seconds + 1'),
  'AST-04': spoil('fact_assistant_service', 'income_seconds = 1', 'is_trash'),
  'AST-05': spoil('fact_assistant_cancellation', 'assistant_abolish_amount = assistant_abolish_amount + 1'),
  'AST-06': `update billiards.fact_assistant_service set assistant_id = pair.assistant_id from (
    select b.ctid as row, a.assistant_id from billiards.fact_assistant_service a
    join billiards.fact_assistant_service b on b.site_id = a.site_id and b.assistant_id <> a.assistant_id
      and b.start_use_time < a.last_use_time and b.last_use_time > a.start_use_time
    where a.${OF_STORE} and a.is_trash is not true and b.is_trash is not true
    limit 1) pair where fact_assistant_service.${OF_STORE} and fact_assistant_service.ctid = pair.row`,
  'GDS-01': spoil('fact_goods_sale', 'ledger_unit_price = ledger_unit_price + 1'),
  'GDS-02': spoil('fact_goods_sale', 'real_goods_money = real_goods_money + 0.01'),
  'GDS-03': spoil('fact_goods_sale', 'returns_number = returns_number + 1', 'ledger_count > 1'),
  'GDS-04': spoil('fact_goods_sale', 'ledger_count = 1', 'sales_type = 2'),
  'PAY-01': remove('fact_payment', 'relate_type = 2 and pay_status = 2'),
  'PAY-02': spoil('fact_payment', 'payment_method = 1', 'relate_type = 2 and payment_method = 4'),
  'PAY-03': spoil('fact_payment', 'pay_amount = pay_amount + 0.01', 'relate_type = 5 and pay_status = 2'),
  'PAY-04': spoil('fact_payment', 'relate_id = 1', 'relate_type = 2 and pay_status = 2'),
  'PAY-05': spoil('fact_payment', later('pay_time', '1 second'), 'relate_type = 2'),
  'REF-01': spoil('fact_refund', 'pay_amount = pay_amount - 0.01'),
  'REF-02': spoil('fact_refund', 'refund_amount = refund_amount + 0.01', 'relate_type = 2'),
  'REF-03': remove('fact_refund', 'relate_type = 5'),
  'REF-04': spoil('fact_refund', 'refund_amount = refund_amount + 100000', 'original_payment_id is not null'),
  'BAL-01': spoil('fact_balance_change', 'balance_after = balance_after + 0.01'),
  'BAL-02': spoil(
    'fact_balance_change',
    'balance_before = balance_before + 1',
    `exists (select 1 from billiards.fact_balance_change o where o.${OF_STORE} and o.member_card_id = fact_balance_change.member_card_id
      and o.create_time < fact_balance_change.create_time)`,
  ),
  'BAL-03': 'update billiards.dim_member_card set balance = balance + 0.01 where is_current',
  'BAL-04': remove('fact_balance_change', 'from_type = 1'),
  'BAL-05': spoil('fact_balance_change', 'principal_change = principal_change - 0.01', 'from_type = 1'),
  'BAL-06': spoil('fact_balance_change', 'change_amount = change_amount - 0.01', 'from_type = 1'),
  'BAL-07': spoil('fact_balance_change', 'change_amount = change_amount + 0.01', 'from_type = 2'),
  'BAL-08': spoil('fact_settlement', 'balance_amount = balance_amount - 0.01', 'settle_type = 6'),
  'BAL-09': spoil('fact_balance_change', 'change_amount = change_amount + 0.01', 'from_type = 7'),
  'BAL-10': spoil('fact_balance_change', 'balance_after = -0.01'),
  'BAL-11': spoil('fact_balance_change', 'member_id = member_id + 1', 'member_id is not null'),
  'RCH-01': spoil('fact_recharge', 'goods_money = 1'),
  'RCH-02': spoil('fact_recharge', 'cash_amount = cash_amount + 0.01'),
  'RCH-03': spoil('fact_recharge', 'pay_amount = pay_amount - 1', 'settle_type = 7 and pay_amount <> 0'),
  'RCH-04': spoil('fact_balance_change', 'principal_change = principal_change + 1', 'from_type = 2'),
  'CPN-01': spoil('fact_group_buy_redemption', 'ledger_amount = ledger_amount + 0.01'),
  'CPN-02': spoil('fact_platform_coupon', 'sale_price = coupon_money + 1'),
  'CPN-03': spoil('fact_platform_coupon', 'use_status = 2', 'use_status = 1 and order_trade_no is not null'),
  'CPN-04': spoil('fact_group_buy_redemption', "coupon_code = 'TEST0'", 'platform_coupon_id is not null'),
  'STK-01': spoil('fact_stock_report', 'range_end_stock = range_end_stock + 1'),
  'STK-02': spoil('fact_stock_report', 'range_out = range_out - 1'),
  'STK-03': spoil('fact_stock_report', 'range_sale_money = range_sale_money + 0.01'),
  'STK-04': spoil('fact_stock_movement', 'change_num = change_num + 1'),
  'STK-05': remove(
    'fact_stock_movement',
    `exists (select 1 from billiards.fact_stock_movement o where o.${OF_STORE} and o.site_goods_id = fact_stock_movement.site_goods_id
      and o.create_time < fact_stock_movement.create_time) and exists (select 1 from billiards.fact_stock_movement o
      where o.${OF_STORE} and o.site_goods_id = fact_stock_movement.site_goods_id and o.create_time > fact_stock_movement.create_time)`,
  ),
  'STK-06': remove('fact_stock_movement', 'stock_type = 1'),
  'STK-07': 'update billiards.dim_store_goods set stock_quantity = stock_quantity + 1 where is_current',
  'TKT-01': spoil('fact_ticket', later('pay_time', '1 second')),
  'TKT-02': spoil('fact_ticket', 'actual_payment = actual_payment + 0.01'),
  'TKT-03': remove('fact_ticket_goods', 'ledger_amount <> 0'),
  'TKT-04': spoil('fact_ticket', 'member_offer_amount = member_offer_amount + 0.01'),
  'TKT-05': spoil('fact_ticket', 'adjust_amount = adjust_amount + 0.01'),
  'TKT-06': spoil('fact_ticket', 'coupon_amount = 1'),
  'DIM-01': `alter table billiards.dim_table drop constraint dim_table_one_end;
    insert into billiards.dim_table select (jsonb_populate_record(t, '{"valid_from": "2000-01-01"}')).*
    from billiards.dim_table t where ${OF_STORE} and is_current limit 1`,
  'DIM-02': `update billiards.dim_goods_category set parent_goods_category_id = 1 where ${OF_STORE} and goods_category_id = (
    select goods_category_id from billiards.dim_goods_category where ${OF_STORE} and is_current and category_level = 2 limit 1)`,
  'DIM-03': `update billiards.dim_store_goods set goods_category_id = 1 where ${OF_STORE} and site_goods_id = (
    select site_goods_id from billiards.dim_store_goods where ${OF_STORE} and is_current limit 1)`,
};

/** What is done to the typed tables so that a law is broken. */
export function plantedFault(law: string, siteId: string): string {
  return (PLANTED[law] ?? '').replaceAll('$site', siteId);
}
