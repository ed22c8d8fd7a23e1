import { TENANT_ID } from '../hall/brand.ts';
import type { PaidMethod, Payment } from '../hall/facts.ts';
import { toWallTime } from '../hall/time.ts';
import type { ExactRecord } from '../hall-source.ts';
import { eventPayload, type View, yuan } from './payload.ts';

/** 支付流水: one row a document and method. */
export const paymentTransactions = eventPayload((day) => day.payments, render);

/** 1 WeChat, 2 Alipay, 0 not online. */
export function onlineChannel(method: PaidMethod): 0 | 1 | 2 {
  if (method === 4) return 1;
  return method === 5 ? 2 : 0;
}

function render(fact: Payment, { profile }: View): ExactRecord {
  return {
    siteProfile: profile.siteProfile,
    id: fact.id,
    tenant_id: TENANT_ID,
    site_id: profile.siteId,
    relate_type: fact.relateType,
    relate_id: fact.relateId,
    pay_amount: yuan(fact.amount),
    pay_status: fact.status,
    pay_time: toWallTime(fact.at),
    create_time: toWallTime(fact.createdAt),
    payment_method: fact.method,
    online_pay_channel: onlineChannel(fact.method),
  };
}
