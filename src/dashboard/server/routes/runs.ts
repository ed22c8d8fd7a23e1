import { hostname } from 'node:os';
import { z } from 'zod';
import { RequestRefused } from '../../../base/errors.ts';
import { adviceOn } from '../../../guide/find-entry.ts';
import { TASKS } from '../../../orchestration/registry.ts';
import type { Queryable } from '../../../tasks/task.ts';
import type { LogAnswer, RunAnswer, RunsAnswer, ShownTask } from '../../api/pipeline.ts';
import { isAtLeast } from '../../api/roles.ts';
import { RUN_ID, STORE, sitesOf } from '../input.ts';
import { liveAnswer } from '../live.ts';
import { type FoundRun, findRun, type RecordedTask, readRuns, readTasks } from '../queries/runs.ts';
import { defineRoute, type Route, type RouteRequest } from '../route.ts';
import { readRunLog } from '../steer/run-log.ts';
import { toGraph } from '../steer/task-graph.ts';

const LIST = z.object({ store: STORE, show: z.enum(['all', 'bad']).default('all'), before: RUN_ID.optional() });
const ONE = z.object({ id: RUN_ID });

type ForOne = RouteRequest<z.output<typeof ONE>>;

export const runsRoutes: readonly Route[] = [
  defineRoute({ method: 'GET', path: '/runs', access: 'viewer', input: LIST, handle: answerRuns }),
  defineRoute({ method: 'GET', path: '/runs/one', access: 'viewer', input: ONE, handle: answerRun }),
  defineRoute({
    method: 'GET',
    path: '/runs/live',
    access: 'viewer',
    input: ONE,
    handle: (request) =>
      liveAnswer({
        read: () => answerRun(request),
        isOver: ({ run }) => run.status !== 'RUNNING',
        ...request.place,
      }),
  }),
  defineRoute({ method: 'GET', path: '/runs/log', access: 'viewer', input: ONE, handle: answerLog }),
];

function answerRuns({ input, session, read }: RouteRequest<z.output<typeof LIST>>): Promise<RunsAnswer> {
  const { store, show, before = null } = input;
  return read(async (db) => {
    const sites = await sitesOf(db, store);
    return readRuns(db, { sites, onlyBad: show === 'bad', before }, session.siteIds !== null);
  });
}

/** The run of a request. Throws RequestRefused when there is none, or the user sees no store of it. */
export async function runOf(db: Queryable, { input, session }: Pick<ForOne, 'input' | 'session'>): Promise<FoundRun> {
  const run = await findRun(db, input.id, session.siteIds !== null);
  if (run !== null) return run;
  throw new RequestRefused(404, 'NO_SUCH_RUN', {
    zh: `没有运行 ${input.id}，或者它不归你看`,
    en: `run ${input.id} is not there, or not for you to see`,
  });
}

function answerRun({ input, session, read }: ForOne): Promise<RunAnswer> {
  return read(async (db) => {
    const { host, error, planned, processId: _, ...run } = await runOf(db, { input, session });
    const tasks = withWaiting(run.status === 'RUNNING' ? planned : [], await readTasks(db, run.runId), run.siteIds);
    const codes = new Set(tasks.map(({ code }) => code));
    return {
      run,
      host,
      // It may be about any store of the run.
      error: session.siteIds === null ? error : null,
      tasks,
      graph: toGraph(TASKS.filter(({ code }) => codes.has(code))),
      mayAct: isAtLeast(session.role, 'operator'),
    };
  });
}

/** Tasks with their names and what to do, and behind them those that have not begun. */
function withWaiting(
  planned: readonly string[],
  begun: readonly RecordedTask[],
  siteIds: readonly string[],
): ShownTask[] {
  const seen = new Set(begun.map(({ siteId, code }) => `${siteId} ${code}`));
  const waiting = siteIds.flatMap((siteId) =>
    planned.filter((code) => !seen.has(`${siteId} ${code}`)).map((code) => ({ ...NOT_BEGUN, siteId, code })),
  );
  return [...begun, ...waiting].map((task) => {
    const { zh, en } = TASKS.find(({ code }) => code === task.code) ?? { zh: task.code, en: task.code };
    return { ...task, zh, en, advice: adviceOn(task.errorCode) };
  });
}

const NOT_BEGUN: Omit<RecordedTask, 'siteId' | 'code'> = {
  status: 'WAITING',
  startedAt: null,
  endedAt: null,
  totalMs: 0,
  requests: 0,
  retries: 0,
  pages: 0,
  rowsSeen: '0',
  rowsNew: '0',
  rowsChanged: '0',
  rowsDeleted: '0',
  rowsQuarantined: '0',
  errorCode: null,
  message: null,
};

async function answerLog({ input, place, session, read }: ForOne): Promise<LogAnswer> {
  const run = await read((db) => runOf(db, { input, session }));
  const { LOG_ROOT } = place.currentConfig().values;
  const endedAt = run.endedAt === null ? place.clock.now() : new Date(run.endedAt);
  const asked = { ...run, startedAt: new Date(run.startedAt), endedAt, siteIds: session.siteIds };
  return { ...(await readRunLog(LOG_ROOT, asked)), isElsewhere: run.host !== hostname() };
}
