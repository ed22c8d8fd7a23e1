import { ConfigError } from '../base/errors.ts';
import type { Endpoint } from './endpoint.ts';
import { assistantAccountsMaster } from './endpoints/assistant-accounts-master.ts';
import { assistantCancellationRecords } from './endpoints/assistant-cancellation-records.ts';
import { assistantServiceRecords } from './endpoints/assistant-service-records.ts';
import { goodsStockMovements } from './endpoints/goods-stock-movements.ts';
import { goodsStockSummary } from './endpoints/goods-stock-summary.ts';
import { groupBuyPackages } from './endpoints/group-buy-packages.ts';
import { groupBuyRedemptionRecords } from './endpoints/group-buy-redemption-records.ts';
import { memberBalanceChanges } from './endpoints/member-balance-changes.ts';
import { memberProfiles } from './endpoints/member-profiles.ts';
import { memberStoredValueCards } from './endpoints/member-stored-value-cards.ts';
import { paymentTransactions } from './endpoints/payment-transactions.ts';
import { platformCouponRedemptionRecords } from './endpoints/platform-coupon-redemption-records.ts';
import { rechargeSettlements } from './endpoints/recharge-settlements.ts';
import { refundTransactions } from './endpoints/refund-transactions.ts';
import { settlementRecords } from './endpoints/settlement-records.ts';
import { settlementTicketDetails } from './endpoints/settlement-ticket-details.ts';
import { siteTablesMaster } from './endpoints/site-tables-master.ts';
import { stockGoodsCategoryTree } from './endpoints/stock-goods-category-tree.ts';
import { storeGoodsMaster } from './endpoints/store-goods-master.ts';
import { storeGoodsSalesRecords } from './endpoints/store-goods-sales-records.ts';
import { tableFeeDiscountRecords } from './endpoints/table-fee-discount-records.ts';
import { tableFeeTransactions } from './endpoints/table-fee-transactions.ts';
import { tenantGoodsMaster } from './endpoints/tenant-goods-master.ts';

/** The 23 endpoints of the contract: masters first, then what refers to them. */
export const CONTRACT_ENDPOINTS: readonly Endpoint[] = [
  assistantAccountsMaster,
  groupBuyPackages,
  memberProfiles,
  memberStoredValueCards,
  siteTablesMaster,
  stockGoodsCategoryTree,
  storeGoodsMaster,
  tenantGoodsMaster,
  assistantServiceRecords,
  assistantCancellationRecords,
  goodsStockMovements,
  goodsStockSummary,
  groupBuyRedemptionRecords,
  memberBalanceChanges,
  paymentTransactions,
  platformCouponRedemptionRecords,
  rechargeSettlements,
  refundTransactions,
  settlementRecords,
  storeGoodsSalesRecords,
  tableFeeDiscountRecords,
  tableFeeTransactions,
  settlementTicketDetails,
];

/** Every endpoint, in the order in which `plan` shows them. One of your own is one more line, behind those of the contract. */
export const ENDPOINTS: readonly Endpoint[] = [...CONTRACT_ENDPOINTS];

/** The endpoint of an ODS table; throws when there is none, which is a bug of the caller. */
export function endpointOfTable(table: string, endpoints: readonly Endpoint[] = ENDPOINTS): Endpoint {
  const found = endpoints.find((endpoint) => endpoint.table === table);
  if (found === undefined)
    throw new ConfigError('UNKNOWN_TABLE', `no endpoint fills the table ${JSON.stringify(table)}`);
  return found;
}
