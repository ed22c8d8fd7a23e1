import { CARD_KINDS, CASH_KIND, TENANT_ID } from '../hall/brand.ts';
import type { BalanceChange } from '../hall/facts.ts';
import { at } from '../hall/state.ts';
import { toWallTime } from '../hall/time.ts';
import type { ExactRecord } from '../hall-source.ts';
import { eventPayload, known, type View, yuan } from './payload.ts';

/** 余额变动: one row a change of a card's balance. */
export const memberBalanceChanges = eventPayload((day) => day.balanceChanges, render);

function render(fact: BalanceChange, view: View): ExactRecord {
  const { profile } = view;
  const kind = at(CARD_KINDS, fact.card.kind);
  // Only the stored-value card holds principal: what is gifted was never paid for.
  const share = fact.card.kind === CASH_KIND ? 1 : 0;
  return {
    id: fact.id,
    tenant_id: TENANT_ID,
    site_id: profile.siteId,
    register_site_id: profile.siteId,
    tenant_member_id: fact.member.id,
    system_member_id: fact.member.systemId,
    tenant_member_card_id: fact.card.id,
    card_type_id: kind.typeId,
    memberCardTypeName: kind.name,
    memberName: fact.member.name,
    memberMobile: fact.member.mobile,
    before: yuan(fact.before),
    account_data: yuan(fact.change),
    after: yuan(fact.before + fact.change),
    from_type: fact.fromType,
    payment_method: fact.method,
    relate_id: fact.relateId,
    pay_site_id: profile.siteId,
    paySiteName: profile.name,
    registerSiteName: profile.name,
    principal_before: yuan(share * fact.before),
    principal_data: yuan(share * fact.change),
    principal_after: yuan(share * (fact.before + fact.change)),
    refund_amount: yuan(known(fact.refunded, 0, view)),
    operator_id: fact.operator.id,
    operator_name: fact.operator.name,
    remark: fact.remark,
    create_time: toWallTime(fact.at),
    is_delete: 0,
  };
}
