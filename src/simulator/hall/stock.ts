import type { StockMove } from './facts.ts';
import { type HallDay, operatorAt } from './hall-day.ts';
import type { Rng } from './rng.ts';
import { at } from './state.ts';
import type { Seconds } from './time.ts';

const REORDER_BELOW = 150;
const ORDER_UP_TO = 400;

/** Moves stock of one product: the only place that does, so that the chain of before and after has no gap. */
export function moveStock(
  day: HallDay,
  index: number,
  move: { readonly type: StockMove['type']; readonly change: number; readonly when: Seconds; readonly remark?: string },
): void {
  const goods = at(day.state.goods, index);
  const before = goods.stock;
  goods.stock += move.change;
  day.facts.stockMoves.push({
    id: day.ids.at(move.when),
    at: move.when,
    goods: goods.ref,
    type: move.type,
    before,
    change: move.change,
    price: move.type === 2 ? goods.ref.brand.cost : goods.price,
    operator: operatorAt(day.profile, move.when),
    remark: move.remark ?? '',
  });
  const figure = [3, 4].includes(move.type) ? 'stockTake' : [2, 5, 8].includes(move.type) ? 'stockIn' : 'stockOut';
  day.post(figure, move.change, move.when);
  day.post('stockEnd', move.change, move.when);
}

/** The morning delivery: everything that runs short is filled up. */
export function purchase(day: HallDay, when: Seconds): void {
  for (const [index, goods] of day.state.goods.entries()) {
    if (!goods.ref.brand.category.warehousing || goods.stock >= REORDER_BELOW) continue;
    const change = ORDER_UP_TO - goods.stock;
    goods.purchased += change * goods.ref.brand.cost;
    moveStock(day, index, { type: 2, change, when, remark: '采购入库' });
  }
}

/** Counts a few products and corrects what the books say. */
export function takeStock(day: HallDay, when: Seconds, rng: Rng): void {
  for (let count = 0; count < 6; count++) {
    const index = stockedProduct(day, rng);
    const stock = at(day.state.goods, index).stock;
    const change = rng.chance(0.4) ? rng.int(1, 3) : -rng.int(1, 3);
    if (stock + change < 0) continue;
    moveStock(day, index, { type: change > 0 ? 3 : 4, change, when, remark: '盘点' });
  }
}

/** Waste, own use, or a transfer from or to another store. */
export function loseStock(day: HallDay, when: Seconds, rng: Rng): void {
  const index = stockedProduct(day, rng);
  const type = rng.pick([6, 7, 8, 9] as const);
  const pieces = rng.int(1, 8);
  const change = type === 8 ? pieces : -Math.min(pieces, at(day.state.goods, index).stock);
  if (change !== 0) moveStock(day, index, { type, change, when });
}

function stockedProduct(day: HallDay, rng: Rng): number {
  const stocked = [...day.state.goods.entries()].filter(([, goods]) => goods.ref.brand.category.warehousing);
  return rng.pick(stocked)[0];
}
