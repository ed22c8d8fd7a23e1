import { TENANT_ID } from '../hall/brand.ts';
import type { StockMove } from '../hall/facts.ts';
import { toWallTime } from '../hall/time.ts';
import type { ExactRecord } from '../hall-source.ts';
import { eventPayload, type View, yuan } from './payload.ts';

/** 库存变动: one row a movement, with the stock before and after. */
export const goodsStockMovements = eventPayload((day) => day.stockMoves, render);

function render(fact: StockMove, { profile }: View): ExactRecord {
  const { brand } = fact.goods;
  return {
    siteGoodsStockId: fact.id,
    tenantId: TENANT_ID,
    siteId: profile.siteId,
    siteGoodsId: fact.goods.id,
    goodsName: brand.name,
    goodsCategoryId: brand.category.id,
    goodsSecondCategoryId: brand.child.id,
    stockType: fact.type,
    startNum: fact.before,
    changeNum: fact.change,
    endNum: fact.before + fact.change,
    startNumA: 0,
    changeNumA: 0,
    endNumA: 0,
    unit: brand.unit,
    price: yuan(fact.price),
    operatorName: fact.operator.name,
    remark: fact.remark,
    createTime: toWallTime(fact.at),
  };
}
