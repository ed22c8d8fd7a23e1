import { dimAssistant } from './dimensions/assistant.ts';
import type { Dimension } from './dimensions/dimension.ts';
import { dimGoodsCategory } from './dimensions/goods-category.ts';
import { dimGroupBuyPackage } from './dimensions/group-buy-package.ts';
import { dimMember } from './dimensions/member.ts';
import { dimMemberCard } from './dimensions/member-card.ts';
import { dimSite } from './dimensions/site.ts';
import { dimStoreGoods } from './dimensions/store-goods.ts';
import { dimTable } from './dimensions/table.ts';
import { dimTenantGoods } from './dimensions/tenant-goods.ts';
import type { Fact } from './fact.ts';
import { factAssistantCancellation } from './facts/assistant-cancellation.ts';
import { factAssistantService } from './facts/assistant-service.ts';
import { factBalanceChange } from './facts/balance-change.ts';
import { factGoodsSale } from './facts/goods-sale.ts';
import { factGroupBuyRedemption } from './facts/group-buy-redemption.ts';
import { factPayment } from './facts/payment.ts';
import { factPlatformCoupon } from './facts/platform-coupon.ts';
import { factRecharge } from './facts/recharge.ts';
import { factRefund } from './facts/refund.ts';
import { factSettlement } from './facts/settlement.ts';
import { factStockMovement } from './facts/stock-movement.ts';
import { factStockReport } from './facts/stock-report.ts';
import { factTableFee } from './facts/table-fee.ts';
import { factTableFeeAdjustment } from './facts/table-fee-adjustment.ts';
import { factTicket } from './facts/ticket.ts';
import { factTicketCoupon } from './facts/ticket-coupon.ts';
import { factTicketGoods } from './facts/ticket-goods.ts';
import { factTicketService } from './facts/ticket-service.ts';
import { factTicketTable } from './facts/ticket-table.ts';
import { defineRelation, type Relation, type RelationEnd, type RelationTerms } from './relation.ts';

type Reference = readonly [table: Fact | Dimension, column: string, terms?: RelationTerms];

const references = (to: RelationEnd, from: readonly Reference[]): Relation[] =>
  from.map(([table, column, terms]) => defineRelation(to, { table, column }, terms));

/** The order number of a visit is known to its settlement only; what was voided before checkout has none. */
const SETTLED = { where: 'order_settle_id is not null' };

/**
 * Walk-ins, counter sales, coupons of our own, services voided before checkout; stores of the chain that are not loaded;
 * and what takes back something older than the history that was loaded.
 */
const OPTIONAL = { optional: true } as const;

