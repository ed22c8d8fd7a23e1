import type { ClientBase } from 'pg';
import type { ArchivedPage, ArchivedWalk } from '../../api/archive/walk.ts';
import { type BatchPage, understand } from './batch-parts.ts';
import { DriftScan } from './drift-scan.ts';
import type { ConfirmationsOf } from './late-records.ts';
import { loadBatch } from './load-batch.ts';
import { emptyCounts, type LoadContext } from './load-result.ts';
import { noteKeys, type PageLoad, type PagesOutcome } from './page-load.ts';
import { keySuffixOf } from './prepared-page.ts';
import { slicePage } from './sliced-page.ts';

/** Pages sent ahead of the first answer; with one savepoint for all of them. */
const PAGES_IN_FLIGHT = 10;

/** Loads the pages of a walk inside the caller's transaction. */
export async function loadPages(
  client: ClientBase,
  walk: ArchivedWalk,
  context: LoadContext,
  options: { readonly loadId: string; readonly confirmationsOf: ConfirmationsOf | null },
): Promise<PagesOutcome> {
  const outcome: PagesOutcome = {
    counts: emptyCounts(),
    drift: new DriftScan(context.endpoint),
    events: { from: null, to: null, count: 0 },
    bytes: 0,
  };
  const load: PageLoad = {
    client,
    context,
    work: { walk, endpoint: context.endpoint, loadId: options.loadId },
    outcome,
    confirmationsOf: options.confirmationsOf,
    keys: [],
    replaced: new Set(),
    unknownBatches: 0,
  };
  let noted: Promise<void> = Promise.resolve();
  let next = readBatch(load, walk.pages.slice(0, PAGES_IN_FLIGHT));
  for (let at = 0; at < walk.pages.length; at += PAGES_IN_FLIGHT) {
    const batch = await next;
    // Read ahead while PostgreSQL works; a failure is met when the batch is due, not as an unhandled rejection.
    next = readBatch(load, walk.pages.slice(at + PAGES_IN_FLIGHT, at + 2 * PAGES_IN_FLIGHT));
    next.catch(() => undefined);
    await loadBatch(load, batch, noted);
    // Not waited for here, so that the next batch follows at once on the same connection.
    noted = noteKeys(client, load.keys.splice(0), true);
    noted.catch(() => undefined);
  }
  await noted;
  return outcome;
}

/** Where nothing was known of the batch before, this one is understood ahead as well, while PostgreSQL is busy. */
async function readBatch(load: PageLoad, pages: readonly ArchivedPage[]): Promise<BatchPage[]> {
  const suffix = keySuffixOf(load.work);
  const read = async (page: ArchivedPage): Promise<BatchPage> => {
    const sliced = await slicePage(page, load.context.endpoint, suffix);
    return { sliced, prepared: load.unknownBatches > 0 ? understand(load, sliced) : null };
  };
  return await Promise.all(pages.map(read));
}
