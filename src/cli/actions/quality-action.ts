import { ConfigError } from '../../base/errors.ts';
import { isLocalDate, type LocalDate } from '../../base/local-time.ts';
import type { Check } from '../../catalog/check.ts';
import { type AskedDays, judgeStores, type QualityRun } from '../../orchestration/judge-stores.ts';
import type { DaySpan } from '../../orchestration/rebuild-marts.ts';
import { loadStores } from '../../orchestration/stores.ts';
import { isRed } from '../../quality/outcome.ts';
import { findCheck, selectChecks } from '../../quality/select-checks.ts';
import { listSnoozes } from '../../quality/snoozes.ts';
import { type PastResult, readPastResults, readStanding, type StandingResult } from '../../quality/standing-results.ts';
import type { CheckOptions, QualityRunOptions } from '../commands/quality.ts';
import { parseStoreIds } from '../parse-options.ts';
import { withReadingPlace, withWorkplace } from '../workplace.ts';

/** Whether the exit code has to tell of it. */
export function anyRed(results: readonly StandingResult[]): boolean {
  return results.some(isRed);
}

/** The checks that the options select. */
export function checksOf({ checks, family }: CheckOptions): Check[] {
  return selectChecks({ checks: checks ?? null, family: family ?? null });
}

/** Runs checks; what can be wrong with the request is found before a database is opened. */
export async function executeQualityRun(options: QualityRunOptions): Promise<QualityRun> {
  const checks = checksOf(options);
  const days = parseDays(options);
  return withWorkplace(options, async (place) => {
    const stores = await loadStores(place.database.pool, parseStoreIds(options.stores));
    return judgeStores(place, { stores, checks, days });
  });
}

function parseDays({ full, ...options }: QualityRunOptions): AskedDays {
  const span = parseSpan(options);
  const spanAsked = span.from !== null || span.to !== null;
  if (full === true && spanAsked) throw new ConfigError('BAD_OPTIONS', '--full and --from or --to exclude each other');
  if (spanAsked) return span;
  return full === true ? 'all' : 'usual';
}

/** `--from` and `--to` as business days; throws ConfigError for what is no day, and for days in the wrong order. */
export function parseSpan({ from, to }: { readonly from?: string; readonly to?: string }): DaySpan {
  const span = {
    from: from === undefined ? null : parseDay('--from', from),
    to: to === undefined ? null : parseDay('--to', to),
  };
  if (span.from !== null && span.to !== null && span.from > span.to) {
    throw new ConfigError('BAD_RANGE', `--from ${span.from} lies after --to ${span.to}`);
  }
  return span;
}

/** A business day; throws ConfigError naming the flag. */
export function parseDay(flag: string, text: string): LocalDate {
  if (isLocalDate(text)) return text;
  throw new ConfigError('BAD_DATE', `${flag} ${JSON.stringify(text)} is not a business day: give YYYY-MM-DD`);
}

/** A check, and how it stands in the stores asked for. */
export interface ListedCheck
  extends Pick<Check, 'id' | 'family' | 'zh' | 'en' | 'severity' | 'blocking' | 'scope' | 'owner'> {
  readonly standing: readonly StandingResult[];
}

/** The checks selected, each with how it stands. */
export async function executeQualityList(options: CheckOptions): Promise<ListedCheck[]> {
  const checks = checksOf(options);
  return withReadingPlace(options, async ({ db, clock }) => {
    const stores = await loadStores(db, parseStoreIds(options.stores));
    const snoozes = await listSnoozes(db, clock.now());
    const siteIds = stores.map(({ siteId }) => siteId);
    const results = await readStanding(db, { siteIds, checks, snoozes });
    return checks.map(({ id, family, zh, en, severity, blocking, scope, owner }) => {
      const standing = results.filter(({ check }) => check.id === id);
      return { id, family, zh, en, severity, blocking, scope, owner, standing };
    });
  });
}

/** Results of the past that are shown. */
const PAST_RESULTS = 10;

/** All there is to know of a check. */
export interface ShownCheck {
  readonly check: Check;
  readonly standing: readonly StandingResult[];
  readonly past: readonly PastResult[];
}

/** One check with its history; throws ConfigError for an id that is not known. */
export async function executeQualityShow(id: string, options: CheckOptions): Promise<ShownCheck> {
  const check = findCheck(id);
  return withReadingPlace(options, async ({ db, clock }) => {
    const stores = await loadStores(db, parseStoreIds(options.stores));
    const siteIds = stores.map(({ siteId }) => siteId);
    const snoozes = await listSnoozes(db, clock.now());
    const standing = await readStanding(db, { siteIds, checks: [check], snoozes });
    return { check, standing, past: await readPastResults(db, { checkId: check.id, siteIds, limit: PAST_RESULTS }) };
  });
}
