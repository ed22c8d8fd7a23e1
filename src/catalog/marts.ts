import type { Mart, MartView } from './mart.ts';
import { areaDayRevenue } from './marts/area-day-revenue.ts';
import { assistantDayPerformance } from './marts/assistant-day-performance.ts';
import { cardLiabilityBalance } from './marts/card-liability-balance.ts';
import { cardLiabilityDay } from './marts/card-liability-day.ts';
import { chainDaySummary } from './marts/chain-day-summary.ts';
import { couponDayReconciliation } from './marts/coupon-day-reconciliation.ts';
import { discountDayDetail } from './marts/discount-day-detail.ts';
import { goodsDaySales } from './marts/goods-day-sales.ts';
import { memberDayProfile } from './marts/member-day-profile.ts';
import { memberValue } from './marts/member-value.ts';
import { paymentDayMix } from './marts/payment-day-mix.ts';
import { rechargeDaySummary } from './marts/recharge-day-summary.ts';
import { revenueBridgeDay } from './marts/revenue-bridge-day.ts';
import { siteDaySummary } from './marts/site-day-summary.ts';
import { tableHourUtilization } from './marts/table-hour-utilization.ts';

/** Every mart and every view over marts, inputs before what is computed from them. */
export const MARTS: readonly (Mart | MartView)[] = [
  siteDaySummary,
  areaDayRevenue,
  paymentDayMix,
  discountDayDetail,
  rechargeDaySummary,
  cardLiabilityDay,
  tableHourUtilization,
  assistantDayPerformance,
  goodsDaySales,
  couponDayReconciliation,
  memberDayProfile,
  memberValue,
  cardLiabilityBalance,
  revenueBridgeDay,
  chainDaySummary,
];

/** The marts that are tables, in the order in which they are computed. */
export const STORED_MARTS: readonly Mart[] = MARTS.filter((mart) => mart.kind === 'table');
