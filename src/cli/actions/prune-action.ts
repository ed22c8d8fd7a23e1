import { ConfigError } from '../../base/errors.ts';
import { type PruneReport, pruneAll } from '../../orchestration/retention/prune.ts';
import type { PruneOptions } from '../commands/prune.ts';
import { withWorkplace } from '../workplace.ts';

/** Removes what is no longer kept, or shows what that is. */
export async function executePrune(options: PruneOptions): Promise<PruneReport> {
  if (options.yes === true && options.dryRun === true) {
    throw new ConfigError('BAD_OPTIONS', '--dry-run and --yes exclude each other');
  }
  return withWorkplace(options, (place) => pruneAll(place, { dryRun: options.yes !== true }));
}
