import { CARD_KINDS, TENANT_ID } from '../hall/brand.ts';
import { at, type MemberState } from '../hall/state.ts';
import { toDateText, toDayNumber, toSeconds, toWallTime } from '../hall/time.ts';
import type { ExactRecord } from '../hall-source.ts';
import { snapshotPayload, type View, yuan } from './payload.ts';

/** 会员档案: one row a member, as of now. */
export const memberProfiles = snapshotPayload((state) => state.members, render);

/** The day on which upstream began to fill birthdays. */
const BIRTHDAYS_FROM = toSeconds('2026-02-22 00:00:00');
const FIRST_BIRTHDAY = toDayNumber('1975-01-01');

function render({ ref, grade, status, paid, recharged }: MemberState, { profile, asOf }: View): ExactRecord {
  const kind = at(CARD_KINDS, grade);
  return {
    id: ref.id,
    system_member_id: ref.systemId,
    tenant_id: TENANT_ID,
    register_site_id: profile.siteId,
    site_name: profile.name,
    mobile: ref.mobile,
    nickname: ref.name,
    birthday: asOf < BIRTHDAYS_FROM ? null : toDateText(FIRST_BIRTHDAY + ((ref.index * 37) % 10_000)),
    gender: (ref.index % 3) + 1,
    status,
    user_status: status,
    create_time: toWallTime(ref.createdAt),
    member_card_grade_code: kind.typeId,
    member_card_grade_name: kind.name,
    point: yuan(0),
    growth_value: yuan(Math.floor(paid / 100) * 100),
    pay_money_sum: yuan(paid),
    recharge_money_sum: yuan(recharged),
    referrer_member_id: 0n,
    person_tenant_org_id: 0n,
    person_tenant_org_name: '',
  };
}
