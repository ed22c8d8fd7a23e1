import { chargedServiceSeconds } from './bill.ts';
import { LEVELS } from './brand.ts';
import type { Cancellation, Later, LedgerOwner, LineAmounts, Service } from './facts.ts';
import { type HallDay, operatorAt } from './hall-day.ts';
import { hourlyAmount } from './money.ts';
import { at } from './state.ts';
import type { Seconds } from './time.ts';
import type { PlannedService, PlannedVisit } from './visit.ts';

interface ServiceRecord {
  readonly planned: PlannedService;
  readonly when: Seconds;
  readonly owner: LedgerOwner;
  readonly amounts: LineAmounts;
  readonly voided: Later<string> | null;
}

/** Writes one service row and counts it. */
export function recordService(day: HallDay, { planned, when, owner, amounts, voided }: ServiceRecord): Service {
  const level = at(LEVELS, planned.level);
  const service: Service = {
    id: day.ids.at(when),
    at: when,
    owner,
    assistant: at(day.state.assistants, planned.assistant).ref,
    level: level.code,
    levelName: level.name,
    table: planned.table,
    kind: planned.kind,
    skill: planned.skill,
    start: planned.start,
    end: planned.end,
    addClock: planned.addClock,
    returnsClock: planned.returnsClock,
    foldedSeconds: planned.foldedSeconds,
    unitPrice: planned.unitPrice,
    voided,
    ...amounts,
  };
  day.facts.services.push(service);
  if (voided === null || voided.at > when) countService(day, service, 1, when);
  if (voided !== null && voided.at > when) countService(day, service, -1, voided.at);
  if (voided !== null) day.post('voids', 1, voided.at);
  return service;
}

/** A service is called off before the checkout; the floor may enter it only hours or days later. */
export function voidService(day: HallDay, visit: PlannedVisit, planned: PlannedService, when: Seconds): void {
  if (planned.voided === null) return;
  const { flaggedAt, reason } = planned.voided;
  const amount = hourlyAmount(planned.unitPrice, chargedServiceSeconds(planned));
  const member = visit.member < 0 ? null : at(day.state.members, visit.member).ref;
  const owner = { settleId: 0n, tradeNo: visit.tradeNo, payId: 0n, member, operator: operatorAt(day.profile, when) };
  const amounts = { amount, adjust: 0, memberDiscount: 0, coupon: 0, real: amount };
  const voided = { at: flaggedAt, value: reason };
  const service = recordService(day, { planned, when, owner, amounts, voided });
  day.schedule({ kind: 'cancel', at: flaggedAt, service, reason });
}

/** The void is entered. */
export function recordCancellation(day: HallDay, service: Service, reason: string, when: Seconds): void {
  const cancellation: Cancellation = { id: day.ids.at(when), at: when, service, reason };
  day.facts.cancellations.push(cancellation);
  day.post('cancellations', 1, when);
}

function countService(day: HallDay, service: Service, sign: 1 | -1, when: Seconds): void {
  day.post('services', sign, when);
  day.post('assistantChargedSeconds', sign * chargedServiceSeconds(service), when);
  day.post('assistantRealSeconds', sign * (service.end - service.start), when);
  day.post('assistantFoldedSeconds', sign * service.foldedSeconds, when);
}
