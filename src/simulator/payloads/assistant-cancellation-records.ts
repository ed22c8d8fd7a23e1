import type { Cancellation } from '../hall/facts.ts';
import { toWallTime } from '../hall/time.ts';
import type { ExactRecord } from '../hall-source.ts';
import { eventPayload, type View, yuan } from './payload.ts';

/** 助教废除: one row a voided service, in minutes. */
export const assistantCancellationRecords = eventPayload((day) => day.cancellations, render);

function render({ id, at, service, reason }: Cancellation, { profile }: View): ExactRecord {
  return {
    siteProfile: profile.siteProfile,
    id,
    siteId: profile.siteId,
    orderAssistantId: service.id,
    assistantOn: service.assistant.number,
    assistantName: service.assistant.realName,
    tableId: service.table.id,
    tableName: service.table.name,
    tableArea: service.table.area.name,
    pdChargeMinutes: Math.floor((service.end - service.start) / 60),
    assistantAbolishAmount: yuan(service.amount),
    trashReason: reason,
    createTime: toWallTime(at),
  };
}
