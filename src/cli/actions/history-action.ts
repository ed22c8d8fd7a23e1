import path from 'node:path';
import { ConfigError } from '../../base/errors.ts';
import { type RebuildReport, rebuildHistory, selectDimension } from '../../orchestration/rebuild-history.ts';
import { listArchivedStores } from '../../orchestration/replay-source.ts';
import { loadStores } from '../../orchestration/stores.ts';
import { assertRange } from '../../orchestration/window-rules.ts';
import type { HistoryRebuildOptions } from '../commands/history.ts';
import { parseCount, parseStoreIds, parseWait } from '../parse-options.ts';
import { withWorkplace } from '../workplace.ts';

const MOST_SHOWN = 10_000;

/** Rebuilds, or shows what a rebuild would do. What can be wrong with the request is found before a database is opened. */
export async function executeRebuild(word: string, options: HistoryRebuildOptions): Promise<RebuildReport> {
  const dimension = selectDimension(word);
  const from = options.from ?? null;
  assertRange({ from, to: null });
  const sampleSize = parseCount('--sample', options.sample, 0, MOST_SHOWN);
  const waitMs = parseWait(options.wait);
  const write = options.yes === true;
  if (write && options.dryRun === true) throw new ConfigError('BAD_OPTIONS', '--dry-run and --yes exclude each other');
  const archive = options.fromArchive === undefined ? null : path.resolve(options.fromArchive);
  if (archive !== null) await listArchivedStores(archive);
  return withWorkplace(options, async (place) => {
    const stores = await loadStores(place.database.pool, parseStoreIds(options.stores));
    return rebuildHistory(place, { dimension, stores, from, archive, write, sampleSize, waitMs });
  });
}
