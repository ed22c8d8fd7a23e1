import { settlementTicketDetails } from '../endpoints/settlement-ticket-details.ts';
import { defineFact } from '../fact.ts';

/** 小票: the ticket of one settlement. */
export const factTicket = defineFact({
  table: 'fact_ticket',
  task: 'DWD_TICKET',
  zh: '小票',
  en: 'Tickets',
  grain: { zh: '一行=一张小票', en: 'one row = one ticket' },
  source: settlementTicketDetails,
  key: ['order_settle_id'],
  required: ['pay_time', 'actual_payment'],
  businessTime: 'pay_time',
});
