import { type LocalDate, type LocalTime, toInstant } from '../../base/local-time.ts';
import { BLOCKING_CHECKS } from '../../catalog/checks.ts';
import { DIMENSIONS } from '../../catalog/dimensions.ts';
import { FACTS } from '../../catalog/facts.ts';
import type { Client } from '../../database/connection.ts';
import { statement } from '../../database/statement.ts';
import { readSnoozed, storeOutcomes } from '../../quality/result-store.ts';
import { readCursor } from '../cursor.ts';
import { REREAD_CODE } from '../reread-task.ts';
import { businessDateOf } from '../store-days.ts';
import { CHECK_FAILED, type Store, type Task, type TaskContext, type TaskEnding, type TaskPlan } from '../task.ts';
import { PUBLISH_CODE, recordDeclaration } from './declaration.ts';
import { readDueDays } from './due-days.ts';
import { type PublicationScope, recordPublication } from './publication.ts';
import { type Batch, publishDays } from './publish-days.ts';

/** Days computed and judged in one transaction: enough to be quick, few enough to keep a transaction short. */
const BATCH_DAYS = 31;

/** Days named in a message. */
const NAMED_DAYS = 5;

/** Computes the marts of the days that are due and publishes those that pass the blocking checks. */
export const publishTask: Task = {
  code: PUBLISH_CODE,
  zh: '发布集市',
  en: 'Marts, audited and published by store-day',
  dependsOn: [],
  // Whether the inputs of a day are complete is a check, so that the failure of one task holds back only its days.
  after: [...[...DIMENSIONS, ...FACTS].map(({ task }) => task), REREAD_CODE],
  offline: true,
  plan: planPublication,
  run: publish,
};

async function planPublication({ db, store, windows }: TaskContext): Promise<TaskPlan> {
  const due = await readDueDays(db, store, windows.upperBound);
  const note =
    due.length === 0
      ? 'no day is due'
      : `${due.length} days due, ${due[0]?.date} to ${due.at(-1)?.date}, and what changes`;
  return { windows: [], requests: 0, note };
}

async function publish(context: TaskContext): Promise<TaskEnding> {
  const { atomically, db, store, windows, clock, counters, reporter, signal } = context;
  const started = clock.now().getTime();
  const scope = await toScope(context);
  const due = await readDueDays(db, store, windows.upperBound);
  const dayMovedOn = (await readAsOf(context)) !== scope.asOf;
  const held: string[] = [];
  for (let from = 0; from < due.length; from += BATCH_DAYS) {
    signal.throwIfAborted();
    const batch = due.slice(from, from + BATCH_DAYS);
    const isLast = from + BATCH_DAYS >= due.length;
    held.push(...(await publishBatch(context, { due: batch, allMembers: isLast && dayMovedOn }, scope)));
    if (!isLast) reporter.info(`marts: ${from + BATCH_DAYS} of ${due.length} days`);
  }
  await atomically((client) => recordDeclaration(client, store));
  counters.rowsSeen += due.length;
  counters.loadMs += clock.now().getTime() - started;
  return held.length === 0 ? { status: 'SUCCESS' } : heldBack(held, due.length);
}

function heldBack(held: readonly string[], dueDays: number): TaskEnding {
  const named = held.slice(0, NAMED_DAYS).join('; ') + (held.length > NAMED_DAYS ? '; …' : '');
  return {
    status: 'WARNING',
    code: CHECK_FAILED,
    message: `${held.length} of ${dueDays} days keep their last good figures, because a blocking check failed: ${named}`,
  };
}

/** Publishes a batch; returns a line for each day that was held back. */
async function publishBatch(
  { atomically, counters, store, windows }: TaskContext,
  batch: Batch,
  scope: PublicationScope,
): Promise<string[]> {
  const judgement = await atomically(async (client) => {
    const judged = await publishDays(client, batch, BLOCKING_CHECKS, scope);
    await recordPublication(client, judged, scope);
    await storeOutcomes(client, judged.outcomes, scope);
    if (batch.allMembers) await writeAsOf(client, store, windows.upperBound);
    return judged;
  });
  for (const rows of judgement.changed.values()) counters.rowsChanged += rows;
  return judgement.days
    .filter(({ failed }) => failed.length > 0)
    .map(({ day, failed }) => `${day.date} (${failed.join(', ')})`);
}

async function toScope({ db, store, runId, clock, windows }: TaskContext): Promise<PublicationScope> {
  return {
    siteId: store.siteId,
    runId,
    clock,
    asOf: businessDateOf(store, windows.upperBound),
    snoozed: await readSnoozed(db, store.siteId, clock.now()),
    seenAt: await databaseTime(db),
  };
}

/** The business date to which values that age were last brought; null before the first time. */
async function readAsOf({ db, store }: TaskContext): Promise<LocalDate | null> {
  const { time } = await readCursor(db, store, PUBLISH_CODE);
  return time === null ? null : businessDateOf(store, time);
}

async function writeAsOf(client: Client, store: Store, readUpTo: LocalTime): Promise<void> {
  const sql = `insert into etl_admin.etl_cursor (site_id, task_code, time_cursor) values ($siteId, $task, $at)
on conflict (site_id, task_code) do update set time_cursor = excluded.time_cursor, updated_at = now()`;
  const at = toInstant(readUpTo, store.timezone);
  await client.query(statement(sql, { siteId: store.siteId, task: PUBLISH_CODE, at }));
}

/** Dirty days are marked by the clock of the database, so they are compared with it; as text it keeps its microseconds. */
async function databaseTime(db: TaskContext['db']): Promise<string> {
  const { rows } = await db.query<{ now: string }>('select now()::text as now');
  const [row] = rows;
  if (row === undefined) throw new Error('the database did not tell the time');
  return row.now;
}
