import { TENANT_ID, TENANT_NAME } from '../hall/brand.ts';
import type { Refund } from '../hall/facts.ts';
import { toWallTime } from '../hall/time.ts';
import { Cents, type ExactRecord } from '../hall-source.ts';
import { eventPayload, idOf, type View, yuan } from './payload.ts';
import { onlineChannel } from './payment-transactions.ts';

/** 退款流水: one row a payment given back. */
export const refundTransactions = eventPayload((day) => day.refunds, render);

const NONE = new Cents(0);

function render(fact: Refund, { profile }: View): ExactRecord {
  return {
    siteProfile: profile.siteProfile,
    id: fact.id,
    tenant_id: TENANT_ID,
    tenantName: TENANT_NAME,
    site_id: profile.siteId,
    relate_type: fact.relateType,
    relate_id: fact.relateId,
    original_pay_log_id: fact.paymentId,
    pay_sn: 0n,
    pay_amount: yuan(-fact.amount),
    refund_amount: yuan(fact.amount),
    round_amount: NONE,
    channel_fee: NONE,
    channel_pay_no: '',
    channel_payer_id: '',
    pay_status: 2,
    pay_time: toWallTime(fact.at),
    create_time: toWallTime(fact.createdAt),
    payment_method: fact.method,
    online_pay_channel: onlineChannel(fact.method),
    online_pay_type: 0,
    pay_terminal: 1,
    pay_config_id: 0n,
    cashier_point_id: 0n,
    member_id: idOf(fact.member),
    member_card_id: fact.cardId,
    balance_frozen_amount: NONE,
    card_frozen_amount: NONE,
    operator_id: fact.operator.id,
    action_type: 2,
    is_revoke: 0,
    is_delete: 0,
  };
}
