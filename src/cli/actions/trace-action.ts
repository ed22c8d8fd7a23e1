import path from 'node:path';
import { toSiteId } from '../../base/ids.ts';
import type { Config } from '../../config/load-config.ts';
import { archiveRootOf } from '../../orchestration/connect-upstream.ts';
import { parseKey, resolveTarget } from '../../orchestration/trace/target.ts';
import { type Trace, type TraceRequest, traceRow } from '../../orchestration/trace/trace.ts';
import type { TraceOptions } from '../commands/trace.ts';
import { parseStoreIds } from '../parse-options.ts';
import { contractOf, readConfig, withReadingPlace } from '../workplace.ts';

/**
 * Follows one row back, in the database and the archives that are configured. Throws ConfigError for a table, key or store
 * id that is none before the database is opened.
 */
export async function executeTrace(asked: Pick<TraceRequest, 'table' | 'key'>, options: TraceOptions): Promise<Trace> {
  const stores = parseStoreIds(options.stores)?.map(toSiteId) ?? null;
  parseKey(asked.key, resolveTarget(asked.table, contractOf(readConfig(options)).endpoints));
  return withReadingPlace(options, ({ config, db, endpoints }) =>
    traceRow({ db, endpoints, archives: archivesOf(config, options.archive) }, { ...asked, stores }),
  );
}

function archivesOf(config: Config, asked: string | undefined): string[] {
  const { JSON_DOC_DIR } = config.values;
  const dirs = [asked, archiveRootOf(config), JSON_DOC_DIR].filter((dir) => dir !== undefined);
  return [...new Set(dirs.map((dir) => path.resolve(dir)))];
}
