import { idType } from '../../models/id-type.ts';
import { textType } from '../../models/text-type.ts';
import { timestampType } from '../../models/timestamp-type.ts';
import { type Column, defineColumn } from '../column.ts';
import { EVENT_TIME_PATH, LINE_PATH, SOURCE_ID_PATH } from '../fact.ts';

/** Key of a line: its ticket, and upstream's line id or else its number. */
export const TICKET_LINE_KEY = ['order_settle_id', 'line_id'] as const;

/** The columns of that key, and the time that puts a line on a business day. */
export const TICKET_LINE_COLUMNS: readonly Column[] = [
  defineColumn({
    name: 'order_settle_id',
    type: idType,
    path: SOURCE_ID_PATH,
    required: true,
    zh: '结算单ID',
    en: 'settlement the ticket is of',
  }),
  defineColumn({
    name: 'line_id',
    type: textType,
    path: LINE_PATH,
    required: true,
    zh: '行标识: 上游行ID，没有则为 #序号',
    en: "upstream's line id, else # and the number of the line",
  }),
  // Not required: the ticket itself is refused for a bad time, its lines need not be so once more.
  defineColumn({
    name: 'pay_time',
    type: timestampType,
    path: EVENT_TIME_PATH,
    zh: '小票支付时间',
    en: 'when the ticket was paid',
  }),
];
