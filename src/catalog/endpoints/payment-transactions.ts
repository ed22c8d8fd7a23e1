import { defineEndpoint } from '../endpoint.ts';
import { datetime, decimal, id, int, object } from '../field.ts';

/** 支付流水: Payment log. */
export const paymentTransactions = defineEndpoint({
  table: 'payment_transactions',
  task: 'ODS_PAYMENT',
  zh: '支付流水',
  en: 'Payment log',
  grain: { zh: '一行=一笔单据的一种支付方式的一次支付', en: 'one row = one payment of one document by one method' },
  path: '/PayLog/GetPayLogListPage',
  mode: 'window',
  listPath: 'data',
  altListPaths: ['data.list'],
  window: {
    start: 'StartPayTime',
    end: 'EndPayTime',
    mark: 'assumed',
    alternatives: [{ start: 'startTime', end: 'endTime' }],
  },
  owner: { kind: 'row', path: 'site_id' },
  key: 'id',
  keyMark: 'assumed',
  eventTime: 'pay_time',
  parameters: [
    { name: 'siteId', value: '{siteId}', mark: 'assumed', zh: '门店ID', en: 'store id' },
    {
      name: 'StartPayTime',
      value: '{windowStart}',
      mark: 'assumed',
      zh: '支付时间起(含)',
      en: 'pay time from, inclusive',
    },
    { name: 'EndPayTime', value: '{windowEnd}', mark: 'assumed', zh: '支付时间止(不含)', en: 'pay time to, exclusive' },
  ],
  fields: [
    object('siteProfile', 'derived', '门店快照', 'store snapshot', { shape: 'siteProfile' }),
    id('id', 'assumed', '支付流水ID', 'pay log id'),
    id('tenant_id', 'assumed', '租户ID', 'tenant id'),
    id('site_id', 'assumed', '门店ID', 'store id', { ref: 'siteProfile.id' }),
    int('relate_type', 'assumed', '关联单据类型', 'kind of document paid', { enum: 'relateType' }),
    id('relate_id', 'assumed', '关联单据ID', 'settlement or recharge id'),
    decimal('pay_amount', 'assumed', '支付金额', 'amount, positive', { unit: 'yuan' }),
    int('pay_status', 'assumed', '支付状态', 'payment status', { enum: 'payStatus' }),
    datetime('pay_time', 'assumed', '支付时间', 'paid at'),
    datetime('create_time', 'assumed', '创建时间', 'row written'),
    int('payment_method', 'assumed', '支付方式', 'payment method', { enum: 'paymentMethod' }),
    int('online_pay_channel', 'assumed', '线上支付渠道', 'online channel', { enum: 'onlinePayChannel' }),
  ],
  quirks: [
    'Window parameter names are the least certain of all: keep them configurable (alternative startTime/endTime).',
    'Coupon value never appears here; fully coupon-paid settlements have no row.',
  ],
});
