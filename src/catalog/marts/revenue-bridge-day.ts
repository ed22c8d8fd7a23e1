import { BUSINESS_DATE, column, type MartView } from '../mart.ts';

/** 收入桥: the steps that lead from consumption to recognised revenue, and from there to cash. */
export const revenueBridgeDay: MartView = {
  kind: 'view',
  table: 'dws_revenue_bridge_day',
  zh: '收入桥',
  en: 'From consumption to recognised revenue to cash, a step a row; up to each total the amounts add up to it',
  grain: { zh: '一行=一个营业日的一个步骤', en: 'one row = one step of one business day' },
  inputs: ['dws_site_day_summary'],
  columns: [
    column.id('site_id', '门店ID', 'store'),
    BUSINESS_DATE,
    column.count('step', '步骤序号', 'order of the steps'),
    column.text('item', '项目', 'what the step is'),
    column.text('item_zh', '项目名称', 'name in Chinese'),
    column.text('item_en', '项目英文名', 'name in English'),
    column.boolean('is_total', '是否合计', 'a total: the sum of all steps before it'),
    column.money('amount', '金额(元，减项为负)', 'amount in yuan; what is taken off is negative'),
  ],
};
