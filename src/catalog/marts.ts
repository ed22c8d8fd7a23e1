import type { Mart, MartView } from './mart.ts';
import { areaDayRevenue } from './marts/area-day-revenue.ts';
import { cardLiabilityBalance } from './marts/card-liability-balance.ts';
import { cardLiabilityDay } from './marts/card-liability-day.ts';
import { chainDaySummary } from './marts/chain-day-summary.ts';
import { discountDayDetail } from './marts/discount-day-detail.ts';
import { paymentDayMix } from './marts/payment-day-mix.ts';
import { rechargeDaySummary } from './marts/recharge-day-summary.ts';
import { revenueBridgeDay } from './marts/revenue-bridge-day.ts';
import { siteDaySummary } from './marts/site-day-summary.ts';

/** Every mart and every view over marts, inputs before what is computed from them. */
export const MARTS: readonly (Mart | MartView)[] = [
  siteDaySummary,
  areaDayRevenue,
  paymentDayMix,
  discountDayDetail,
  rechargeDaySummary,
  cardLiabilityDay,
  cardLiabilityBalance,
  revenueBridgeDay,
  chainDaySummary,
];

/** The marts that are tables, in the order in which they are computed. */
export const STORED_MARTS: readonly Mart[] = MARTS.filter((mart) => mart.kind === 'table');
