import type { BrandGoods } from './brand.ts';
import type { Money } from './money.ts';
import type { Operator } from './store-profile.ts';
import type { Seconds } from './time.ts';

/**
 * What happened, in the hall's own words. One fact becomes one row of one endpoint; `payloads/` gives it upstream's names.
 * A fact never changes after it is made: what upstream edits later (a refund, a void, a platform's settlement) was decided
 * when the fact was made and carries its own time, so a row can be shown as it stood at any moment without looking ahead.
 */
export interface Fact {
  readonly id: bigint;
  /** The time a window selects by. */
  readonly at: Seconds;
}

/** Something that becomes true later. */
export interface Later<Value> {
  readonly at: Seconds;
  readonly value: Value;
}

export interface MemberRef {
  /** Place in the hall's list of members. */
  readonly index: number;
  readonly id: bigint;
  readonly systemId: bigint;
  readonly name: string;
  readonly mobile: string;
  readonly createdAt: Seconds;
}

export interface TableRef {
  readonly id: bigint;
  readonly name: string;
  readonly area: AreaRef;
}

export interface AreaRef {
  readonly id: bigint;
  readonly tenantAreaId: bigint;
  readonly name: string;
}

export interface AssistantRef {
  readonly id: bigint;
  readonly userId: bigint;
  readonly number: string;
  readonly realName: string;
  readonly nickname: string;
  readonly mobile: string;
  readonly teamId: bigint;
  readonly teamName: string;
  readonly createdAt: Seconds;
}

export interface CardRef {
  /** Place in the hall's list of cards. */
  readonly index: number;
  readonly id: bigint;
  readonly kind: number;
  readonly member: number;
  readonly createdAt: Seconds;
}

export interface GoodsRef {
  readonly id: bigint;
  readonly brand: BrandGoods;
}

export interface PackageRef {
  readonly id: bigint;
  readonly number: number;
  readonly name: string;
  readonly grouponType: 1 | 2 | 3;
  readonly value: Money;
  readonly price: Money;
  readonly seconds: number;
  readonly area: AreaRef | null;
  readonly createdAt: Seconds;
}

export type PaidMethod = 1 | 2 | 3 | 4 | 5;

/** A checkout of a visit (1), of goods at the counter (3), or a return of goods (6, all amounts negative). */
export interface Settlement extends Fact {
  readonly type: 1 | 3 | 6;
  readonly tradeNo: bigint;
  readonly createdAt: Seconds;
  readonly member: MemberRef | null;
  readonly mainCard: CardRef | null;
  readonly table: TableRef | null;
  readonly operator: Operator;
  readonly bill: Bill;
  readonly method: number;
  readonly revokes: bigint;
  readonly refund: Later<Money> | null;
  readonly uses: readonly TableUse[];
  readonly services: readonly Service[];
  readonly goods: readonly GoodsLine[];
  readonly redemptions: readonly Redemption[];
}

/** The amounts at the head of a settlement. */
export interface Bill {
  readonly table: Money;
  readonly goods: Money;
  readonly pd: Money;
  readonly cx: Money;
  readonly coupon: Money;
  readonly goodsCoupon: Money;
  readonly assistantCoupon: Money;
  readonly platformSale: Money;
  readonly ownSale: Money;
  readonly memberDiscount: Money;
  readonly adjust: Money;
  readonly assistantDiscount: Money;
  readonly rounding: Money;
  readonly realGoods: Money;
  readonly cash: Money;
  readonly online: Money;
  readonly bank: Money;
  readonly rechargeCard: Money;
  readonly giftCard: Money;
}

/** The amounts every line of a settlement has. */
export interface LineAmounts {
  readonly amount: Money;
  readonly adjust: Money;
  readonly memberDiscount: Money;
  readonly coupon: Money;
  readonly real: Money;
}

/** What a ledger row says about the document it belongs to. */
export interface LedgerOwner {
  readonly settleId: bigint;
  readonly tradeNo: bigint;
  readonly payId: bigint;
  readonly member: MemberRef | null;
  readonly operator: Operator;
}

export interface TableUse extends Fact, LineAmounts {
  readonly owner: LedgerOwner;
  readonly table: TableRef;
  readonly start: Seconds;
  readonly end: Seconds;
  readonly pause: number;
  readonly addClock: number;
  readonly unitPrice: Money;
  readonly single: boolean;
}

