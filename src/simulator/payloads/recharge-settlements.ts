import { CARD_KINDS } from '../hall/brand.ts';
import type { Recharge } from '../hall/facts.ts';
import { toWallTime } from '../hall/time.ts';
import type { ExactRecord } from '../hall-source.ts';
import { eventPayload, flag, known, type View, yuan } from './payload.ts';
import { namesOf, revokeTimeOf, wrapSettlement } from './settle-list.ts';

/** 充值结算: one row a card credited; a gift is a row of its own. */
export const rechargeSettlements = eventPayload((day) => day.recharges, render);

function render(fact: Recharge, view: View): ExactRecord {
  const { method, paid } = fact;
  return wrapSettlement(
    {
      id: fact.id,
      createTime: toWallTime(fact.createdAt),
      payTime: toWallTime(fact.at),
      memberId: fact.member.id,
      ...namesOf(fact.member, CARD_KINDS[fact.card.kind]?.name ?? null, fact.at),
      tenantMemberCardId: fact.card.id,
      settleName: fact.type === 7 ? '充值撤销' : paid === 0 ? '赠送' : '充值',
      operatorId: fact.operator.id,
      operatorName: fact.operator.name,
      revokeOrderId: fact.revokes,
      revokeTime: revokeTimeOf(fact.revokes, fact.at),
      refundAmount: yuan(known(fact.refund, 0, view)),
      settleType: fact.type,
      paymentMethod: method,
      cashAmount: yuan(method === 1 ? paid : 0),
      onlineAmount: yuan(method === 4 || method === 5 ? paid : 0),
      cardAmount: yuan(method === 3 ? paid : 0),
      payAmount: yuan(paid),
      pointAmount: yuan(fact.gifted),
      canBeRevoked: flag(fact.type === 5),
      isBindMember: 1,
      isFirst: fact.first ? 1 : 2,
    },
    view,
  );
}
