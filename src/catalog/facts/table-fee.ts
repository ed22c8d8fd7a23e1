import { tableFeeTransactions } from '../endpoints/table-fee-transactions.ts';
import { defineFact } from '../fact.ts';
import { endBeforeStart, negativeSeconds } from '../record-rule.ts';

/** 台费: one stretch of time on one table. */
export const factTableFee = defineFact({
  table: 'fact_table_fee',
  task: 'DWD_TABLE_FEE',
  zh: '台费',
  en: 'Table fees',
  grain: { zh: '一行=一段用台', en: 'one row = one stretch of use of one table' },
  source: tableFeeTransactions,
  key: ['table_fee_id'],
  names: { id: 'table_fee_id', ledger_name: 'table_name' },
  required: ['create_time', 'ledger_amount'],
  adjust: { member_id: { none: ['not-positive-id'] } },
  businessTime: 'create_time',
  interval: { from: 'start_use_time', to: 'last_use_time' },
  lookups: [['order_settle_id'], ['order_trade_no'], ['table_id', 'ledger_start_time'], ['start_use_time']],
  rules: [
    endBeforeStart('ledger_start_time', 'ledger_end_time'),
    negativeSeconds('real_table_use_seconds', 'pause_seconds'),
  ],
});
