import { BRAND_GOODS, type BrandGoods, CATEGORIES, type Category, TENANT_ID } from '../hall/brand.ts';
import type { GoodsState } from '../hall/state.ts';
import { toWallTime } from '../hall/time.ts';
import type { ExactRecord } from '../hall-source.ts';
import { flag, snapshotPayload, type View, yuan } from './payload.ts';

/** 商品分类: two levels, the second inside the first. */
export const stockGoodsCategoryTree = snapshotPayload(() => CATEGORIES, renderCategory);

/** 租户商品: the brand's list, the same for every store. */
export const tenantGoodsMaster = snapshotPayload(() => BRAND_GOODS, renderBrandGoods);

/** 门店商品: one row a product, with price and stock now. */
export const storeGoodsMaster = snapshotPayload((state) => state.goods, renderStoreGoods);

const NONE = yuan(0);

function renderCategory(category: Category): ExactRecord {
  const shared = {
    alias_name: '',
    business_name: category.name,
    tenant_goods_business_id: category.businessId,
    open_salesman: 2,
    is_warehousing: flag(category.warehousing),
    sort: 1,
  };
  const boxes = category.children.map((child) => ({
    id: child.id,
    tenant_id: TENANT_ID,
    category_name: child.name,
    pid: category.id,
    ...shared,
    categoryBoxes: [],
  }));
  const own = { id: category.id, tenant_id: TENANT_ID, category_name: category.name, pid: 0n };
  return { ...own, ...shared, categoryBoxes: boxes };
}

function renderBrandGoods(goods: BrandGoods): ExactRecord {
  return {
    id: goods.id,
    tenant_id: TENANT_ID,
    goods_name: goods.name,
    goods_number: String(goods.number),
    goods_bar_code: '',
    goods_cover: '',
    goods_category_id: goods.category.id,
    goods_second_category_id: goods.child.id,
    categoryName: goods.child.name,
    unit: goods.unit,
    market_price: yuan(goods.price),
    cost_price: yuan(goods.cost),
    cost_price_type: 1,
    min_discount_price: NONE,
    point_sale_price: NONE,
    supplier_id: 0n,
    goods_state: 1,
    sale_channel: 1,
    commission_type: 1,
    able_discount: 1,
    able_site_transfer: 1,
    is_warehousing: flag(goods.category.warehousing),
    isInSite: 1,
    common_sale_royalty: NONE,
    point_sale_royalty: NONE,
    remark_name: '',
    out_goods_id: 0n,
    sort: 100,
    create_time: '2022-06-01 10:00:00',
    update_time: '2022-06-01 10:00:00',
    is_delete: 0,
  };
}

function renderStoreGoods(goods: GoodsState, { profile }: View): ExactRecord {
  const { brand } = goods.ref;
  return {
    id: goods.ref.id,
    tenant_id: TENANT_ID,
    site_id: profile.siteId,
    siteName: profile.name,
    tenant_goods_id: brand.id,
    goods_name: brand.name,
    goods_category_id: brand.category.id,
    goods_second_category_id: brand.child.id,
    oneCategoryName: brand.category.name,
    twoCategoryName: brand.child.name,
    goods_cover: 'https://img.example.com/goods.png',
    goods_bar_code: '',
    unit: brand.unit,
    sale_price: yuan(goods.price),
    cost_price: yuan(brand.cost),
    provisional_total_cost: yuan(brand.cost * goods.stock),
    total_purchase_cost: yuan(goods.purchased),
    cost_price_type: 1,
    min_discount_price: NONE,
    discount_price: yuan(goods.price),
    member_price: NONE,
    stock: goods.stock,
    stock_A: 0,
    safe_stock: 0,
    sale_num: goods.sold,
    average_monthly_sales: goods.sold,
    batch_stock_quantity: goods.stock,
    days_available: 9,
    ...switches(goods),
  };
}

function switches(goods: GoodsState): ExactRecord {
  return {
    is_warehousing: flag(goods.ref.brand.category.warehousing),
    is_discountable: 1,
    forbid_sell_status: 1,
    able_discount: 1,
    able_site_transfer: 1,
    custom_label_type: 2,
    goods_state: 1,
    audit_status: 2,
    send_state: 1,
    time_slot_sale: 2,
    enable_status: 1,
    sort: 100,
    remark: '',
    option_required: 0,
    is_delete: 0,
    create_time: toWallTime(goods.createdAt),
    update_time: toWallTime(goods.changedAt),
  };
}
