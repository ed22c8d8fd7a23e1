import { tableFeeDiscountRecords } from '../endpoints/table-fee-discount-records.ts';
import { defineFact } from '../fact.ts';

/** 台费调账: one reduction on one table fee. */
export const factTableFeeAdjustment = defineFact({
  table: 'fact_table_fee_adjustment',
  task: 'DWD_TABLE_FEE_ADJUSTMENT',
  zh: '台费调账',
  en: 'Table fee adjustments',
  grain: { zh: '一行=一次调账', en: 'one row = one adjustment' },
  source: tableFeeDiscountRecords,
  key: ['adjustment_id'],
  names: { id: 'adjustment_id', ledger_name: 'adjust_reason', ledger_amount: 'adjust_amount' },
  required: ['create_time', 'adjust_amount'],
  businessTime: 'create_time',
  lookups: [['table_fee_id']],
});
