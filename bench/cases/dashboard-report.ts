import type { CaseResult, Goal, ResultLine } from '../lib/case-result.ts';
import type { PageLoad } from '../lib/page-load.ts';
import { p95Of, shown, shownSpread, spreadOf } from '../lib/stats.ts';
import type { LimitMeasured } from './dashboard-limit.ts';

/** How much is measured. */
export interface DashboardSize {
  readonly days: number;
  readonly visits: number;
  readonly runs: number;
  /** Of each run. */
  readonly tasks: number;
  readonly asks: number;
  readonly loads: number;
}

/** One way to ask for the list of runs, and how long each answer took. */
export interface ListMeasured {
  readonly what: string;
  readonly ms: readonly number[];
}

export interface DashboardMeasured {
  /** Null: there was no browser. */
  readonly loads: readonly PageLoad[] | null;
  readonly lists: readonly ListMeasured[];
  readonly limits: readonly LimitMeasured[];
}

const PAINT_GOAL_MS = 1_000;
const LIST_GOAL_MS = 100;
const TRANSFER_GOAL_KB = 300;
/** A quick look happens beside other work. */
const QUICK_LENIENCE = 3;

type Frame = DashboardSize & { readonly isQuick: boolean; readonly seconds: number };

export function reportDashboard(measured: DashboardMeasured, frame: Frame): CaseResult {
  const { days, visits, runs, tasks, asks, loads, isQuick, seconds } = frame;
  const lenience = isQuick ? QUICK_LENIENCE : 1;
  return {
    name: 'dashboard',
    title: 'The dashboard',
    method: [
      `A simulated store of ${visits} visits a day over ${days} days, and ${shown(runs)} runs of ${tasks} tasks each; embedded PostgreSQL, the product's server in the same process as the measurement.`,
      `**First page:** the newest day in headless Chromium on the same machine, ${loads} times after one that does not count, each time with an empty cache; bytes are those on the wire, headers included, of everything the page asks for.`,
      `**Run list:** ${asks} answers of 50 runs each, one after the other, from the request to the last byte; session, role, row-level security and compression included.`,
      '**Row-level security:** the queries of a page as the role whose rows the database limits to one store, and the same by the owner of the tables, taking turns, once for each day; both must answer the same.',
    ],
    columns: ['what', 'median (min–max)', '95 of 100 within'],
    lines: [
      ...loadLines(measured.loads ?? []),
      ...measured.lists.map(listLine),
      ...measured.limits.flatMap(limitLines),
    ],
    goals: [...loadGoals(measured.loads, lenience), listGoal(measured.lists, runs, lenience)],
    notes: [...(measured.loads === null ? [NO_BROWSER] : []), ...measured.limits.map(limitNote)],
    seconds,
    raw: measured,
  };
}

const NO_BROWSER = '**No browser was found: first paint and transfer were not measured.** `CHROMIUM` names one.';

function line(what: string, values: readonly number[], unit: string): ResultLine {
  const decimals = spreadOf(values).median < 10 ? 1 : 0;
  return {
    cells: [what, `${shownSpread(spreadOf(values), decimals)} ${unit}`, `${shown(p95Of(values), decimals)} ${unit}`],
  };
}

function loadLines(loads: readonly PageLoad[]): ResultLine[] {
  if (loads.length === 0) return [];
  const of = (read: (load: PageLoad) => number): number[] => loads.map(read);
  return [
    line(
      'first page: painted',
      of(({ paintMs }) => paintMs),
      'ms',
    ),
    line(
      'first page: figures there',
      of(({ figuresMs }) => figuresMs),
      'ms',
    ),
    line(
      'first page: charts there',
      of(({ chartsMs }) => chartsMs),
      'ms',
    ),
    line(
      'first page: transfer',
      of(({ bytes }) => bytes / 1000),
      'kB',
    ),
    line(
      'first page: requests',
      of(({ requests }) => requests),
      '',
    ),
  ];
}

function listLine({ what, ms }: ListMeasured): ResultLine {
  return line(`run list: ${what}`, ms, 'ms');
}

function limitLines({ what, ownerMs, limitedMs }: LimitMeasured): ResultLine[] {
  return [line(`${what}, by the owner`, ownerMs, 'ms'), line(`${what}, rows limited`, limitedMs, 'ms')];
}

function limitNote({ what, ownerMs, limitedMs }: LimitMeasured): string {
  const ratio = spreadOf(limitedMs.map((ms, index) => ms / (ownerMs[index] ?? Number.NaN))).median;
  return `Row-level security, with the change of role: ${what} takes ${shown(ratio, 2)} times as long.`;
}

function loadGoals(loads: readonly PageLoad[] | null, lenience: number): Goal[] {
  if (loads === null) return [];
  const paint = spreadOf(loads.map(({ paintMs }) => paintMs)).median;
  const figures = spreadOf(loads.map(({ figuresMs }) => figuresMs)).median;
  const kB = spreadOf(loads.map(({ bytes }) => bytes / 1000)).max;
  const goalMs = PAINT_GOAL_MS * lenience;
  return [
    { text: `first paint < ${shown(goalMs)} ms`, measured: `${shown(paint)} ms`, met: paint < goalMs },
    { text: `figures there < ${shown(goalMs)} ms`, measured: `${shown(figures)} ms`, met: figures < goalMs },
    {
      text: `transfer of the first page < ${TRANSFER_GOAL_KB} kB`,
      measured: `${shown(kB)} kB`,
      met: kB < TRANSFER_GOAL_KB,
    },
  ];
}

/** The slowest way of asking decides: a list that is quick only without a filter is not quick. */
function listGoal(lists: readonly ListMeasured[], runs: number, lenience: number): Goal {
  const slowest = Math.max(...lists.map(({ ms }) => spreadOf(ms).median));
  const goalMs = LIST_GOAL_MS * lenience;
  return {
    text: `slowest list of ${shown(runs)} runs < ${goalMs} ms, median`,
    measured: `${shown(slowest)} ms`,
    met: slowest < goalMs,
  };
}
