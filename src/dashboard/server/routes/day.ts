import { z } from 'zod';
import { RequestRefused } from '../../../base/errors.ts';
import { addDays, type LocalDate } from '../../../base/local-time.ts';
import type { Queryable } from '../../../tasks/task.ts';
import type { DayAnswer } from '../../api/day.ts';
import type { WhyAnswer } from '../../api/why.ts';
import { DATE, STORE, sitesOf } from '../input.ts';
import {
  type DayScope,
  readAssistants,
  readBridge,
  readGoods,
  readLiability,
  readPayments,
  readStatuses,
  readSummary,
} from '../queries/day.ts';
import { explainSlice } from '../queries/explain-slice.ts';
import { readHeat } from '../queries/heat.ts';
import { METRICS, metricColumn } from '../queries/metrics.ts';
import { SLICES, type SliceScope } from '../queries/slices.ts';
import { partsOf, readFacts } from '../queries/why.ts';
import { defineRoute, type Route } from '../route.ts';

const DAYS_OF_WEEK = 7;

export const dayRoutes: readonly Route[] = [
  defineRoute({
    method: 'GET',
    path: '/day',
    access: 'viewer',
    input: z.object({ date: DATE, store: STORE }),
    handle: ({ input: { date, store }, read }) =>
      read(async (db) => readDay(db, { date, sites: await sitesOf(db, store) })),
  }),
  defineRoute({
    method: 'GET',
    path: '/why/:metric',
    access: 'viewer',
    input: z.object({
      date: DATE,
      store: STORE,
      metric: z.string().max(60),
      of: z.string().max(2000).default(''),
      hour: z.coerce.number().int().min(0).max(23).nullable().default(null),
    }),
    handle: ({ input: { date, store, metric, of, hour }, read }) =>
      read(async (db) => readWhy(db, metric, { date, sites: await sitesOf(db, store), of, hour })),
  }),
];

/** Everything about a day, and what it is compared with: the same weekday a week before. */
export async function readDay(db: Queryable, scope: DayScope): Promise<DayAnswer> {
  const { date } = scope;
  const before = { ...scope, date: addDays(date as LocalDate, -DAYS_OF_WEEK) };
  return {
    date,
    comparedDate: before.date,
    statuses: await readStatuses(db, scope),
    summary: await readSummary(db, scope),
    compared: await readSummary(db, before),
    bridge: await readBridge(db, scope),
    payments: await readPayments(db, scope),
    heat: await readHeat(db, scope),
    goods: await readGoods(db, scope),
    assistants: await readAssistants(db, scope),
    liability: await readLiability(db, scope),
    comparedLiability: await readLiability(db, before),
  };
}

async function readWhy(db: Queryable, name: string, scope: SliceScope): Promise<WhyAnswer> {
  const slice = SLICES.get(name);
  if (slice !== undefined) return explainSlice(db, name, slice, scope);
  const metric = METRICS[name];
  const column = metricColumn(name);
  if (metric === undefined || column === undefined) {
    throw new RequestRefused(404, 'NO_SUCH_FIGURE', {
      zh: `没有叫 ${name} 的数字，或者不知道它由什么组成`,
      en: `no figure is called ${name}, or nothing is known about its parts`,
    });
  }
  const summary = (await readSummary(db, scope)) ?? {};
  return {
    metric: name,
    ...column,
    item: null,
    date: scope.date,
    value: summary[name] ?? '0',
    parts: metric.kind === 'parts' ? partsOf(metric, summary, scope.date) : [],
    facts: metric.kind === 'facts' ? await readFacts(db, metric, scope) : null,
  };
}
