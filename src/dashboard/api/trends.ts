import type { Figure } from './day.ts';

/** Figures that have a trend, with what they count. */
export const TREND_METRICS = {
  recognised_amount: 'money',
  gross_amount: 'money',
  cash_in_amount: 'money',
  recharge_amount: 'money',
  goods_amount: 'money',
  table_fee_amount: 'money',
  settlement_count: 'count',
  visit_count: 'count',
  new_member_count: 'count',
  table_use_seconds: 'seconds',
  assistant_charged_seconds: 'seconds',
} as const;

export type TrendMetric = keyof typeof TREND_METRICS;

export const TREND_DAYS = [7, 30, 90, 365] as const;

export interface TrendSeries {
  /** Null: all stores that were asked for together. */
  readonly siteId: string | null;
  /** One for each day; null: no figures. */
  readonly values: readonly (Figure | null)[];
}

export interface TrendsAnswer {
  readonly metric: TrendMetric;
  readonly dates: readonly string[];
  readonly series: readonly TrendSeries[];
}
