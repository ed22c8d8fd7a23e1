import type { WalkScope } from '../../src/api/archive/walk.ts';
import { toSiteId } from '../../src/base/ids.ts';
import { defineEndpoint, type Endpoint } from '../../src/catalog/endpoint.ts';

export const SITE = toSiteId('2790685415443269');

/** Endpoint of an invented list with the usual shape. */
export const MEMBERS: Endpoint = defineEndpoint({
  table: 'member_profiles',
  task: 'ODS_MEMBER',
  zh: '会员',
  en: 'members',
  grain: { zh: '一行=一个会员', en: 'one row = one member' },
  path: '/MemberProfile/GetTenantMemberList',
  mode: 'snapshot',
  listPath: 'data.tenantMemberInfos',
  owner: { kind: 'request' },
  key: 'id',
  parameters: [{ name: 'siteId', value: '{siteId}', mark: 'assumed', zh: '门店', en: 'store' }],
  fields: [],
});

export const MEMBERS_SCOPE: WalkScope = { siteId: SITE, table: MEMBERS.table, window: null, ids: null };
