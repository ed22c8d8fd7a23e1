import { BUSINESS_DATE, column, defineMart } from '../mart.ts';

const { money } = column;

/** 储值负债变动: how a day changed what the store owes its card holders. Balances are in the view over it. */
export const cardLiabilityDay = defineMart({
  table: 'dws_card_liability_day',
  zh: '储值负债变动',
  en: 'How a day changed what is owed to card holders: the part that was paid for, and the part that was a gift',
  grain: { zh: '一行=一个营业日的一个卡种', en: 'one row = one kind of card on one business day' },
  key: ['business_date', 'card_type_id'],
  inputs: ['fact_balance_change'],
  spread: 'day',
  columns: [
    BUSINESS_DATE,
    column.id('card_type_id', '卡种ID；0=未知', 'kind of card; 0 = not told'),
    column.text('card_type_name', '卡种名称', 'name of the kind'),
    column.count('change_count', '变动笔数', 'balance changes'),
    column.count('card_count', '变动卡数', 'cards that changed'),
    money('principal_in_amount', '本金增加(元)', 'principal credited'),
    money('principal_out_amount', '本金减少(元，正数)', 'principal drawn, positive'),
    money('gift_in_amount', '赠送增加(元)', 'gifts credited'),
    money('gift_out_amount', '赠送减少(元，正数)', 'gifts drawn, positive'),
    money('recharge_amount', '其中充值及冲销(元)', 'of the change: recharges and their reversals'),
    money('settlement_amount', '其中结账扣款(元，负数)', 'of the change: drawn by settlements, negative'),
    money('refund_amount', '其中退回(元)', 'of the change: given back to cards'),
    money('adjustment_amount', '其中系统调整及其他(元)', 'of the change: adjustments and others'),
    money('transfer_amount', '其中转卡(元)', 'of the change: moved between cards'),
    money('principal_change_amount', '本金净变动(元)', 'net change of the principal'),
    money('gift_change_amount', '赠送净变动(元)', 'net change of the gifted part'),
    money('balance_change_amount', '余额净变动(元)', 'net change of the balance'),
  ],
});
