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

/** Every fact table, in the order `plan` shows their tasks. */
export const FACTS: readonly Fact[] = [
  factSettlement,
  factRecharge,
  factTableFee,
  factTableFeeAdjustment,
  factAssistantService,
  factAssistantCancellation,
  factGoodsSale,
  factPayment,
  factRefund,
  factBalanceChange,
  factGroupBuyRedemption,
  factPlatformCoupon,
  factStockMovement,
  factStockReport,
  factTicket,
  factTicketTable,
  factTicketGoods,
  factTicketService,
  factTicketCoupon,
];
