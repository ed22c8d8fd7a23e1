-- Switches all ODS tasks of a store on. Put the id of your store in place of the one below.
-- A first run does the same for STORE_ID; this file is for switching back on, and for stores added by hand.
-- Made from the catalog by `npm run generate`.
insert into etl_admin.etl_task (task_code, store_id, enabled)
values
  ('ODS_ASSISTANT_ACCOUNT', 2790685415443269, true),
  ('ODS_PACKAGE_COUPON', 2790685415443269, true),
  ('ODS_MEMBER', 2790685415443269, true),
  ('ODS_MEMBER_CARD', 2790685415443269, true),
  ('ODS_TABLE', 2790685415443269, true),
  ('ODS_GOODS_CATEGORY', 2790685415443269, true),
  ('ODS_STORE_GOODS', 2790685415443269, true),
  ('ODS_TENANT_GOODS', 2790685415443269, true),
  ('ODS_ASSISTANT_LEDGER', 2790685415443269, true),
  ('ODS_ASSISTANT_ABOLISH', 2790685415443269, true),
  ('ODS_INVENTORY_CHANGE', 2790685415443269, true),
  ('ODS_INVENTORY_STOCK', 2790685415443269, true),
  ('ODS_GROUP_BUY_REDEMPTION', 2790685415443269, true),
  ('ODS_MEMBER_BALANCE', 2790685415443269, true),
  ('ODS_PAYMENT', 2790685415443269, true),
  ('ODS_COUPON_VERIFY', 2790685415443269, true),
  ('ODS_RECHARGE_SETTLE', 2790685415443269, true),
  ('ODS_REFUND', 2790685415443269, true),
  ('ODS_ORDER_SETTLE', 2790685415443269, true),
  ('ODS_GOODS_LEDGER', 2790685415443269, true),
  ('ODS_TABLE_FEE_ADJUST', 2790685415443269, true),
  ('ODS_TABLE_USE_DETAIL', 2790685415443269, true),
  ('ODS_SETTLEMENT_TICKET', 2790685415443269, true)
on conflict (task_code, store_id) do update set enabled = true;
