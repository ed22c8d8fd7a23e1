import { chargedServiceSeconds } from '../hall/bill.ts';
import { TENANT_ID } from '../hall/brand.ts';
import type { Service } from '../hall/facts.ts';
import { divideHalfUp } from '../hall/money.ts';
import { toWallTime, ZERO_TIME } from '../hall/time.ts';
import { Cents, type ExactRecord } from '../hall-source.ts';
import { eventPayload, idOf, known, type View, yuan } from './payload.ts';

/** 助教服务: one row a service; a void takes money and folded seconds away, from when it is known. */
export const assistantServiceRecords = eventPayload((day) => day.services, render);

const NONE = new Cents(0);

// One literal on purpose: joined from parts with spreads, a row took 82 µs instead of 2.
// oxlint-disable-next-line max-lines-per-function
function render(fact: Service, view: View): ExactRecord {
  const { owner, assistant, table } = fact;
  const { profile } = view;
  const reason = known(fact.voided, null, view);
  const income = reason === null ? fact.foldedSeconds : 0;
  return {
    siteProfile: profile.siteProfile,
    id: fact.id,
    tenant_id: TENANT_ID,
    site_id: profile.siteId,
    order_trade_no: owner.tradeNo,
    order_settle_id: owner.settleId,
    order_pay_id: owner.payId,
    site_assistant_id: assistant.id,
    user_id: assistant.userId,
    assistant_no: assistant.number,
    assistant_name: assistant.realName,
    nickname: assistant.nickname,
    assistant_level: fact.level,
    level_name: fact.levelName,
    assistant_team_id: assistant.teamId,
    person_org_id: profile.orgId,
    site_table_id: table.id,
    table_name: table.name,
    site_table_area_id: table.area.id,
    order_assistant_type: fact.kind,
    skill_id: fact.skill.id,
    skill_name: fact.skill.name,
    ledger_name: `${assistant.number}-${assistant.nickname}`,
    ledger_group_name: '',
    ledger_unit_price: yuan(fact.unitPrice),
    ledger_count: chargedServiceSeconds(fact),
    ledger_amount: yuan(fact.amount),
    member_discount_amount: yuan(fact.memberDiscount),
    manual_discount_amount: yuan(fact.adjust),
    coupon_deduct_money: yuan(fact.coupon),
    service_money: NONE,
    real_service_money: yuan(reason === null ? fact.real : 0),
    projected_income: yuan(divideHalfUp(8000 * income, 3600)),
    income_seconds: income,
    real_use_seconds: fact.end - fact.start,
    add_clock: fact.addClock,
    start_use_time: toWallTime(fact.start),
    last_use_time: toWallTime(fact.end),
    ledger_start_time: toWallTime(fact.start),
    ledger_end_time: toWallTime(fact.end),
    ledger_status: reason === null ? openOrInForce(fact) : 3,
    create_time: toWallTime(fact.at),
    is_confirm: 1,
    is_single_order: 0,
    is_not_responding: 0,
    is_trash: reason === null ? 0 : 1,
    trash_reason: reason ?? '',
    trash_applicant_id: reason === null ? 0n : owner.operator.id,
    trash_applicant_name: reason === null ? '' : owner.operator.name,
    is_delete: 0,
    tenant_member_id: idOf(owner.member),
    system_member_id: owner.member?.systemId ?? 0n,
    operator_id: owner.operator.id,
    operator_name: owner.operator.name,
    salesman_name: '',
    salesman_user_id: 0n,
    salesman_org_id: 0n,
    grade_status: 1,
    skill_grade: NONE,
    service_grade: NONE,
    composite_grade: NONE,
    composite_grade_time: ZERO_TIME,
    sum_grade: NONE,
    get_grade_times: 0,
    returns_clock: fact.returnsClock,
    site_name: '',
  };
}

/** 1 = not settled yet, 2 = in force. */
function openOrInForce({ owner }: Service): 1 | 2 {
  return owner.settleId === 0n ? 1 : 2;
}