/** Every reference that the contract knows, by what is referred to. */
export const RELATIONS: readonly Relation[] = [
  ...references({ table: dimSite, column: 'site_id' }, [
    [dimAssistant, 'site_id'],
    [dimGroupBuyPackage, 'site_id'],
    [dimMember, 'register_site_id', OPTIONAL],
    [dimMemberCard, 'register_site_id', OPTIONAL],
    [dimStoreGoods, 'site_id'],
    [dimTable, 'site_id'],
    [factAssistantCancellation, 'site_id'],
    [factAssistantService, 'site_id'],
    [factBalanceChange, 'site_id'],
    [factGoodsSale, 'site_id'],
    [factGroupBuyRedemption, 'site_id'],
    [factPayment, 'site_id'],
    [factPlatformCoupon, 'site_id'],
    [factRecharge, 'site_id'],
    [factRefund, 'site_id'],
    [factSettlement, 'site_id'],
    [factStockMovement, 'site_id'],
    [factTableFee, 'site_id'],
    [factTableFeeAdjustment, 'site_id'],
    [factTicket, 'site_id'],
  ]),
  ...references({ table: dimTable, column: 'table_id' }, [
    [dimAssistant, 'last_table_id', OPTIONAL],
    [dimAssistant, 'current_table_id', OPTIONAL],
    [factAssistantCancellation, 'table_id'],
    [factAssistantService, 'table_id'],
    [factGoodsSale, 'table_id', OPTIONAL],
    [factGroupBuyRedemption, 'table_id'],
    [factPlatformCoupon, 'table_id', OPTIONAL],
    [factSettlement, 'table_id', OPTIONAL],
    [factTableFee, 'table_id'],
    [factTableFeeAdjustment, 'table_id'],
  ]),
  ...references({ table: dimMember, column: 'member_id' }, [
    [dimMemberCard, 'member_id'],
    [factAssistantService, 'member_id', OPTIONAL],
    [factBalanceChange, 'member_id'],
    [factGoodsSale, 'member_id', OPTIONAL],
    [factRecharge, 'member_id', OPTIONAL],
    [factRefund, 'member_id', OPTIONAL],
    [factSettlement, 'member_id', OPTIONAL],
    [factTableFee, 'member_id', OPTIONAL],
  ]),
  ...references({ table: dimMemberCard, column: 'member_card_id' }, [
    [factBalanceChange, 'member_card_id'],
    [factRecharge, 'member_card_id', OPTIONAL],
    [factRefund, 'member_card_id', OPTIONAL],
    [factSettlement, 'member_card_id', OPTIONAL],
  ]),
  ...references({ table: dimAssistant, column: 'assistant_id' }, [[factAssistantService, 'assistant_id']]),
  ...references({ table: dimTenantGoods, column: 'tenant_goods_id' }, [
    [dimStoreGoods, 'tenant_goods_id'],
    [factGoodsSale, 'tenant_goods_id'],
  ]),
  ...references({ table: dimStoreGoods, column: 'site_goods_id' }, [
    [factGoodsSale, 'site_goods_id'],
    [factStockMovement, 'site_goods_id'],
    [factStockReport, 'site_goods_id'],
    [factTicketGoods, 'site_goods_id'],
  ]),
  ...references({ table: dimGoodsCategory, column: 'goods_category_id', level: 1 }, [
    [dimGoodsCategory, 'parent_goods_category_id', { level: 2 }],
    [dimStoreGoods, 'goods_category_id'],
    [dimTenantGoods, 'goods_category_id'],
    [factGoodsSale, 'tenant_goods_category_id'],
    [factStockMovement, 'goods_category_id'],
    [factStockReport, 'goods_category_id'],
    [factTicketGoods, 'tenant_goods_category_id'],
  ]),
  ...references({ table: dimGoodsCategory, column: 'goods_category_id', level: 2 }, [
    [dimStoreGoods, 'goods_second_category_id'],
    [dimTenantGoods, 'goods_second_category_id'],
    [factGoodsSale, 'goods_second_category_id'],
    [factStockMovement, 'goods_second_category_id'],
    [factStockReport, 'goods_category_second_id'],
  ]),
  ...references({ table: dimGroupBuyPackage, column: 'group_buy_package_id' }, [
    [factGoodsSale, 'package_coupon_id', OPTIONAL],
    [factGroupBuyRedemption, 'group_buy_package_id'],
    [factPlatformCoupon, 'group_buy_package_id'],
  ]),
  ...references({ table: factSettlement, column: 'order_settle_id' }, [
    [factAssistantService, 'order_settle_id', OPTIONAL],
    [factBalanceChange, 'relate_id', { where: 'from_type in (1, 3)' }],
    [factGoodsSale, 'order_settle_id'],
    [factGroupBuyRedemption, 'order_settle_id'],
    [factPayment, 'relate_id', { where: 'relate_type = 2' }],
    [factRefund, 'relate_id', { where: 'relate_type = 2' }],
    [factSettlement, 'revoke_order_id', OPTIONAL],
    [factTableFee, 'order_settle_id'],
    [factTableFeeAdjustment, 'order_settle_id'],
    [factTicket, 'order_settle_id'],
    [factTicketTable, 'item_settle_id'],
  ]),
  ...references({ table: factSettlement, column: 'order_trade_no' }, [
    [factAssistantService, 'order_trade_no', SETTLED],
    [factGoodsSale, 'order_trade_no', SETTLED],
    [factGroupBuyRedemption, 'order_trade_no', SETTLED],
    [factPlatformCoupon, 'order_trade_no', OPTIONAL],
    [factTableFee, 'order_trade_no', SETTLED],
    [factTableFeeAdjustment, 'order_trade_no', SETTLED],
  ]),
  ...references({ table: factRecharge, column: 'recharge_id' }, [
    [factBalanceChange, 'relate_id', { where: 'from_type = 2' }],
    [factPayment, 'relate_id', { where: 'relate_type = 5' }],
    [factRecharge, 'revoke_order_id', OPTIONAL],
    [factRefund, 'relate_id', { where: 'relate_type = 5' }],
  ]),
  ...references({ table: factPayment, column: 'payment_id' }, [
    [factAssistantService, 'order_pay_id', OPTIONAL],
    [factGoodsSale, 'order_pay_id', OPTIONAL],
    [factGroupBuyRedemption, 'order_pay_id', OPTIONAL],
    [factRefund, 'original_payment_id', OPTIONAL],
    [factTableFee, 'order_pay_id', OPTIONAL],
  ]),
  ...references({ table: factTableFee, column: 'table_fee_id' }, [
    [factGroupBuyRedemption, 'table_fee_id', OPTIONAL],
    [factTableFeeAdjustment, 'table_fee_id'],
    [factTicketTable, 'table_fee_id'],
  ]),
  ...references({ table: factAssistantService, column: 'assistant_service_id' }, [
    [factAssistantCancellation, 'assistant_service_id'],
    [factTicketService, 'assistant_service_id'],
  ]),
  ...references({ table: factGoodsSale, column: 'goods_sale_id' }, [
    [factGoodsSale, 'order_goods_id', OPTIONAL],
    [factTicketGoods, 'goods_sale_id'],
  ]),
  ...references({ table: factGroupBuyRedemption, column: 'redemption_id' }, [[factTicketCoupon, 'redemption_id']]),
  ...references({ table: factPlatformCoupon, column: 'platform_coupon_id' }, [
    [factGroupBuyRedemption, 'platform_coupon_id', OPTIONAL],
  ]),
];
