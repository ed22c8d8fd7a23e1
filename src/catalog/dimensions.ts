import { dimAssistant } from './dimensions/assistant.ts';
import type { Dimension } from './dimensions/dimension.ts';
import { dimGoodsCategory } from './dimensions/goods-category.ts';
import { dimGroupBuyPackage } from './dimensions/group-buy-package.ts';
import { dimMember } from './dimensions/member.ts';
import { dimMemberCard } from './dimensions/member-card.ts';
import { dimSite } from './dimensions/site.ts';
import { dimStoreGoods } from './dimensions/store-goods.ts';
import { dimTable } from './dimensions/table.ts';
import { dimTenantGoods } from './dimensions/tenant-goods.ts';

/** The dimensions whose members have a history, in the order in which `plan` shows them. */
export const DIMENSIONS: readonly Dimension[] = [
  dimSite,
  dimTable,
  dimMember,
  dimMemberCard,
  dimAssistant,
  dimTenantGoods,
  dimStoreGoods,
  dimGoodsCategory,
  dimGroupBuyPackage,
];
