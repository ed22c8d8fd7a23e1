import { SAMPLES } from '../samples.ts';
import { assistantAccountsMaster } from './assistant-accounts-master.ts';
import { assistantCancellationRecords } from './assistant-cancellation-records.ts';
import { assistantServiceRecords } from './assistant-service-records.ts';
import { stockGoodsCategoryTree, storeGoodsMaster, tenantGoodsMaster } from './goods-masters.ts';
import { goodsStockMovements } from './goods-stock-movements.ts';
import { groupBuyPackages } from './group-buy-packages.ts';
import { groupBuyRedemptionRecords } from './group-buy-redemption-records.ts';
import { memberBalanceChanges } from './member-balance-changes.ts';
import { memberProfiles } from './member-profiles.ts';
import { memberStoredValueCards } from './member-stored-value-cards.ts';
import type { EventPayload, SnapshotPayload } from './payload.ts';
import { paymentTransactions } from './payment-transactions.ts';
import { platformCouponRedemptionRecords } from './platform-coupon-redemption-records.ts';
import { rechargeSettlements } from './recharge-settlements.ts';
import { refundTransactions } from './refund-transactions.ts';
import { sampledEvents, sampledList } from './samples.ts';
import { settlementRecords } from './settlement-records.ts';
import { settlementTicketDetails } from './settlement-ticket-details.ts';
import { siteTablesMaster } from './site-tables-master.ts';
import { storeGoodsSalesRecords } from './store-goods-sales-records.ts';
import { tableFeeDiscountRecords } from './table-fee-discount-records.ts';
import { tableFeeTransactions } from './table-fee-transactions.ts';

/** The endpoints whose rows are events within a window, by ODS table. */
export const EVENT_PAYLOADS: ReadonlyMap<string, EventPayload> = new Map<string, EventPayload>([
  ['settlement_records', settlementRecords],
  ['recharge_settlements', rechargeSettlements],
  ['table_fee_transactions', tableFeeTransactions],
  ['assistant_service_records', assistantServiceRecords],
  ['assistant_cancellation_records', assistantCancellationRecords],
  ['store_goods_sales_records', storeGoodsSalesRecords],
  ['table_fee_discount_records', tableFeeDiscountRecords],
  ['group_buy_redemption_records', groupBuyRedemptionRecords],
  ['platform_coupon_redemption_records', platformCouponRedemptionRecords],
  ['payment_transactions', paymentTransactions],
  ['refund_transactions', refundTransactions],
  ['member_balance_changes', memberBalanceChanges],
  ['goods_stock_movements', goodsStockMovements],
  ...SAMPLES.filter(({ mode }) => mode === 'window').map((sample) => [sample.table, sampledEvents(sample)] as const),
]);

/** The endpoints that list what there is now, by ODS table. */
export const SNAPSHOT_PAYLOADS: ReadonlyMap<string, SnapshotPayload> = new Map<string, SnapshotPayload>([
  ['assistant_accounts_master', assistantAccountsMaster],
  ['group_buy_packages', groupBuyPackages],
  ['member_profiles', memberProfiles],
  ['member_stored_value_cards', memberStoredValueCards],
  ['site_tables_master', siteTablesMaster],
  ['stock_goods_category_tree', stockGoodsCategoryTree],
  ['store_goods_master', storeGoodsMaster],
  ['tenant_goods_master', tenantGoodsMaster],
  ...SAMPLES.filter(({ mode }) => mode === 'snapshot').map((sample) => [sample.table, sampledList(sample)] as const),
]);

/** The endpoint that answers one document an id. */
export const TICKET_PAYLOAD: EventPayload = settlementTicketDetails;
