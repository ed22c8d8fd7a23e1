import type { DayFacts } from '../hall/facts.ts';
import type { GoodsState } from '../hall/state.ts';
import type { ExactRecord } from '../hall-source.ts';
import { yuan } from './payload.ts';

/** What happened to one product within a window. */
export interface StockRange {
  received: number;
  issued: number;
  counted: number;
  sold: number;
  soldMoney: number;
}

/** Adds a day's movements and sales to the ranges, by store goods id. */
export function addToRanges(
  ranges: Map<bigint, StockRange>,
  facts: Pick<DayFacts, 'stockMoves' | 'goods'>,
  inWindow: (at: number) => boolean,
): void {
  for (const move of facts.stockMoves) {
    if (!inWindow(move.at)) continue;
    const range = rangeOf(ranges, move.goods.id);
    if (move.type === 3 || move.type === 4) range.counted += move.change;
    else if (move.type === 2 || move.type === 5 || move.type === 8) range.received += move.change;
    else range.issued += move.change;
  }
  for (const line of facts.goods) {
    if (!inWindow(line.at)) continue;
    const range = rangeOf(ranges, line.goods.id);
    range.sold += line.count;
    range.soldMoney += line.real;
  }
}

function rangeOf(ranges: Map<bigint, StockRange>, id: bigint): StockRange {
  const known = ranges.get(id);
  if (known !== undefined) return known;
  const range = { received: 0, issued: 0, counted: 0, sold: 0, soldMoney: 0 };
  ranges.set(id, range);
  return range;
}

/** 库存汇总: a report on one product; no store and no time in the row, as upstream has it. */
export function renderStockSummary(goods: GoodsState, startStock: number, range: StockRange | undefined): ExactRecord {
  const { ref } = goods;
  const { received = 0, issued = 0, counted = 0, sold = 0, soldMoney = 0 } = range ?? {};
  return {
    siteGoodsId: ref.id,
    goodsName: ref.brand.name,
    goodsUnit: ref.brand.unit,
    goodsCategoryId: ref.brand.category.id,
    goodsCategorySecondId: ref.brand.child.id,
    categoryName: ref.brand.category.name,
    rangeStartStock: startStock,
    rangeEndStock: startStock + received + issued + counted,
    rangeIn: received,
    rangeOut: issued,
    rangeInventory: counted,
    rangeSale: sold,
    rangeSaleMoney: yuan(soldMoney),
    currentStock: goods.stock,
  };
}
