import type {
  AssistantRef,
  CardRef,
  GoodsRef,
  MemberRef,
  PackageRef,
  Recharge,
  Service,
  Settlement,
  TableRef,
} from './facts.ts';
import type { Money } from './money.ts';
import type { ReturnPlan } from './returns.ts';
import type { Seconds } from './time.ts';
import type { Posting } from './truth.ts';
import type { PlannedService, PlannedVisit } from './visit.ts';

export interface MemberState {
  ref: MemberRef;
  /** Kind of card that names the member's grade. */
  grade: number;
  status: 1 | 2;
  paid: Money;
  recharged: Money;
  cards: readonly number[];
}

export interface CardState {
  readonly ref: CardRef;
  balance: Money;
  /** Part of the balance that a planned reversal will take back: not to be spent. */
  held: Money;
  credited: Money;
  tableDeduct: Money;
  goodsDeduct: Money;
  pdDeduct: Money;
  cxDeduct: Money;
  lastUsedAt: Seconds | null;
  /** Discount rates times ten: 100 = none. */
  tableTenths: number;
  goodsTenths: number;
  assistantTenths: number;
}

export interface TableState {
  readonly ref: TableRef;
  readonly createdAt: Seconds;
  price: Money;
  freeAt: Seconds;
}

export interface AssistantState {
  readonly ref: AssistantRef;
  level: number;
  resignedAt: Seconds | null;
  freeAt: Seconds;
  lastTable: TableRef | null;
  changedAt: Seconds;
}

export interface GoodsState {
  readonly ref: GoodsRef;
  readonly createdAt: Seconds;
  price: Money;
  stock: number;
  sold: number;
  purchased: Money;
  changedAt: Seconds;
}

/** A table or an assistant in use; what the snapshots show as "now". */
export interface Occupation {
  readonly tableId: bigint;
  readonly assistantId: bigint;
  readonly start: Seconds;
  readonly end: Seconds;
}

/** Something that will happen at a known moment. */
export type Action = { readonly at: Seconds } & (
  | { readonly kind: 'checkout'; readonly visit: PlannedVisit }
  | { readonly kind: 'void'; readonly visit: PlannedVisit; readonly service: PlannedService }
  | { readonly kind: 'cancel'; readonly service: Service; readonly reason: string }
  | { readonly kind: 'return'; readonly settlement: Settlement; readonly plan: ReturnPlan }
  | { readonly kind: 'reverse'; readonly recharge: Recharge; readonly paymentId: bigint }
  | { readonly kind: ChanceKind; readonly number: number }
);

/** Actions whose particulars are drawn when they happen. */
export type ChanceKind =
  | 'counter-sale'
  | 'recharge'
  | 'join'
  | 'member-change'
  | 'transfer'
  | 'balance-adjustment'
  | 'purchase'
  | 'stock-take'
  | 'stock-loss';

/** Everything about a hall that the next day depends on. */
export interface HallState {
  /** Number of the business day that comes next. */
  day: number;
  members: MemberState[];
  cards: CardState[];
  tables: TableState[];
  assistants: AssistantState[];
  goods: GoodsState[];
  packages: readonly PackageRef[];
  carried: readonly Action[];
  postings: readonly Posting[];
  occupations: Occupation[];
  usedIds: ReadonlyMap<Seconds, number>;
}

/** A copy that can be changed without changing the original; references inside are immutable and shared. */
export function cloneState(state: HallState): HallState {
  return {
    ...state,
    members: state.members.map((each) => ({ ...each })),
    cards: state.cards.map((each) => ({ ...each })),
    tables: state.tables.map((each) => ({ ...each })),
    assistants: state.assistants.map((each) => ({ ...each })),
    goods: state.goods.map((each) => ({ ...each })),
    occupations: [...state.occupations],
  };
}

/** The element at an index that is known to exist. */
export function at<Item>(items: readonly Item[], index: number): Item {
  const item = items[index];
  if (item === undefined) throw new Error(`no element ${index} in a list of ${items.length}`);
  return item;
}
