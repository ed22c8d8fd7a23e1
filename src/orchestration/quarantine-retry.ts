import type { SiteId } from '../base/ids.ts';
import { DIMENSIONS } from '../catalog/dimensions.ts';
import { dwdTable } from '../catalog/dwd-table.ts';
import { ENDPOINTS } from '../catalog/endpoints.ts';
import { FACTS } from '../catalog/facts.ts';
import { createSecondChanceTask, withRefill } from '../tasks/second-chance-task.ts';
import type { Task } from '../tasks/task.ts';
import { ANY_OPEN, type QuarantineEntry, type QuarantineFilter, readQuarantine, unknownEntries } from './quarantine.ts';
import { TASKS } from './registry.ts';
import { run } from './run.ts';
import type { RunOptions } from './run-options.ts';
import type { RunReport } from './run-report.ts';
import { loadStores } from './stores.ts';
import type { Workplace } from './workplace.ts';

/** What a second chance brought. */
export interface RetryReport {
  /** Null when there was nothing to try. */
  readonly run: RunReport | null;
  readonly tried: number;
  readonly closed: readonly QuarantineEntry[];
  /** Those tried that are still open, and those that were refused anew. */
  readonly refused: readonly QuarantineEntry[];
}

/**
 * Gives refused records a second chance, by the contract as it is now and without a request. What ODS refused is loaded
 * from its raw text, and what comes of it goes on into the typed tables. A typed table judges all records of the store
 * anew. Throws ConfigError for an id that no entry has; one that is closed already counts as closed.
 */
export async function retryQuarantine(
  place: Workplace,
  filter: QuarantineFilter,
  options: Pick<RunOptions, 'waitMs' | 'onTaskEnd'>,
): Promise<RetryReport> {
  const db = place.database.pool;
  const asked = await readQuarantine(db, { ...filter, all: filter.ids !== null });
  const missing = filter.ids?.filter((id) => !asked.some((entry) => entry.id === id)) ?? [];
  if (missing.length > 0) throw unknownEntries(missing);
  const [tried, closedBefore] = [asked.filter(isOpen), asked.filter((entry) => !isOpen(entry))];
  if (tried.length === 0) return { run: null, tried: 0, closed: closedBefore, refused: [] };

  const stores = [...new Set(tried.map((entry) => entry.siteId))];
  const openBefore = await readQuarantine(db, { ...ANY_OPEN, stores });
  const report = await run(place, {
    ...options,
    command: 'quarantine retry',
    stores: await loadStores(db, stores),
    tasks: tasksFor(tried),
    tasksNamed: true,
    range: { from: null, to: null },
    dryRun: false,
    acceptDeletes: false,
    // That records are refused is no news here; the report says which.
    quarantineLimit: 1,
  });
  const openNow = await readQuarantine(db, { ...ANY_OPEN, stores });
  const [idsTried, idsBefore, idsNow] = [idsOf(tried), idsOf(openBefore), idsOf(openNow)];
  const ids = [...idsBefore].filter((id) => !idsNow.has(id));
  return {
    run: report,
    tried: tried.length,
    closed: [...closedBefore, ...(await readQuarantine(db, { ...ANY_OPEN, ids, all: true }))],
    refused: openNow.filter(({ id }) => idsTried.has(id) || !idsBefore.has(id)),
  };
}

const idsOf = (entries: readonly QuarantineEntry[]): Set<string> => new Set(entries.map((entry) => entry.id));

const isOpen = (entry: QuarantineEntry): boolean => entry.status === 'OPEN';

/** The tasks of the tables that refused the entries, and of the typed tables behind an ODS table. */
function tasksFor(tried: readonly QuarantineEntry[]): Task[] {
  const ofTable = (table: string): QuarantineEntry[] => tried.filter((entry) => entry.table === table);
  const ods = ENDPOINTS.filter(({ table }) => ofTable(table).length > 0);
  const typed = [...DIMENSIONS, ...FACTS].filter(
    (table) => ofTable(dwdTable(table)).length > 0 || ods.some((endpoint) => endpoint.table === table.source),
  );
  return [
    ...ods.map((endpoint) =>
      createSecondChanceTask(
        endpoint,
        ofTable(endpoint.table).map((entry) => entry.id),
      ),
    ),
    ...typed.map((table) =>
      withRefill(taskOf(table.task), new Set(ofTable(dwdTable(table)).map((entry) => entry.siteId as SiteId))),
    ),
  ];
}

function taskOf(code: string): Task {
  const found = TASKS.find((task) => task.code === code);
  if (found === undefined) throw new Error(`no task ${code} fills a typed table`);
  return found;
}
