import { settlementTicketDetails } from '../endpoints/settlement-ticket-details.ts';
import { defineFact } from '../fact.ts';
import { TICKET_LINE_COLUMNS, TICKET_LINE_KEY } from './ticket-line.ts';

/** 小票服务行: one service line on a ticket. */
export const factTicketService = defineFact({
  table: 'fact_ticket_service',
  task: 'DWD_TICKET_SERVICE',
  zh: '小票服务行',
  en: 'Ticket service lines',
  grain: { zh: '一行=小票上的一条服务', en: 'one row = one service line on a ticket' },
  source: settlementTicketDetails,
  key: TICKET_LINE_KEY,
  lines: { path: 'orderItem[].tableLedger.orderServiceLedgers[]', id: 'orderAssistantLedgerId', present: null },
  extra: TICKET_LINE_COLUMNS,
  required: [],
  businessTime: 'pay_time',
});
