import { z } from 'zod';
import { RequestRefused } from '../../../base/errors.ts';
import { TASKS } from '../../../orchestration/registry.ts';
import { type ListedSchedule, listSchedules } from '../../../orchestration/schedule/list-schedules.ts';
import { DEFAULT_SCHEDULES } from '../../../orchestration/schedule/schedule.ts';
import { resetSchedule, setSchedule } from '../../../orchestration/schedule/schedule-store.ts';
import { selectTasks } from '../../../orchestration/select-tasks.ts';
import { loadStores } from '../../../orchestration/stores.ts';
import type { SchedulesAnswer, ShownSchedule } from '../../api/settings.ts';
import { STORE, sitesOf } from '../input.ts';
import { readStores } from '../queries/stores.ts';
import { defineRoute, type Route, type RouteRequest } from '../route.ts';

const LIST = z.object({ store: STORE });
const NAMED = LIST.extend({ name: z.string().min(1).max(31) });
const CHANGE = NAMED.extend({
  cron: z.string().trim().min(1).max(100).optional(),
  enabled: z.boolean().optional(),
  /** Empty: all that are on. */
  tasks: z.string().trim().max(2000).optional(),
  rereadDays: z.number().int().min(0).max(3660).optional(),
});

export const schedulesRoutes: readonly Route[] = [
  defineRoute({ method: 'GET', path: '/schedules', access: 'viewer', input: LIST, handle: answerSchedules }),
  defineRoute({
    method: 'POST',
    path: '/schedules/set',
    action: 'schedule.set',
    access: 'admin',
    input: CHANGE,
    handle: change,
  }),
  defineRoute({
    method: 'POST',
    path: '/schedules/reset',
    action: 'schedule.reset',
    access: 'admin',
    input: NAMED,
    handle: reset,
  }),
];

function answerSchedules({ input, place, read }: RouteRequest<z.output<typeof LIST>>): Promise<SchedulesAnswer> {
  return read(async (db) => {
    const sites = await sitesOf(db, input.store);
    const { stores: seen } = await readStores(db);
    const wanted = seen.filter(({ siteId }) => sites === null || sites.includes(siteId));
    if (wanted.length === 0) return { schedules: [] };
    const names = new Map(wanted.map(({ siteId, name }) => [siteId, name]));
    const listed = await listSchedules(db, await loadStores(db, [...names.keys()]), place.clock.now());
    return { schedules: listed.map((schedule) => toShown(schedule, names)) };
  });
}

function toShown(schedule: ListedSchedule, names: ReadonlyMap<string, string>): ShownSchedule {
  const { name, siteId, action, cron, tasks, rereadDays, sliceDays, quietHours, enabled, timezone } = schedule;
  const { last, nextAt } = schedule;
  return {
    name,
    siteId,
    storeName: names.get(siteId) ?? siteId,
    action,
    cron,
    tasks,
    rereadDays,
    sliceDays,
    quietHours,
    isEnabled: enabled,
    isShipped: isShipped(schedule),
    timezone,
    nextAt,
    lastStartedAt: last?.startedAt ?? null,
    lastOutcome: last?.outcome ?? null,
    lastMessage: last?.message ?? null,
    lastRunId: last?.runId ?? null,
  };
}

function isShipped(schedule: ListedSchedule): boolean {
  const shipped = DEFAULT_SCHEDULES.find(({ name }) => name === schedule.name);
  if (shipped === undefined) return false;
  const keys = Object.keys(shipped) as (keyof typeof shipped)[];
  return keys.every((key) => schedule[key] === shipped[key]);
}

/** Ids of the stores that a change concerns; null stands for all of them, which only somebody who sees all can mean. */
async function concerned({
  input,
  session,
  read,
}: RouteRequest<z.output<typeof NAMED>>): Promise<readonly (string | null)[]> {
  return (await read((db) => sitesOf(db, input.store))) ?? session.siteIds ?? [null];
}

async function change(request: RouteRequest<z.output<typeof CHANGE>>): Promise<{ readonly name: string }> {
  const { name, cron, enabled, tasks, rereadDays } = request.input;
  if (tasks !== undefined && tasks !== '') selectTasks(tasks, TASKS);
  const stated = {
    ...(cron === undefined ? {} : { cron }),
    ...(enabled === undefined ? {} : { enabled }),
    ...(tasks === undefined ? {} : { tasks: tasks === '' ? null : tasks }),
    ...(rereadDays === undefined ? {} : { rereadDays }),
  };
  if (Object.keys(stated).length === 0) {
    throw new RequestRefused(400, 'BAD_INPUT', {
      zh: `没有要修改计划 ${name} 的什么`,
      en: `nothing is to be changed of schedule ${name}`,
    });
  }
  const { controlPool } = request.place;
  for (const siteId of await concerned(request)) await setSchedule(controlPool, name, { siteId, change: stated });
  return { name };
}

async function reset(request: RouteRequest<z.output<typeof NAMED>>): Promise<{ readonly name: string }> {
  const { name } = request.input;
  for (const siteId of await concerned(request)) await resetSchedule(request.place.controlPool, name, siteId);
  return { name };
}
