import type { DraftGoods } from './bill.ts';
import type { HallDay } from './hall-day.ts';
import type { Rng } from './rng.ts';
import { at } from './state.ts';

/** Draws up to so many different products that are in stock. */
export function pickGoods(day: HallDay, lines: number, rng: Rng): DraftGoods[] {
  const chosen = new Map<number, DraftGoods>();
  for (let count = 0; count < lines; count++) {
    const index = Math.floor(rng.next() * rng.next() * day.state.goods.length);
    const draft = draftGoods(day, index, rng);
    if (draft !== undefined && !chosen.has(index)) chosen.set(index, draft);
  }
  return [...chosen.values()];
}

function draftGoods(day: HallDay, index: number, rng: Rng): DraftGoods | undefined {
  const { ref, price, stock } = at(day.state.goods, index);
  const wanted = rng.weighted([0, 60, 25, 10, 5]);
  const count = ref.brand.category.warehousing ? Math.min(wanted, stock) : 1;
  const optionPrice = ref.brand.option > 0 && rng.chance(0.3) ? ref.brand.option : 0;
  const gift = rng.chance(0.015);
  if (count < 1) return undefined;
  const amount = (price + optionPrice) * count;
  const reductions = { coupon: 0, adjust: 0, memberDiscount: 0, packageId: 0n };
  return { goods: ref, index, count, unitPrice: price, optionPrice, gift, amount, ...reductions };
}
