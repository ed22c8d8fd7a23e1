import type { Mart, MartView } from './mart.ts';
import { paymentDayMix } from './marts/payment-day-mix.ts';
import { siteDaySummary } from './marts/site-day-summary.ts';

/** Every mart and every view over marts, inputs before what is computed from them. */
export const MARTS: readonly (Mart | MartView)[] = [siteDaySummary, paymentDayMix];

/** The marts that are tables, in the order in which they are computed. */
export const STORED_MARTS: readonly Mart[] = MARTS.filter((mart) => mart.kind === 'table');