export interface Service extends Fact, LineAmounts {
  readonly owner: LedgerOwner;
  readonly assistant: AssistantRef;
  readonly level: number;
  readonly levelName: string;
  readonly table: TableRef;
  readonly kind: 1 | 2;
  readonly skill: { readonly id: bigint; readonly name: string };
  readonly start: Seconds;
  readonly end: Seconds;
  readonly addClock: number;
  readonly returnsClock: number;
  readonly foldedSeconds: number;
  readonly unitPrice: Money;
  /** When it was voided, and why; its money and folded seconds are gone from then on. */
  readonly voided: Later<string> | null;
}

export interface Cancellation extends Fact {
  readonly service: Service;
  readonly reason: string;
}

export interface GoodsLine extends Fact, LineAmounts {
  readonly owner: LedgerOwner;
  readonly goods: GoodsRef;
  readonly table: TableRef | null;
  readonly count: number;
  readonly unitPrice: Money;
  readonly optionPrice: Money;
  readonly salesType: 1 | 2 | 3;
  readonly returnOf: bigint;
  readonly packageId: bigint;
  readonly returned: Later<number> | null;
}

export interface Adjustment extends Fact {
  readonly owner: LedgerOwner;
  readonly useId: bigint;
  readonly table: TableRef;
  readonly kind: 1 | 2 | 3;
  readonly reason: string;
  readonly amount: Money;
  readonly status: 2 | 3;
}

export interface Redemption extends Fact {
  readonly owner: LedgerOwner;
  readonly useId: bigint;
  readonly couponId: bigint;
  readonly channel: number;
  readonly code: string;
  readonly package: PackageRef;
  readonly table: TableRef;
  readonly unitPrice: Money;
  readonly seconds: number;
  readonly tablePart: Money;
  readonly goodsPart: Money;
  readonly assistantPart: Money;
}

/** A coupon verified at the platform. */
export interface Coupon extends Fact {
  readonly code: string;
  readonly channel: number;
  readonly package: PackageRef;
  readonly table: TableRef;
  readonly operator: Operator;
  readonly dealId: bigint;
  /** The visit it is used in, from the checkout on. */
  readonly usedIn: Later<bigint> | null;
  readonly settled: Later<Money> | null;
  readonly revokedAt: Seconds | null;
}

export interface Payment extends Fact {
  readonly createdAt: Seconds;
  readonly relateType: 2 | 5;
  readonly relateId: bigint;
  readonly amount: Money;
  readonly status: 2 | 3;
  readonly method: PaidMethod;
}

export interface Refund extends Fact {
  readonly createdAt: Seconds;
  readonly relateType: 2 | 5;
  readonly relateId: bigint;
  readonly paymentId: bigint;
  readonly amount: Money;
  readonly method: PaidMethod;
  readonly member: MemberRef | null;
  readonly cardId: bigint;
  readonly operator: Operator;
}

/** A change of one card's balance. */
export interface BalanceChange extends Fact {
  readonly card: CardRef;
  readonly member: MemberRef;
  readonly before: Money;
  readonly change: Money;
  readonly fromType: 1 | 2 | 3 | 4 | 7 | 9;
  readonly relateId: bigint;
  readonly method: number;
  readonly remark: string;
  readonly operator: Operator;
  readonly refunded: Later<Money> | null;
}

/** A recharge or a gift (5), or the reversal of one (7, amounts negative). */
export interface Recharge extends Fact {
  readonly type: 5 | 7;
  readonly createdAt: Seconds;
  readonly card: CardRef;
  readonly member: MemberRef;
  readonly paid: Money;
  readonly gifted: Money;
  readonly method: 0 | 1 | 3 | 4 | 5;
  readonly first: boolean;
  readonly revokes: bigint;
  readonly refund: Later<Money> | null;
  readonly operator: Operator;
}

export interface StockMove extends Fact {
  readonly goods: GoodsRef;
  readonly type: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;
  readonly before: number;
  readonly change: number;
  readonly price: Money;
  readonly operator: Operator;
  readonly remark: string;
}

/** The facts of one business day, by kind. */
export interface DayFacts {
  readonly settlements: Settlement[];
  readonly uses: TableUse[];
  readonly services: Service[];
  readonly cancellations: Cancellation[];
  readonly goods: GoodsLine[];
  readonly adjustments: Adjustment[];
  readonly redemptions: Redemption[];
  readonly coupons: Coupon[];
  readonly payments: Payment[];
  readonly refunds: Refund[];
  readonly balanceChanges: BalanceChange[];
  readonly recharges: Recharge[];
  readonly stockMoves: StockMove[];
}

export function emptyFacts(): DayFacts {
  return {
    settlements: [],
    uses: [],
    services: [],
    cancellations: [],
    goods: [],
    adjustments: [],
    redemptions: [],
    coupons: [],
    payments: [],
    refunds: [],
    balanceChanges: [],
    recharges: [],
    stockMoves: [],
  };
}
