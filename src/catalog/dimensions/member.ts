import { dateType } from '../../models/date-type.ts';
import { memberProfiles } from '../endpoints/member-profiles.ts';
import { defineDimension } from './dimension.ts';

/** 会员维度: members of the tenant as each store sees them. */
export const dimMember = defineDimension({
  table: 'dim_member',
  task: 'DWD_DIM_MEMBER',
  zh: '会员维度',
  en: 'Members',
  grain: { zh: '一行=一个会员的一个版本', en: 'one row = one version of one member' },
  endpoint: memberProfiles,
  key: 'member_id',
  names: { site_name: 'register_site_name', point: 'point_balance' },
  stated: { birthday: { type: dateType, personal: true, none: ['empty-text', 'zero-date'] } },
  untracked: ['point', 'growth_value', 'pay_money_sum', 'recharge_money_sum'],
  countedBy: 'create_time',
});
