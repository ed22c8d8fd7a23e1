import { settlementTicketDetails } from '../endpoints/settlement-ticket-details.ts';
import { defineFact } from '../fact.ts';
import { TICKET_LINE_COLUMNS, TICKET_LINE_KEY } from './ticket-line.ts';

/** 小票商品行: one goods line on a ticket. */
export const factTicketGoods = defineFact({
  table: 'fact_ticket_goods',
  task: 'DWD_TICKET_GOODS',
  zh: '小票商品行',
  en: 'Ticket goods lines',
  grain: { zh: '一行=小票上的一条商品', en: 'one row = one goods line on a ticket' },
  source: settlementTicketDetails,
  key: TICKET_LINE_KEY,
  lines: { path: 'orderItem[].goodsLedgers[]', id: 'orderGoodsLedgerId', present: null },
  extra: TICKET_LINE_COLUMNS,
  required: [],
  businessTime: 'pay_time',
});
