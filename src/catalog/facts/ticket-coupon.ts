import { settlementTicketDetails } from '../endpoints/settlement-ticket-details.ts';
import { defineFact } from '../fact.ts';
import { TICKET_LINE_COLUMNS, TICKET_LINE_KEY } from './ticket-line.ts';

/** 小票券行: one coupon line on a ticket. */
export const factTicketCoupon = defineFact({
  table: 'fact_ticket_coupon',
  task: 'DWD_TICKET_COUPON',
  zh: '小票券行',
  en: 'Ticket coupon lines',
  grain: { zh: '一行=小票上的一张券', en: 'one row = one coupon line on a ticket' },
  source: settlementTicketDetails,
  key: TICKET_LINE_KEY,
  lines: { path: 'orderItem[].orderCouponLedgers[]', id: 'orderCouponLedgerId', present: null },
  extra: TICKET_LINE_COLUMNS,
  required: [],
  businessTime: 'pay_time',
});
