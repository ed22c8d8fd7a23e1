import { memberBalanceChanges } from '../endpoints/member-balance-changes.ts';
import { defineFact } from '../fact.ts';

/** 余额变动: one movement on one card. */
export const factBalanceChange = defineFact({
  table: 'fact_balance_change',
  task: 'DWD_BALANCE_CHANGE',
  zh: '余额变动',
  en: 'Balance changes',
  grain: { zh: '一行=一张卡的一次变动', en: 'one row = one movement on one card' },
  source: memberBalanceChanges,
  key: ['balance_change_id'],
  names: {
    id: 'balance_change_id',
    account_data: 'change_amount',
    memberCardTypeName: 'card_type_name',
    principal_data: 'principal_change',
  },
  required: ['create_time', 'change_amount', 'member_card_id'],
  businessTime: 'create_time',
  lookups: [['relate_id'], ['member_card_id', 'create_time', 'balance_change_id']],
});
