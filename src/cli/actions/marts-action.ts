import type { Mart, MartView } from '../../catalog/mart.ts';
import { MARTS } from '../../catalog/marts.ts';
import { type FiguresSpan, readFiguresSpans, rebuildMartDays } from '../../orchestration/rebuild-marts.ts';
import type { RunReport, TaskReport } from '../../orchestration/run-report.ts';
import { loadStores } from '../../orchestration/stores.ts';
import type { MartsListOptions, MartsRebuildOptions } from '../commands/marts.ts';
import { parseStoreIds, parseWait } from '../parse-options.ts';
import { withReadingPlace, withWorkplace } from '../workplace.ts';
import { parseSpan } from './quality-action.ts';

/** The marts, and over which days stores have figures. */
export interface ListedMarts {
  readonly marts: readonly (Mart | MartView)[];
  readonly stores: readonly FiguresSpan[];
}

/** What marts there are. */
export function executeMartsList(options: MartsListOptions): Promise<ListedMarts> {
  return withReadingPlace(options, async ({ db }) => {
    const stores = await loadStores(db, parseStoreIds(options.stores));
    return { marts: MARTS, stores: await readFiguresSpans(db, stores) };
  });
}

/** Computes days again. What can be wrong with the request is found before a database is opened. */
export async function executeMartsRebuild(
  options: MartsRebuildOptions,
  onTaskEnd: (report: TaskReport) => void,
): Promise<RunReport> {
  const span = parseSpan(options);
  const waitMs = parseWait(options.wait);
  return withWorkplace(options, async (place) => {
    const stores = await loadStores(place.database.pool, parseStoreIds(options.stores));
    return rebuildMartDays(place, { stores, span, waitMs, dryRun: options.dryRun ?? false, onTaskEnd });
  });
}
