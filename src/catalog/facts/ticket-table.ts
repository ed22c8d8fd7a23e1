import { settlementTicketDetails } from '../endpoints/settlement-ticket-details.ts';
import { defineFact } from '../fact.ts';
import { endBeforeStart, negativeSeconds } from '../record-rule.ts';
import { TICKET_LINE_COLUMNS, TICKET_LINE_KEY } from './ticket-line.ts';

/** 小票台费行: one stretch of table use on a ticket. */
export const factTicketTable = defineFact({
  table: 'fact_ticket_table',
  task: 'DWD_TICKET_TABLE',
  zh: '小票台费行',
  en: 'Ticket table lines',
  grain: { zh: '一行=小票上的一段台费', en: 'one row = one stretch of table use on a ticket' },
  source: settlementTicketDetails,
  key: TICKET_LINE_KEY,
  lines: { path: 'orderItem[]', id: 'tableLedger.orderTableLedgerId', present: 'tableLedger' },
  extra: TICKET_LINE_COLUMNS,
  required: [],
  businessTime: 'pay_time',
  names: { 'orderItem[].orderSettleId': 'item_settle_id' },
  rules: [endBeforeStart('charge_start_time', 'charge_end_time'), negativeSeconds('use_seconds', 'pause_seconds')],
});
