import { ConfigError } from '../base/errors.ts';
import { statement } from '../database/statement.ts';
import type { Queryable, Task } from '../tasks/task.ts';
import { type PastRunDetail, readRun } from './run-history.ts';
import type { AskedRange } from './window-rules.ts';

/** What a run left undone, ready to be run again. */
export interface Resumption {
  readonly runId: string;
  readonly storeIds: readonly string[];
  readonly tasks: readonly Task[];
  /** Codes to run of each store. */
  readonly codesByStore: ReadonlyMap<string, ReadonlySet<string>>;
  readonly range: AskedRange;
  readonly acceptDeletes: boolean;
}

/** What `run` writes into etl_run.arguments. */
interface RunArguments {
  readonly stores?: readonly string[];
  readonly tasks?: readonly string[];
  readonly codesByStore?: Readonly<Record<string, readonly string[]>>;
  readonly from?: string | null;
  readonly to?: string | null;
  readonly rereadDays?: number;
  readonly resumes?: readonly string[];
  readonly acceptDeletes?: boolean;
  /** Number of the backfill it worked on. */
  readonly backfill?: string;
}

const DONE: ReadonlySet<string> = new Set(['SUCCESS', 'WARNING']);

/**
 * What is left of a run: the tasks that did not end well, those that never began, and those that read what these bring.
 * Empty when nothing is left. Throws ConfigError for a run that cannot be resumed.
 */
export async function planResumption(db: Queryable, id: string, tasks: readonly Task[]): Promise<Resumption> {
  const past = await readRun(db, id);
  const given = await readArguments(db, past);
  const codesByStore = new Map<string, ReadonlySet<string>>();
  for (const siteId of given.stores ?? []) {
    const codes = codesLeft(past, siteId, { codes: given.codesByStore?.[siteId] ?? given.tasks ?? [], tasks });
    if (codes.size > 0) codesByStore.set(siteId, codes);
  }
  return {
    runId: past.runId,
    storeIds: [...codesByStore.keys()],
    tasks: tasks.filter(({ code }) => [...codesByStore.values()].some((codes) => codes.has(code))),
    codesByStore,
    range: {
      from: given.from ?? null,
      to: given.to ?? null,
      rereadDays: given.rereadDays ?? 0,
      resumes: [...(given.resumes ?? []), past.runId],
    },
    acceptDeletes: given.acceptDeletes ?? false,
  };
}

async function readArguments(db: Queryable, past: PastRunDetail): Promise<RunArguments> {
  const refuse = (why: string): ConfigError =>
    new ConfigError('NOT_RESUMABLE', `run ${past.runId} (${past.command}) cannot be resumed: ${why}`);
  if (past.dryRun) throw refuse('it was a dry run and kept nothing. Run it again without --dry-run');
  const { rows } = await db.query<{ arguments: string }>(
    statement('select arguments::text from etl_admin.etl_run where run_id = $runId::uuid', { runId: past.runId }),
  );
  const given = JSON.parse(rows[0]?.arguments ?? '{}') as RunArguments;
  if (given.backfill !== undefined) throw refuse(`"feiqiu-etl backfill resume ${given.backfill}" goes on with it`);
  if (given.stores === undefined || given.tasks === undefined) {
    throw refuse('its record does not say what it was to do. Give the same command again: what is done is not doubled');
  }
  return given;
}

function codesLeft(
  past: PastRunDetail,
  siteId: string,
  { codes, tasks }: { readonly codes: readonly string[]; readonly tasks: readonly Task[] },
): ReadonlySet<string> {
  const done = new Set(
    past.taskReports.filter((report) => report.siteId === siteId && DONE.has(report.status)).map(({ code }) => code),
  );
  const left = new Set(codes.filter((code) => !done.has(code)));
  // A set is walked with what is added on the way, so this finds all that lies downstream.
  for (const undone of left) {
    for (const { code, dependsOn, after = [] } of tasks) {
      if (codes.includes(code) && [...dependsOn, ...after].includes(undone)) left.add(code);
    }
  }
  return left;
}
