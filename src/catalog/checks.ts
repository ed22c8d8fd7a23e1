import type { Check } from './check.ts';
import { ASSISTANT_CHECKS } from './checks/assistant.ts';
import { BALANCE_CHECKS } from './checks/balance.ts';
import { CODE_CHECKS } from './checks/codes.ts';
import { COMPLETENESS_CHECKS } from './checks/completeness.ts';
import { COUPON_CHECKS } from './checks/coupon.ts';
import { DIMENSION_CHECKS } from './checks/dimension.ts';
import { DRIFT_CHECKS } from './checks/drift.ts';
import { GOODS_CHECKS } from './checks/goods.ts';
import { MART_CHECKS } from './checks/marts.ts';
import { OPERATIONS_MART_CHECKS } from './checks/operations-marts.ts';
import { PAYMENT_CHECKS } from './checks/payment.ts';
import { QUARANTINE_CHECKS } from './checks/quarantine.ts';
import { RECHARGE_CHECKS } from './checks/recharge.ts';
import { RECOMPUTED_CHECKS } from './checks/recomputed.ts';
import { CURRENT_CHECKS } from './checks/reconcile-dimensions.ts';
import { RECONCILIATION_CHECKS } from './checks/reconciliation.ts';
import { REFUND_CHECKS } from './checks/refund.ts';
import { RELATION_CHECKS } from './checks/relations.ts';
import { SETTLEMENT_CHECKS } from './checks/settlement.ts';
import { SETTLEMENT_LINE_CHECKS } from './checks/settlement-lines.ts';
import { STOCK_CHECKS } from './checks/stock.ts';
import { STRUCTURE_CHECKS } from './checks/structure.ts';
import { TABLE_FEE_CHECKS } from './checks/table-fee.ts';
import { TICKET_CHECKS } from './checks/ticket.ts';
import { WATCH_CHECKS } from './checks/watch.ts';

/** Every check there is, by family. A check of one's own is one more line in a file of `checks/`. */
export const CHECKS: readonly Check[] = [
  ...COMPLETENESS_CHECKS,
  ...QUARANTINE_CHECKS,
  ...STRUCTURE_CHECKS,
  ...RELATION_CHECKS,
  ...CODE_CHECKS,
  ...RECONCILIATION_CHECKS,
  ...CURRENT_CHECKS,
  ...RECOMPUTED_CHECKS,
  ...SETTLEMENT_CHECKS,
  ...SETTLEMENT_LINE_CHECKS,
  ...TABLE_FEE_CHECKS,
  ...ASSISTANT_CHECKS,
  ...GOODS_CHECKS,
  ...PAYMENT_CHECKS,
  ...REFUND_CHECKS,
  ...BALANCE_CHECKS,
  ...RECHARGE_CHECKS,
  ...COUPON_CHECKS,
  ...STOCK_CHECKS,
  ...TICKET_CHECKS,
  ...DIMENSION_CHECKS,
  ...MART_CHECKS,
  ...OPERATIONS_MART_CHECKS,
  ...WATCH_CHECKS,
  ...DRIFT_CHECKS,
];

/** The checks a day has to pass before its figures are published. */
export const BLOCKING_CHECKS: readonly Check[] = CHECKS.filter(({ blocking }) => blocking);
