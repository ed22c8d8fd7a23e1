import { CARD_KINDS, CASH_KIND, DRINKS_KIND, MONTHLY_KIND, TABLE_KIND, TENANT_ID } from '../hall/brand.ts';
import { at, type CardState, type HallState } from '../hall/state.ts';
import { neverAfter, timeOrZero, toWallTime, ZERO_TIME } from '../hall/time.ts';
import type { ExactRecord } from '../hall-source.ts';
import { hundredths, snapshotPayload, type View, yuan } from './payload.ts';

/** 会员卡: one row a card of any kind, with its balance now. */
export const memberStoredValueCards = snapshotPayload((state) => state.cards, render);

const NONE = yuan(0);
const NO_DISCOUNT = hundredths(1000);
const ALL = hundredths(10_000);

function render(card: CardState, { profile }: View, state: HallState): ExactRecord {
  const { ref } = card;
  const member = at(state.members, ref.member).ref;
  const kind = at(CARD_KINDS, ref.kind);
  return {
    id: ref.id,
    tenant_id: TENANT_ID,
    tenant_member_id: member.id,
    system_member_id: member.systemId,
    register_site_id: profile.siteId,
    site_name: profile.name,
    card_no: '',
    card_type_id: kind.typeId,
    member_card_grade_code: kind.typeId,
    member_card_grade_code_name: kind.name,
    member_card_type_name: kind.name,
    card_physics_type: 1,
    status: 1,
    member_name: member.name,
    member_mobile: member.mobile,
    member_grade: 0,
    balance: yuan(card.balance),
    principal_balance: ref.kind === CASH_KIND ? yuan(card.balance) : NONE,
    denomination: NONE,
    recharge_sum: yuan(card.credited),
    recharge_freeze_balance: yuan(0),
    frozen_balance: NONE,
    ...discounts(card),
    ...shares(card),
    table_card_deduct: yuan(card.tableDeduct),
    goods_card_deduct: yuan(card.goodsDeduct),
    assistant_card_deduct: yuan(card.pdDeduct + card.cxDeduct),
    assistant_pd_deduct: yuan(card.pdDeduct),
    assistant_cx_deduct: yuan(card.cxDeduct),
    ...terms(card),
  };
}

function discounts(card: CardState): ExactRecord {
  return {
    electricity_card_discount: NO_DISCOUNT,
    electricity_deduct_radio: ALL,
    table_discount: hundredths(card.tableTenths * 10),
    goods_discount: hundredths(card.goodsTenths * 10),
    assistant_discount: hundredths(card.assistantTenths * 10),
    assistant_reward_discount: NO_DISCOUNT,
    table_service_discount: NO_DISCOUNT,
    goods_service_discount: NO_DISCOUNT,
    assistant_service_discount: NO_DISCOUNT,
    coupon_discount: NO_DISCOUNT,
    table_discount_sub_switch: 2,
    goods_discount_sub_switch: 2,
    assistant_discount_sub_switch: 2,
    goods_discount_range_type: 1,
  };
}

function shares({ ref: { kind } }: CardState): ExactRecord {
  const tableOnly = kind === TABLE_KIND || kind === MONTHLY_KIND;
  const goodsOnly = kind === DRINKS_KIND;
  return {
    table_deduct_radio: goodsOnly ? NONE : kind === 1 ? hundredths(3000) : ALL,
    goods_deduct_radio: tableOnly || kind === 1 ? NONE : ALL,
    assistant_deduct_radio: kind === CASH_KIND ? ALL : NONE,
    table_service_deduct_radio: ALL,
    goods_service_deduct_radio: ALL,
    assistant_service_deduct_radio: ALL,
    assistant_reward_deduct_radio: ALL,
    coupon_deduct_radio: ALL,
  };
}

function terms(card: CardState): ExactRecord {
  return {
    able_site_transfer: 0,
    is_allow_order_deduct: 1,
    is_allow_give: 0,
    is_allow_cross_site: 0,
    use_scene: '',
    able_cross_site: 1,
    effect_site_id: 0n,
    site_ids: [],
    table_area_ids: [],
    goods_category_ids: [],
    start_time: toWallTime(card.ref.createdAt),
    end_time: neverAfter(card.ref.createdAt),
    disable_start_time: ZERO_TIME,
    disable_end_time: ZERO_TIME,
    last_consume_time: timeOrZero(card.lastUsedAt),
    sort: 1,
    bind_password_flag: 0,
    create_time: toWallTime(card.ref.createdAt),
    is_delete: 0,
  };
}
