import { z } from 'zod';
import { RequestRefused } from '../../../base/errors.ts';
import { toSiteId } from '../../../base/ids.ts';
import { assertFree } from '../../../database/lease.ts';
import { endBackfill, readBackfill } from '../../../orchestration/backfill/ledger.ts';
import { TASKS } from '../../../orchestration/registry.ts';
import { planResumption } from '../../../orchestration/resume.ts';
import { selectTasks } from '../../../orchestration/select-tasks.ts';
import { assertRange } from '../../../orchestration/window-rules.ts';
import type { JobAnswer } from '../../api/pipeline.ts';
import { bilingual } from '../answers.ts';
import { DATE, RUN_ID, STORE, sitesOf } from '../input.ts';
import { toShownJobs } from '../queries/now.ts';
import { readStores } from '../queries/stores.ts';
import { defineRoute, type Route, type RouteRequest } from '../route.ts';
import type { JobRequest } from '../steer/jobs.ts';
import { isSeen } from './pipeline.ts';
import { runOf } from './runs.ts';

/** Ten years, as `run --reread` takes them. */
const MOST_REREAD_DAYS = 3660;

/** What is not filled in is not asked for. */
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((given) => (given === '' ? undefined : given), schema.optional());
const TASK_NAMES = z
  .string()
  .max(2000)
  .refine((text) => !text.startsWith('-'), bilingual('不是任务列表', 'is no list of tasks'));

const RUN = z.object({
  store: STORE,
  tasks: optional(TASK_NAMES),
  from: optional(DATE),
  to: optional(DATE),
  reread: z.number().int().min(0).max(MOST_REREAD_DAYS).optional(),
  dryRun: z.boolean().default(false),
});
const BACKFILL = z.object({
  store: STORE,
  tasks: optional(TASK_NAMES),
  from: DATE,
  to: DATE,
  missing: z.boolean().default(true),
  dryRun: z.boolean().default(false),
});
const RUN_OF = z.object({ id: RUN_ID });
const BACKFILL_OF = z.object({
  id: z.string().regex(/^[1-9]\d{0,17}$/, bilingual('不是回补的编号', 'is not the number of a backfill')),
});

/** Starts and stops. Each is a process of its own, so that what it does is what the command line does. */
export const jobsRoutes: readonly Route[] = [
  defineRoute({
    method: 'POST',
    path: '/jobs/run',
    action: 'job.run',
    access: 'operator',
    input: RUN,
    handle: startRun,
  }),
  defineRoute({
    method: 'POST',
    path: '/jobs/resume',
    action: 'job.resume',
    access: 'operator',
    input: RUN_OF,
    handle: resumeRun,
  }),
  defineRoute({
    method: 'POST',
    path: '/jobs/backfill',
    action: 'job.backfill',
    access: 'operator',
    input: BACKFILL,
    handle: startBackfill,
  }),
  defineRoute({
    method: 'POST',
    path: '/jobs/backfill/resume',
    action: 'job.backfill-resume',
    access: 'operator',
    input: BACKFILL_OF,
    handle: resumeBackfill,
  }),
  defineRoute({
    method: 'POST',
    path: '/jobs/backfill/cancel',
    action: 'job.backfill-cancel',
    access: 'operator',
    input: BACKFILL_OF,
    handle: cancelBackfill,
  }),
  defineRoute({
    method: 'POST',
    path: '/jobs/stop',
    action: 'job.stop',
    access: 'operator',
    input: z.object({ id: z.uuid(bilingual('不是进程的编号', 'is no job')) }),
    handle: stopJob,
  }),
];

async function startRun(request: RouteRequest<z.output<typeof RUN>>): Promise<JobAnswer> {
  const { store, tasks = '', from = '', to = '', reread = 0, dryRun } = request.input;
  assertSelection(tasks, { from, to });
  if (reread > 0 && from + to !== '') {
    throw new RequestRefused(400, 'BAD_INPUT', {
      zh: 'reread：它从现在往回数，填了日期范围就不要填它',
      en: 'reread: goes back from the present; with a range leave it out',
    });
  }
  const siteIds = await chosenSites(request, store);
  const args = [
    'run',
    ...storesFlag(siteIds),
    ...flag('--tasks', tasks),
    ...flag('--from', from),
    ...flag('--to', to),
    ...flag('--reread', reread === 0 ? '' : String(reread)),
    ...(dryRun ? ['--dry-run'] : []),
  ];
  return start(request, { args, siteIds, lane: 'live' });
}

