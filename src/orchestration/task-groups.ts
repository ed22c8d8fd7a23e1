import { dimensionsOf } from '../catalog/dimension-references.ts';
import { dimSite } from '../catalog/dimensions/site.ts';
import type { Fact } from '../catalog/fact.ts';
import { factAssistantCancellation } from '../catalog/facts/assistant-cancellation.ts';
import { factAssistantService } from '../catalog/facts/assistant-service.ts';
import { factBalanceChange } from '../catalog/facts/balance-change.ts';
import { factGoodsSale } from '../catalog/facts/goods-sale.ts';
import { factGroupBuyRedemption } from '../catalog/facts/group-buy-redemption.ts';
import { factPayment } from '../catalog/facts/payment.ts';
import { factPlatformCoupon } from '../catalog/facts/platform-coupon.ts';
import { factRecharge } from '../catalog/facts/recharge.ts';
import { factRefund } from '../catalog/facts/refund.ts';
import { factSettlement } from '../catalog/facts/settlement.ts';
import { factTableFee } from '../catalog/facts/table-fee.ts';
import { factTableFeeAdjustment } from '../catalog/facts/table-fee-adjustment.ts';
import { factTicket } from '../catalog/facts/ticket.ts';
import { factTicketCoupon } from '../catalog/facts/ticket-coupon.ts';
import { factTicketGoods } from '../catalog/facts/ticket-goods.ts';
import { factTicketService } from '../catalog/facts/ticket-service.ts';
import { factTicketTable } from '../catalog/facts/ticket-table.ts';
import type { Task } from '../tasks/task.ts';

/** Tasks with one name: what belongs to a subject, from the API to the tables that people read. */
export interface TaskGroup {
  /** As on the command line and in etl_task. */
  readonly code: string;
  readonly zh: string;
  readonly en: string;
  /** Codes of the tasks it is about; what these read is part of it without being named. */
  readonly tasks: readonly string[];
}

/** The tasks of facts, and of the dimensions that they refer to. */
const withDimensions = (facts: readonly Fact[]): string[] => [...dimensionsOf(facts), ...facts].map(({ task }) => task);

/** Every group there is. One more subject is one more entry. */
export const TASK_GROUPS: readonly TaskGroup[] = [
  {
    code: 'ORDERS',
    zh: '订单: 结账、台费、助教、商品、券、小票',
    en: 'orders: settlements and what is on them',
    tasks: [
      dimSite.task,
      ...withDimensions([
        factSettlement,
        factTableFee,
        factTableFeeAdjustment,
        factAssistantService,
        factAssistantCancellation,
        factGoodsSale,
        factGroupBuyRedemption,
        factPlatformCoupon,
        factTicket,
        factTicketTable,
        factTicketGoods,
        factTicketService,
        factTicketCoupon,
      ]),
    ],
  },
  {
    code: 'PAYMENTS',
    zh: '支付与退款',
    en: 'payments and refunds',
    tasks: withDimensions([factPayment, factRefund]),
  },
  {
    code: 'MEMBERS',
    zh: '会员、会员卡、充值、余额变动',
    en: 'members, their cards, recharges and balances',
    tasks: withDimensions([factRecharge, factBalanceChange]),
  },
];

/** The tasks of a group and every task whose data they read, in the order of `tasks`. */
export function tasksOfGroup(group: TaskGroup, tasks: readonly Task[]): Task[] {
  const wanted = new Set(group.tasks);
  // A set is walked with what is added on the way.
  for (const code of wanted) {
    for (const source of tasks.find((task) => task.code === code)?.dependsOn ?? []) wanted.add(source);
  }
  return tasks.filter((task) => wanted.has(task.code));
}

/**
 * The tasks that rows of etl_task switch off: those named themselves, and those of a group that is off unless another
 * group that is on has them too.
 */
export function tasksSwitchedOff(
  codes: ReadonlySet<string>,
  tasks: readonly Task[],
  groups: readonly TaskGroup[] = TASK_GROUPS,
): Set<string> {
  const codesOf = (some: readonly TaskGroup[]): string[] =>
    some.flatMap((group) => tasksOfGroup(group, tasks).map((task) => task.code));
  const isOff = ({ code }: TaskGroup): boolean => codes.has(code);
  const kept = new Set(codesOf(groups.filter((group) => !isOff(group))));
  const dropped = codesOf(groups.filter(isOff)).filter((code) => !kept.has(code));
  return new Set([...codes, ...dropped]);
}
