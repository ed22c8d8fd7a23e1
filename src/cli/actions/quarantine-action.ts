import { ConfigError } from '../../base/errors.ts';
import {
  listQuarantine,
  type QuarantineFilter,
  type QuarantineList,
  toEntryId,
  toQuarantineFilter,
} from '../../orchestration/quarantine.ts';
import { type RetryReport, retryQuarantine } from '../../orchestration/quarantine-retry.ts';
import type { TaskReport } from '../../orchestration/run-report.ts';
import type { QuarantineSelection, RetryCommandOptions } from '../commands/quarantine.ts';
import { parseLimit, parseStoreIds, parseWait } from '../parse-options.ts';
import { withReadingPlace, withWorkplace } from '../workplace.ts';

/** The entries that the options let through. */
export async function executeQuarantineList(
  options: QuarantineSelection & { readonly all?: boolean; readonly limit: string },
): Promise<QuarantineList> {
  const filter = { ...parseFilter(options), all: options.all ?? false };
  const limit = parseLimit(options.limit);
  return withReadingPlace(options, ({ db }) => listQuarantine(db, filter, limit));
}

/** Tries the entries named, or all open ones that the options let through. */
export async function executeQuarantineRetry(
  ids: readonly string[],
  options: RetryCommandOptions,
  onTaskEnd: (report: TaskReport) => void,
): Promise<RetryReport> {
  const { stores, table, rule } = options;
  if (ids.length > 0 && [stores, table, rule].some((given) => given !== undefined)) {
    throw new ConfigError(
      'BAD_OPTIONS',
      'numbers of entries and --stores, --table or --rule exclude each other: give one or the other',
    );
  }
  const filter = { ...parseFilter(options), ids: ids.length === 0 ? null : ids.map(toEntryId) };
  const waitMs = parseWait(options.wait);
  return withWorkplace(options, (place) => retryQuarantine(place, filter, { waitMs, onTaskEnd }));
}

function parseFilter({ stores, table, rule }: QuarantineSelection): QuarantineFilter {
  return toQuarantineFilter({ stores: parseStoreIds(stores), table, rule });
}
