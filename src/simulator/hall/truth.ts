import type { Seconds } from './time.ts';

type Unit = 'yuan' | 'count' | 'seconds';

/**
 * The figures of a store-day. Money is posted by pay time (business day 08:00 to 08:00) while the events happen, never
 * read back from rows. A later event is a figure of its own day; only a void found out later takes the service back out
 * of the day on which it was given (postings carry both the day they belong to and the time from which they are known).
 */
export const FIGURES = {
  grossItems: ['yuan', 'forward settlements: table + goods + pd + cx at list price'],
  tableFee: ['yuan', 'forward: table fee at list price'],
  goods: ['yuan', 'forward: goods at list price'],
  assistantPd: ['yuan', 'forward: pd at list price'],
  assistantCx: ['yuan', 'forward: cx at list price'],
  coupon: ['yuan', 'forward: list-price value covered by coupons'],
  couponSale: ['yuan', 'forward: what guests paid for the coupons used'],
  memberDiscount: ['yuan', 'forward: member discounts'],
  adjust: ['yuan', 'forward: manual reductions on table fee and goods'],
  assistantDiscount: ['yuan', 'forward: manual reductions on services'],
  rounding: ['yuan', 'forward: rounded off'],
  pay: ['yuan', 'forward: received outside member cards'],
  cash: ['yuan', 'forward: received in cash'],
  online: ['yuan', 'forward: received by WeChat and Alipay'],
  bankCard: ['yuan', 'forward: received by bank card'],
  balance: ['yuan', 'forward: paid from member cards'],
  rechargeCard: ['yuan', 'forward: paid from stored-value cards'],
  giftCard: ['yuan', 'forward: paid from gift cards'],
  forwardSettlements: ['count', 'settlements of types 1 and 3'],
  visits: ['count', 'settlements of type 1'],
  goodsOrders: ['count', 'settlements of type 3'],
  memberSettlements: ['count', 'forward settlements of members'],
  walkInSettlements: ['count', 'forward settlements without a member'],
  goodsPieces: ['count', 'pieces sold on forward settlements'],
  returns: ['count', 'return settlements (type 6) of this day'],
  returnAmount: ['yuan', 'given back by them, positive'],
  returnPieces: ['count', 'pieces taken back'],
  refundCash: ['yuan', 'refunds in cash, of returns and reversals, positive'],
  refundOnline: ['yuan', 'refunds by WeChat and Alipay'],
  refundBankCard: ['yuan', 'refunds to bank cards'],
  refundCard: ['yuan', 'refunds to member cards'],
  recharges: ['count', 'recharges paid for (type 5, payAmount > 0)'],
  rechargeCash: ['yuan', 'paid for recharges'],
  rechargeGift: ['yuan', 'gifted with recharges (pointAmount of type 5)'],
  giftVoucher: ['yuan', 'of rechargeGift: vouchers'],
  giftTableFee: ['yuan', 'of rechargeGift: table-fee cards'],
  giftDrinks: ['yuan', 'of rechargeGift: drinks cards'],
  giftMonthly: ['yuan', 'of rechargeGift: monthly cards'],
  reversals: ['count', 'recharge reversals (type 7), gift rows included'],
  reversalCash: ['yuan', 'given back by reversals, positive'],
  reversalGift: ['yuan', 'gifts taken back by reversals, positive'],
  tableUses: ['count', 'table segments, by the day they started'],
  tableUseSeconds: ['seconds', 'really used seconds of those segments'],
  services: ['count', 'assistant services not voided, by the day they were written'],
  assistantChargedSeconds: ['seconds', 'charged seconds of those services'],
  assistantRealSeconds: ['seconds', 'real seconds of those services'],
  assistantFoldedSeconds: ['seconds', 'folded seconds of those services'],
  voids: ['count', 'services of the day that are voided, however late'],
  cancellations: ['count', 'cancellations entered on the day'],
  couponsVerified: ['count', 'coupons verified at the platform on the day'],
  couponsRedeemed: ['count', 'coupons used, by checkout'],
  stockIn: ['count', 'pieces in (purchase, return, transfer in)'],
  stockOut: ['count', 'pieces out (sale, waste, transfer, own use), negative'],
  stockTake: ['count', 'pieces found by stock-takes, signed'],
  stockEnd: ['count', 'pieces in stock at the end of the day'],
  newMembers: ['count', 'members registered on the day'],
  liabilityCash: ['yuan', 'balance of all stored-value cards at the end of the day (the principal)'],
  liabilityVoucher: ['yuan', 'balance of all vouchers at the end of the day'],
  liabilityTableFee: ['yuan', 'balance of all table-fee cards at the end of the day'],
  liabilityDrinks: ['yuan', 'balance of all drinks cards at the end of the day'],
  liabilityMonthly: ['yuan', 'balance of all monthly cards at the end of the day'],
} as const satisfies Record<string, readonly [Unit, string]>;

/** Name of a figure. */
export type FigureName = keyof typeof FIGURES;

/** `delta` (cents, pieces or seconds) added to a figure of `day`, known from `at` on. */
export interface Posting {
  readonly day: number;
  readonly at: Seconds;
  readonly figure: FigureName;
  readonly delta: number;
}

/** Every figure as text, from what stood at the start of the day and what was posted up to `asOf`. */
export function renderFigures(
  opening: Readonly<Partial<Record<FigureName, number>>>,
  postings: readonly Posting[],
  asOf: Seconds,
): Record<string, string> {
  const sums = new Map<FigureName, number>(Object.entries(opening) as [FigureName, number][]);
  for (const { at, figure, delta } of postings) {
    if (at <= asOf) sums.set(figure, (sums.get(figure) ?? 0) + delta);
  }
  const texts: Record<string, string> = {};
  for (const name of Object.keys(FIGURES) as FigureName[]) {
    texts[name] = toText(sums.get(name) ?? 0, FIGURES[name][0]);
  }
  return texts;
}

function toText(value: number, unit: Unit): string {
  if (unit !== 'yuan') return String(value);
  const cents = Math.abs(value);
  const sign = value < 0 ? '-' : '';
  return `${sign}${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
}
