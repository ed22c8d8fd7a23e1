import type { Check, CheckFamily } from '../../../catalog/check.ts';
import { CHECKS } from '../../../catalog/checks.ts';
import { statement } from '../../../database/statement.ts';
import type { Violation } from '../../../quality/outcome.ts';
import type { Snooze } from '../../../quality/snoozes.ts';
import {
  type PastResult,
  rankOf,
  readPastResults,
  readStanding,
  type StandingResult,
} from '../../../quality/standing-results.ts';
import type { Queryable } from '../../../tasks/task.ts';
import type { CheckFamilyAnswer, CheckStanding, FailingKey, ListedCheck, PastOutcome } from '../../api/quality.ts';
import { MASKED, maskMessage } from '../mask.ts';
import { nameOfFamily, nameOfOwner, nameOfStatus } from '../names.ts';
import { showsPersonalData } from '../personal.ts';

/** A store whose checks are asked for. */
export interface CheckedStore {
  readonly siteId: string;
  readonly name: string;
}

/** Every check by family, with how it stands in some stores. */
export async function readFamilies(
  db: Queryable,
  stores: readonly CheckedStore[],
  snoozes: readonly Snooze[],
): Promise<CheckFamilyAnswer[]> {
  const siteIds = stores.map(({ siteId }) => siteId);
  const byCheck = new Map<string, StandingResult[]>();
  for (const result of await readStanding(db, { siteIds, checks: CHECKS, snoozes })) {
    byCheck.set(result.check.id, [...(byCheck.get(result.check.id) ?? []), result]);
  }
  const families = new Map<CheckFamily, Ranked[]>();
  for (const check of CHECKS) {
    const ranked = toRanked(check, byCheck.get(check.id) ?? []);
    families.set(check.family, [...(families.get(check.family) ?? []), ranked]);
  }
  return [...families].map(([family, checks]) => ({
    family: nameOfFamily(family),
    checks: checks.toSorted((a, b) => a.rank - b.rank).map(({ listed }) => listed),
  }));
}

interface Ranked {
  readonly rank: number;
  readonly listed: ListedCheck;
}

/** What was never run comes last. */
function toRanked({ id, zh, en, blocking, owner }: Check, results: readonly StandingResult[]): Ranked {
  const worst = results.toSorted((a, b) => rankOf(a) - rankOf(b))[0];
  const listed = {
    id,
    zh,
    en,
    isBlocking: blocking,
    owner: nameOfOwner(owner),
    status: worst === undefined ? null : nameOfStatus(worst.status),
    violations: results.reduce((sum, { violations }) => sum + violations, 0),
    failingDays: [...new Set(results.flatMap(({ failingDays }) => failingDays))].toSorted(),
  };
  return { rank: worst === undefined ? Number.POSITIVE_INFINITY : rankOf(worst), listed };
}

/** Results shown of the past of a check in a store, and violating rows. */
const PAST_SHOWN = 40;
const KEYS_SHOWN = 100;

/** How a check stands in each of some stores, with its past there. */
export async function readStandings(
  db: Queryable,
  check: Check,
  stores: readonly CheckedStore[],
  snoozes: readonly Snooze[],
): Promise<CheckStanding[]> {
  const siteIds = stores.map(({ siteId }) => siteId);
  const results = await readStanding(db, { siteIds, checks: [check], snoozes });
  const isMasked = showsPersonalData(check);
  const standings: CheckStanding[] = [];
  for (const result of results.toSorted((a, b) => rankOf(a) - rankOf(b))) {
    const { siteId, status, violations, failingDays, keys, message, checkedAt } = result;
    const past = await readPastResults(db, { checkId: check.id, siteIds: [siteId], limit: PAST_SHOWN });
    standings.push({
      siteId,
      storeName: stores.find((store) => store.siteId === siteId)?.name ?? siteId,
      status: nameOfStatus(status),
      violations,
      failingDays,
      keys: keys.slice(0, KEYS_SHOWN).map((key) => toFailingKey(key, isMasked)),
      message: message === null ? null : maskMessage(message),
      checkedAt,
      past: past.map(toPastOutcome).toReversed(),
    });
  }
  return standings;
}

function toFailingKey(
  { business_date: date, entry_key: key, observed, expected }: Violation,
  isMasked: boolean,
): FailingKey {
  const hide = (text: string | null): string | null => (isMasked && text !== null ? MASKED : text);
  return { date, key, observed: hide(observed), expected: hide(expected) };
}

function toPastOutcome({ checkedAt, status, violations, fromDate, toDate }: PastResult): PastOutcome {
  return { checkedAt, status: nameOfStatus(status), violations, fromDate, toDate };
}

/** The query of a check as it was last run in one of some stores; null when it never was. */
export async function readLastSql(db: Queryable, checkId: string, siteIds: readonly string[]): Promise<string | null> {
  const sql = `select t.sql from etl_admin.etl_check_result r join etl_admin.etl_check_sql t using (sql_hash)
where r.check_id = $checkId and r.site_id = any($siteIds::bigint[]) order by r.result_id desc limit 1`;
  return (await db.query<{ sql: string }>(statement(sql, { checkId, siteIds }))).rows[0]?.sql ?? null;
}
