import { idType } from '../../models/id-type.ts';
import { textType } from '../../models/text-type.ts';
import { type Column, defineColumn } from '../column.ts';
import { LINE_PATH, SOURCE_ID_PATH } from '../fact.ts';

/** Key of a line: its ticket, and upstream's line id or else its number. */
export const TICKET_LINE_KEY = ['order_settle_id', 'line_id'] as const;

/** The columns of that key. */
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
];
