import { z } from 'zod';
import { CSV_LINE_END, CSV_MARK, csvField, disarmFormula, looksLikeFormula } from '../../../base/csv.ts';
import { TREND_DAYS, TREND_METRICS, type TrendMetric, type TrendsAnswer } from '../../api/trends.ts';
import { bilingual } from '../answers.ts';
import { DATE, STORE, sitesOf } from '../input.ts';
import { readStores } from '../queries/stores.ts';
import { readTrends } from '../queries/trends.ts';
import { defineRoute, type Route, type RouteRequest } from '../route.ts';

const METRIC_NAMES = Object.keys(TREND_METRICS) as [TrendMetric, ...TrendMetric[]];

const INPUT = z.object({
  metric: z.enum(METRIC_NAMES),
  date: DATE,
  days: z.coerce
    .number()
    .refine(
      (days) => TREND_DAYS.some((one) => one === days),
      bilingual(`只能是 ${TREND_DAYS.join('、')}`, `is none of ${TREND_DAYS.join(', ')}`),
    ),
  store: STORE,
  split: z.enum(['yes', 'no']).default('no'),
});

export const trendsRoutes: readonly Route[] = [
  defineRoute({ method: 'GET', path: '/trends', access: 'viewer', input: INPUT, handle: readAsked }),
  defineRoute({
    method: 'GET',
    path: '/trends.csv',
    access: 'viewer',
    input: INPUT,
    handle: async (request) => {
      const trends = await readAsked(request);
      const { stores } = await request.read(readStores);
      const names = new Map(stores.map(({ siteId, name }) => [siteId, name]));
      const { metric, date, days } = request.input;
      return toCsvResponse(`${metric}-${date}-${days}d.csv`, renderCsv(trends, names));
    },
  }),
];

function readAsked({ input, read }: RouteRequest<z.output<typeof INPUT>>): Promise<TrendsAnswer> {
  const { metric, date, days, store, split } = input;
  return read(async (db) =>
    readTrends(db, { metric, date, days, sites: await sitesOf(db, store), isSplit: split === 'yes' }),
  );
}

/** Names are of people's making; what comes below them are dates and amounts, whose minus is no formula. */
function renderCsv({ metric, dates, series }: TrendsAnswer, names: ReadonlyMap<string, string>): string {
  const heads = series.map(({ siteId }) => (siteId === null ? metric : (names.get(siteId) ?? siteId)));
  const safe = heads.map((head) => (looksLikeFormula(head) ? disarmFormula(head) : head));
  const lines = dates.map((date, i) => [date, ...series.map(({ values }) => values[i] ?? null)]);
  return (
    CSV_MARK +
    [['business_date', ...safe], ...lines].map((cells) => cells.map(csvField).join(',') + CSV_LINE_END).join('')
  );
}

function toCsvResponse(name: string, csv: string): Response {
  return new Response(csv, {
    headers: { 'Content-Type': 'text/csv; charset=utf-8', 'Content-Disposition': `attachment; filename="${name}"` },
  });
}
