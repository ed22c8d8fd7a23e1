import { ConfigError } from '../../base/errors.ts';
import { type Config, tokenIn } from '../../config/load-config.ts';
import { archiveRootOf } from '../../orchestration/connect-upstream.ts';
import { TASKS } from '../../orchestration/registry.ts';
import { replayArchive } from '../../orchestration/replay.ts';
import { run } from '../../orchestration/run.ts';
import type { RunReport, TaskReport } from '../../orchestration/run-report.ts';
import { selectTasks } from '../../orchestration/select-tasks.ts';
import { asksUpstream } from '../../orchestration/store-run.ts';
import { loadStores } from '../../orchestration/stores.ts';
import { type AskedRange, assertRange } from '../../orchestration/window-rules.ts';
import type { Workplace } from '../../orchestration/workplace.ts';
import type { Store, Task } from '../../tasks/task.ts';
import type { SelectionOptions } from '../commands/run.ts';
import { parseCount, parseStoreIds, parseWait } from '../parse-options.ts';
import { withWatchedWorkplace } from './alerting.ts';

/** Options of `run` as this action needs them. */
export interface RunActionOptions extends SelectionOptions {
  readonly dryRun?: boolean;
  readonly acceptDeletes?: boolean;
  readonly wait?: string | boolean;
  readonly source: string;
}

/** Runs what the command line asks for. Everything that can be wrong in it is found before anything is started. */
export async function executeRun(
  options: RunActionOptions,
  onTaskEnd: (report: TaskReport) => void,
): Promise<RunReport> {
  const selection = parseSelection(options);
  const waitMs = parseWait(options.wait);
  if (options.source !== 'online' && options.source !== 'archive') {
    throw new ConfigError('BAD_SOURCE', `--source ${JSON.stringify(options.source)} is not known: online or archive`);
  }
  const isOnline = options.source === 'online' && selection.tasks.some(asksUpstream);
  return withWatchedWorkplace(options, {
    before: (config) => (isOnline ? assertUpstreamKnown(config) : undefined),
    work: async (place, alerting) => {
      const stores = await loadStores(place.database.pool, selection.storeIds);
      const common = {
        stores,
        dryRun: options.dryRun ?? false,
        acceptDeletes: options.acceptDeletes ?? false,
        waitMs,
        onTaskEnd,
      };
      if (options.source === 'archive') {
        const { tasks, tasksNamed } = selection;
        return replayArchive(place, { ...common, dir: archiveRootOf(place.config), tasks, tasksNamed });
      }
      const start = async (): Promise<RunReport> => {
        if (isOnline) assertTokens(place, stores);
        return await run(place, { ...common, ...selection });
      };
      return await (common.dryRun ? start() : alerting(stores, start));
    },
  });
}

export interface Selection {
  readonly tasks: readonly Task[];
  readonly tasksNamed: boolean;
  readonly storeIds: readonly string[] | null;
  readonly range: AskedRange;
}

/** `--reread` in business days; throws ConfigError beside a range. */
function parseReread({ reread, from, to }: SelectionOptions): number {
  if (reread === undefined) return 0;
  const days = parseCount('--reread', reread, 0, MOST_REREAD_DAYS);
  if (from !== undefined || to !== undefined) {
    throw new ConfigError(
      'BAD_OPTIONS',
      '--reread goes back from the present; with --from or --to that range is read: leave one out',
    );
  }
  return days;
}

/** Ten years. */
export const MOST_REREAD_DAYS = 3660;

/** Checks and reads the options that select the work; throws ConfigError naming the value and what is allowed. */
export function parseSelection(options: SelectionOptions): Selection {
  const range = { from: options.from ?? null, to: options.to ?? null, rereadDays: parseReread(options) };
  assertRange(range);
  return {
    tasks: options.tasks === undefined ? TASKS : selectTasks(options.tasks, TASKS),
    tasksNamed: options.tasks !== undefined,
    storeIds: parseStoreIds(options.stores),
    range,
  };
}

/** Throws ConfigError where the address of upstream is missing. */
export function assertAddressKnown({ values: { API_BASE } }: Config): void {
  if (API_BASE !== undefined) return;
  throw new ConfigError('NO_API_BASE', 'API_BASE is not set: put the address of the upstream API into .env');
}

/** A single store is configured by STORE_ID and API_TOKEN; then both can be checked before a database is opened. */
export function assertUpstreamKnown(config: Config): void {
  assertAddressKnown(config);
  const { API_TOKEN, API_TOKEN_COMMAND, STORE_ID } = config.values;
  if (STORE_ID !== undefined && API_TOKEN === undefined && API_TOKEN_COMMAND === undefined) {
    throw noToken(STORE_ID, 'API_TOKEN');
  }
}

/** Every store has a token, or a command that gets one. */
export function assertTokens({ config }: Workplace, stores: readonly Store[]): void {
  for (const { siteId, tokenEnv } of stores) {
    const token = tokenIn(config, tokenEnv);
    if (token === undefined && config.values.API_TOKEN_COMMAND === undefined) throw noToken(siteId, tokenEnv);
  }
}

function noToken(siteId: string, variable: string): ConfigError {
  return new ConfigError(
    'NO_TOKEN',
    `no token for store ${siteId}: put it into the environment or .env as ${variable}, or set API_TOKEN_COMMAND`,
  );
}
