import { type DraftGoods, type DraftService, type DraftUse, realOf } from './bill.ts';
import type { Checkout } from './checkout.ts';
import type { GoodsLine, LedgerOwner, Redemption, Service, Settlement, TableUse } from './facts.ts';
import type { HallDay } from './hall-day.ts';
import { recordService } from './services.ts';
import { at } from './state.ts';
import { moveStock } from './stock.ts';

type Lines = Pick<Settlement, 'uses' | 'services' | 'goods' | 'redemptions'>;

/** Writes the ledger rows of a checkout, all at pay time. */
export function recordLines(day: HallDay, checkout: Checkout): Lines {
  const { draft } = checkout;
  const owner = ownerOf(checkout);
  const uses = draft.uses.map((line) => recordUse(day, checkout, owner, line));
  const services = draft.services.map((line) => recordSettledService(day, checkout, owner, line));
  const goods = draft.goods.map((line, number) => recordGoods(day, checkout, owner, { line, number }));
  const redemptions = recordRedemptions(day, checkout, owner, uses);
  recordAdjustments(day, checkout, owner, uses);
  return { uses, services, goods, redemptions };
}

function ownerOf({ settleId, tradeNo, payId, member, operator }: Checkout): LedgerOwner {
  return { settleId, tradeNo, payId, member, operator };
}

function amountsOf(
  line: DraftUse | DraftService | DraftGoods,
): Pick<TableUse, 'amount' | 'adjust' | 'memberDiscount' | 'coupon' | 'real'> {
  const { amount, adjust, memberDiscount, coupon } = line;
  return { amount, adjust, memberDiscount, coupon, real: realOf(line) };
}

function recordUse(day: HallDay, { when, draft }: Checkout, owner: LedgerOwner, line: DraftUse): TableUse {
  const { table, start, end, pause, addClock, unitPrice } = line.planned;
  const single = draft.uses.length === 1 && draft.goods.length === 0 && draft.services.length === 0;
  const use = { id: day.ids.at(when), at: when, owner, table, start, end, pause, addClock, unitPrice, single };
  const recorded: TableUse = { ...use, ...amountsOf(line) };
  day.facts.uses.push(recorded);
  return recorded;
}

function recordSettledService(day: HallDay, { when }: Checkout, owner: LedgerOwner, line: DraftService): Service {
  const assistant = at(day.state.assistants, line.planned.assistant);
  assistant.lastTable = line.planned.table;
  return recordService(day, { planned: line.planned, when, owner, amounts: amountsOf(line), voided: null });
}

interface NumberedGoods {
  readonly line: DraftGoods;
  readonly number: number;
}

function recordGoods(day: HallDay, checkout: Checkout, owner: LedgerOwner, { line, number }: NumberedGoods): GoodsLine {
  const { when, visit, returns } = checkout;
  const state = at(day.state.goods, line.index);
  state.sold += line.count;
  const recorded: GoodsLine = {
    id: day.ids.at(when),
    at: when,
    owner,
    goods: line.goods,
    table: visit === null ? null : at(visit.uses, visit.uses.length - 1).table,
    count: line.count,
    unitPrice: line.unitPrice,
    optionPrice: line.optionPrice,
    salesType: line.gift ? 3 : 1,
    returnOf: 0n,
    packageId: line.packageId,
    returned: returns?.line === number ? { at: returns.when, value: returns.count } : null,
    ...amountsOf(line),
  };
  day.facts.goods.push(recorded);
  if (line.goods.brand.category.warehousing) moveStock(day, line.index, { type: 1, change: -line.count, when });
  return recorded;
}

function recordRedemptions(
  day: HallDay,
  { when, draft }: Checkout,
  owner: LedgerOwner,
  uses: readonly TableUse[],
): Redemption[] {
  return draft.redemptions.map(({ coupon, tablePart, goodsPart, assistantPart }) => {
    const use = at(uses, 0);
    const redemption: Redemption = {
      id: day.ids.at(when),
      at: when,
      owner,
      useId: use.id,
      couponId: coupon.couponId,
      channel: coupon.channel,
      code: coupon.code,
      package: coupon.package,
      table: use.table,
      unitPrice: use.unitPrice,
      seconds: tablePart === 0 ? 0 : Math.min(coupon.package.seconds, use.end - use.start),
      tablePart,
      goodsPart,
      assistantPart,
    };
    day.facts.redemptions.push(redemption);
    return redemption;
  });
}

function recordAdjustments(
  day: HallDay,
  { when, draft }: Checkout,
  owner: LedgerOwner,
  uses: readonly TableUse[],
): void {
  for (const { use, kind, reason, amount, status } of draft.adjustments) {
    const { id: useId, table } = at(uses, use);
    day.facts.adjustments.push({ id: day.ids.at(when), at: when, owner, useId, table, kind, reason, amount, status });
  }
}
