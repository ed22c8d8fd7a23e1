import { z } from 'zod';
import { businessDateAt } from '../../../base/business-day.ts';
import { addDays, type LocalDate } from '../../../base/local-time.ts';
import { TASKS } from '../../../orchestration/registry.ts';
import { loadStores, readDisabledTasks } from '../../../orchestration/stores.ts';
import type { Queryable, Store, Task } from '../../../tasks/task.ts';
import type { EndpointRow, FreshnessAnswer, StoreFreshness } from '../../api/freshness.ts';
import { isAtLeast } from '../../api/roles.ts';
import { DATE, STORE, sitesOf } from '../input.ts';
import {
  type Board,
  readCoverage,
  readDayStates,
  readSinces,
  readTaskFreshness,
  type Since,
} from '../queries/freshness.ts';
import { readStores } from '../queries/stores.ts';
import { defineRoute, type Route, type RouteRequest } from '../route.ts';
import { coverageOf, type DayRead, gapOf, worstOf } from '../steer/coverage.ts';

const MOST_DAYS = 92;
const INPUT = z.object({
  store: STORE,
  days: z.coerce.number().int().min(1).max(MOST_DAYS).default(28),
  /** Last day; default the one that is not over. */
  to: DATE.optional(),
});

export const freshnessRoutes: readonly Route[] = [
  defineRoute({ method: 'GET', path: '/freshness', access: 'viewer', input: INPUT, handle: answerFreshness }),
];

function answerFreshness({
  input,
  place,
  session,
  read,
}: RouteRequest<z.output<typeof INPUT>>): Promise<FreshnessAnswer> {
  const mayAct = isAtLeast(session.role, 'operator');
  return read(async (db) => {
    const sites = await sitesOf(db, input.store);
    const seen = (await readStores(db)).stores;
    const wanted = seen.filter(({ siteId }) => sites === null || sites.includes(siteId));
    if (wanted.length === 0) return { dates: [], stores: [], mayAct };
    const stores = await loadStores(
      db,
      wanted.map(({ siteId }) => siteId),
    );
    const now = place.clock.now();
    const dates = datesUpTo(input.to ?? lastDateOf(stores, now), input.days);
    const named = stores.map((store) => ({
      ...store,
      name: seen.find(({ siteId }) => siteId === store.siteId)?.name ?? store.name,
    }));
    return { dates, stores: await readBoard(db, { stores: named, dates }, now, place.endpoints), mayAct };
  });
}

/** The latest business day that has begun in any of the stores. */
function lastDateOf(stores: readonly Store[], now: Date): LocalDate {
  const dates = stores.map(({ businessDays }) => businessDateAt(businessDays, now));
  return dates.toSorted().at(-1) as LocalDate;
}

function datesUpTo(last: LocalDate, days: number): LocalDate[] {
  return Array.from({ length: days }, (_, i) => addDays(last, i - days + 1));
}

async function readBoard(
  db: Queryable,
  board: Board,
  now: Date,
  endpoints: RouteRequest<unknown>['place']['endpoints'],
): Promise<StoreFreshness[]> {
  const windowed = endpoints.filter(({ mode }) => mode === 'window').map(({ task }) => task);
  const readOf = await readCoverage(db, board);
  const sinces = await readSinces(db, board, windowed);
  const states = await readDayStates(db, board);
  const isAlone = board.stores.length === 1;
  const stores: StoreFreshness[] = [];
  for (const { siteId, name } of board.stores) {
    const disabled = await readDisabledTasks(db, siteId, TASKS);
    const on = TASKS.filter(({ code }) => !disabled.has(code));
    const begun = sinces.filter((since) => since.siteId === siteId);
    const rows = on
      .filter(({ code }) => windowed.includes(code))
      .map((task) => toRow(task, { days: readOf(siteId, task.code), begun, now }));
    stores.push({
      siteId,
      name,
      days: board.dates.map((date) => states.get(`${siteId} ${date}`) ?? null),
      worst: worstOf(rows, board.dates.length),
      endpoints: isAlone ? rows : [],
      tasks: isAlone ? await readTaskFreshness(db, siteId, on) : [],
      gap: gapOf(rows, board.dates),
    });
  }
  return stores;
}

interface RowContext {
  readonly days: readonly DayRead[];
  /** Since when the endpoints of the store have been read. */
  readonly begun: readonly Since[];
  readonly now: Date;
}

/** An endpoint that has read nothing yet is expected since the first one of its store. */
function toRow({ code, zh, en }: Pick<Task, 'code' | 'zh' | 'en'>, { days, begun, now }: RowContext): EndpointRow {
  const own = begun.find(({ task }) => task === code)?.since;
  const first = begun.length === 0 ? null : Math.min(...begun.map(({ since }) => since));
  const bounds = { since: own ?? first, now: now.getTime() };
  return { task: code, zh, en, cells: days.map((day) => coverageOf(day, bounds)) };
}
