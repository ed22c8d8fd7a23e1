import { tenantThing } from './ids.ts';

/** What all stores of the invented brand share: categories, goods, kinds of card, courses. */
export const TENANT_ID = tenantThing(0);
export const TENANT_NAME = '示例品牌';

export const PD_SKILL = { id: 1998775877320773n, name: '陪打' };
export const CX_SKILL = { id: 1998775893704773n, name: '超休' };
export const ROOM_SKILL = { id: 1998775910088773n, name: '包厢课' };

export interface CardKind {
  readonly typeId: bigint;
  readonly name: string;
  /** Name of the kind in truth figures. */
  readonly figure: string;
}

/** The five kinds; only the first takes cash, the others are given. */
export const CARD_KINDS: readonly CardKind[] = [
  { typeId: 1997360299720773n, name: '储值卡', figure: 'Cash' },
  { typeId: 1997360316104773n, name: '活动抵用券', figure: 'Voucher' },
  { typeId: 1997360332488773n, name: '台费卡', figure: 'TableFee' },
  { typeId: 1997360348872773n, name: '酒水卡', figure: 'Drinks' },
  { typeId: 1997360365256773n, name: '月卡', figure: 'Monthly' },
];
export const CASH_KIND = 0;
export const VOUCHER_KIND = 1;
export const TABLE_KIND = 2;
export const DRINKS_KIND = 3;
export const MONTHLY_KIND = 4;

export interface Category {
  readonly id: bigint;
  readonly name: string;
  readonly businessId: bigint;
  readonly warehousing: boolean;
  readonly children: readonly { readonly id: bigint; readonly name: string }[];
}

const CATEGORY_NAMES: readonly (readonly [string, boolean, readonly string[]])[] = [
  ['酒水', true, ['饮料', '啤酒', '茶饮']],
  ['零食', true, ['膨化', '坚果']],
  ['香烟', true, ['卷烟']],
  ['小吃', true, ['热食']],
  ['服务', false, ['租借']],
];

/** Two levels, as upstream's tree. */
export const CATEGORIES: readonly Category[] = CATEGORY_NAMES.map(([name, warehousing, children], index) => ({
  id: tenantThing(1000 + index * 20),
  name,
  businessId: tenantThing(900 + index),
  warehousing,
  children: children.map((child, at) => ({ id: tenantThing(1001 + index * 20 + at), name: child })),
}));

export interface BrandGoods {
  readonly id: bigint;
  readonly number: number;
  readonly name: string;
  readonly unit: string;
  readonly price: number;
  readonly cost: number;
  readonly category: Category;
  readonly child: { readonly id: bigint; readonly name: string };
  /** Surcharge of an option in cents, 0 = no option. */
  readonly option: number;
}

const GOODS_PER_CHILD = 6;

/** The brand's goods: six in every secondary category. */
export const BRAND_GOODS: readonly BrandGoods[] = CATEGORIES.flatMap((category) =>
  category.children.flatMap((child) => Array.from({ length: GOODS_PER_CHILD }, (_, at) => ({ category, child, at }))),
).map(({ category, child, at }, index) => {
  const price = category.name === '香烟' ? 1500 + at * 500 : 300 + ((index * 7) % 12) * 250;
  return {
    id: tenantThing(3000 + index),
    number: index + 1,
    name: `示例${child.name}${String(at + 1).padStart(2, '0')}`,
    unit: category.name === '香烟' ? '包' : category.name === '服务' ? '次' : '份',
    price,
    cost: category.warehousing ? Math.floor(price * 0.4) : 0,
    category,
    child,
    option: child.name === '茶饮' || child.name === '热食' ? 200 : 0,
  };
});

/** Assistant levels with list price per hour in cents. */
export const LEVELS: readonly { readonly code: number; readonly name: string; readonly price: number }[] = [
  { code: 10, name: '初级', price: 9800 },
  { code: 20, name: '中级', price: 10800 },
  { code: 30, name: '高级', price: 11800 },
  { code: 40, name: '星级', price: 13800 },
  { code: 8, name: '助教管理', price: 9800 },
];
export const CX_PRICE = 19000;
