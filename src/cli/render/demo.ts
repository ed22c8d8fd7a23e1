import type { Demo } from '../actions/demo-action.ts';
import { renderResults } from './quality.ts';
import { renderRun } from './run.ts';
import { type Column, renderCount, renderTable } from './table.ts';

type Day = Demo['days'][number];

const amount = (head: string, value: (day: Day) => string): Column<Day> => ({ head, align: 'right', value });

/** What the demo found: the load, that a second one changes nothing, the books of each day beside the truth, and the checks. */
export function renderDemo(demo: Demo): string {
  const written = demo.second.tasks.reduce((sum, task) => sum + task.rowsNew + task.rowsChanged + task.rowsDeleted, 0);
  const seen = demo.second.tasks.reduce((sum, task) => sum + task.rowsSeen, 0);
  return [
    renderRun(demo.first),
    `second run: ${renderCount(seen)} rows read again, ${renderCount(written)} written`,
    renderBooks(demo.days),
    `checks of the last days: ${renderResults(demo.checks)}`,
    renderPlace(demo),
  ].join('\n\n');
}

function renderBooks(days: readonly Day[]): string {
  const table = renderTable(days, [
    { head: 'business day', value: (day) => day.businessDate },
    amount('settlements', (day) => day.settlements),
    amount('gross', (day) => day.gross),
    amount('received', (day) => day.received),
    amount('from cards', (day) => day.fromCards),
    amount('recharged', (day) => day.recharged),
    { head: 'to the cent', value: (day) => (day.agrees ? 'yes' : 'NO') },
  ]);
  const last = days.at(-1);
  const views =
    last === undefined
      ? []
      : [
          `${last.businessDate}: consumption ${last.gross}, recognised revenue ${last.recognised}, cash in ${last.cashIn}`,
        ];
  const wrong = days.filter((day) => !day.agrees).length;
  const verdict =
    wrong === 0
      ? 'every closed day equals what happened in the hall'
      : `${wrong} days differ from what happened in the hall`;
  return [table, verdict, ...views].join('\n');
}

function renderPlace(demo: Demo): string {
  if (!demo.kept) return 'The scratch folder goes when this ends; with --keep it stays.';
  return `The scratch folder ${demo.folder} stays. Its database can be started again with:\nDATA_ROOT=${demo.folder}/data npm run etl -- db start`;
}
