-- Nobody reads these: the time of master data, and what is new among former versions of records that no dimension is made of.
-- One command each, because a cluster passes on the whole text it was sent.
do $migration$
declare
  unread text;
begin
  foreach unread in array array[
    'assistant_accounts_master_event',
    'group_buy_packages_event',
    'member_profiles_event',
    'member_stored_value_cards_event',
    'site_tables_master_event',
    'stock_goods_category_tree_event',
    'store_goods_master_event',
    'tenant_goods_master_event',
    'assistant_service_records_history_load',
    'assistant_cancellation_records_history_load',
    'goods_stock_movements_history_load',
    'goods_stock_summary_history_load',
    'group_buy_redemption_records_history_load',
    'member_balance_changes_history_load',
    'payment_transactions_history_load',
    'platform_coupon_redemption_records_history_load',
    'recharge_settlements_history_load',
    'refund_transactions_history_load',
    'settlement_records_history_load',
    'store_goods_sales_records_history_load',
    'table_fee_discount_records_history_load',
    'settlement_ticket_details_history_load'
  ] loop
    execute format('drop index if exists billiards_ods.%I', unread);
  end loop;
end
$migration$;