/** Refused when a store of the run is not for the user: it would be loaded as well. */
async function resumeRun(request: RouteRequest<z.output<typeof RUN_OF>>): Promise<JobAnswer> {
  const { id } = request.input;
  const { storeIds, seen } = await request.read(async (db) => {
    await runOf(db, request);
    const left = await planResumption(db, id, TASKS);
    const { stores } = await readStores(db);
    return { storeIds: left.storeIds, seen: stores.map(({ siteId }) => siteId) };
  });
  const unseen = storeIds.filter((siteId) => !seen.includes(siteId));
  if (unseen.length > 0) {
    throw new RequestRefused(403, 'FORBIDDEN', {
      zh: `运行 ${id} 还涉及不归你加载的门店`,
      en: `run ${id} is of stores besides that are not for you to load`,
    });
  }
  if (storeIds.length === 0) return { job: null };
  return start(request, { args: ['runs', 'resume', id], siteIds: storeIds, lane: 'live' });
}

async function startBackfill(request: RouteRequest<z.output<typeof BACKFILL>>): Promise<JobAnswer> {
  const { store, tasks = '', from, to, missing, dryRun } = request.input;
  assertSelection(tasks, { from, to });
  const siteIds = await chosenSites(request, store);
  const args = [
    'backfill',
    '--from',
    from,
    '--to',
    to,
    ...storesFlag(siteIds),
    ...flag('--tasks', tasks),
    ...(missing ? ['--missing'] : []),
    ...(dryRun ? ['--dry-run'] : []),
  ];
  return start(request, { args, siteIds, lane: 'backfill' });
}

async function resumeBackfill(request: RouteRequest<z.output<typeof BACKFILL_OF>>): Promise<JobAnswer> {
  const { id } = request.input;
  const { siteId, status } = await request.read((db) => readBackfill(db, id));
  if (status !== 'OPEN') throw backfillEnded(id, status);
  return start(request, { args: ['backfill', 'resume', id], siteIds: [siteId], lane: 'backfill' });
}

async function cancelBackfill({
  input: { id },
  place,
  read,
}: RouteRequest<z.output<typeof BACKFILL_OF>>): Promise<{ readonly cancelled: string }> {
  const { status } = await read((db) => readBackfill(db, id));
  if (status !== 'OPEN') throw backfillEnded(id, status);
  await endBackfill(place.controlPool, id, 'CANCELLED');
  return { cancelled: id };
}

function backfillEnded(id: string, status: string): RequestRefused {
  return new RequestRefused(409, 'BACKFILL_ENDED', {
    zh: `回补 ${id} 已经结束（${status}）`,
    en: `backfill ${id} is ${status.toLowerCase()} already`,
  });
}

async function stopJob({
  input: { id },
  place,
  session,
  read,
}: RouteRequest<{ readonly id: string }>): Promise<JobAnswer> {
  const found = place.jobs.list().find((job) => job.id === id);
  if (found === undefined || !isSeen(found, session.siteIds)) {
    throw new RequestRefused(404, 'NO_SUCH_JOB', {
      zh: '它不是从这个服务启动的，或者不归你停止',
      en: 'this was not started from this server, or is not for you to stop',
    });
  }
  const stopped = place.jobs.stop(id);
  const [job = null] = await read((db) => toShownJobs(db, [stopped]));
  return { job };
}

/** What is wrong with the choice is said now, not by a process that ends at once. Throws ConfigError. */
function assertSelection(tasks: string, { from, to }: { readonly from: string; readonly to: string }): void {
  if (tasks !== '') selectTasks(tasks, TASKS);
  assertRange({ from: from === '' ? null : from, to: to === '' ? null : to });
}

/** Ids of the stores that a choice means; null: all that are on, which only somebody who sees all can mean. */
async function chosenSites(
  { read, session }: Pick<RouteRequest<unknown>, 'read' | 'session'>,
  store: string,
): Promise<readonly string[] | null> {
  return (await read((db) => sitesOf(db, store))) ?? session.siteIds;
}

const flag = (name: string, value: string): string[] => (value === '' ? [] : [name, value]);

const storesFlag = (siteIds: readonly string[] | null): string[] => flag('--stores', siteIds?.join(',') ?? '');

/** Starts a process, unless somebody else is at work on one of its stores: then RequestRefused or LockedError says who. */
async function start(
  { place, session, read }: Pick<RouteRequest<unknown>, 'place' | 'session' | 'read'>,
  asked: Omit<JobRequest, 'user'>,
): Promise<JobAnswer> {
  const request = { ...asked, user: session.user };
  // A person is named before a process is.
  place.jobs.assertNoRival(request);
  if (request.lane === 'live') {
    const stores = request.siteIds ?? (await read(readStores)).stores.map(({ siteId }) => siteId);
    for (const siteId of stores) await assertFree(place.controlPool, toSiteId(siteId));
  }
  const started = place.jobs.start(request);
  const [job = null] = await read((db) => toShownJobs(db, [started]));
  return { job };
}
