import type { SiteId } from '../base/ids.ts';
import type { Client } from '../database/connection.ts';
import { statement } from '../database/statement.ts';
import { utcText } from '../database/utc-text.ts';

type Queryable = Pick<Client, 'query'>;

/** A check whose violations are known and accepted until a moment. */
export interface Snooze {
  readonly checkId: string;
  /** Null: in all stores. */
  readonly siteId: string | null;
  readonly reason: string;
  /** Instant, ISO 8601 in UTC. */
  readonly until: string;
  readonly createdBy: string;
  readonly createdAt: string;
}

/** Accepts the violations of a check until a moment, in some stores or (null) in all. */
export async function addSnooze(
  db: Queryable,
  snooze: Pick<Snooze, 'checkId' | 'reason' | 'createdBy'> & {
    readonly siteIds: readonly SiteId[] | null;
    readonly until: Date;
    readonly now: Date;
  },
): Promise<void> {
  const sql = `insert into etl_admin.etl_check_snooze (check_id, site_id, reason, until, created_by, created_at)
select $checkId, site_id, $reason, $until::timestamptz, $createdBy, $now::timestamptz
from unnest($siteIds::bigint[]) as s (site_id)`;
  await db.query(statement(sql, { ...snooze, siteIds: snooze.siteIds ?? [null] }));
}

/** The snoozes in force at a moment, the first to end first. */
export async function listSnoozes(db: Queryable, now: Date): Promise<Snooze[]> {
  const sql = `select check_id as "checkId", site_id as "siteId", reason, ${utcText('until')} as until,
  created_by as "createdBy", ${utcText('created_at')} as "createdAt"
from etl_admin.etl_check_snooze s where s.until > $now::timestamptz order by s.until, check_id, site_id nulls first`;
  const { rows } = await db.query<Snooze>(statement(sql, { now }));
  return rows;
}

/**
 * Ends the snoozes of a check that are in force: those of some stores, or (null) all of it. They stay on record. Returns
 * how many were ended.
 */
export async function endSnoozes(
  db: Queryable,
  {
    checkId,
    siteIds,
    now,
  }: { readonly checkId: string; readonly siteIds: readonly SiteId[] | null; readonly now: Date },
): Promise<number> {
  const sql = `update etl_admin.etl_check_snooze set until = $now::timestamptz
where check_id = $checkId and until > $now::timestamptz and ($siteIds::bigint[] is null or site_id = any($siteIds::bigint[]))`;
  const { rowCount } = await db.query(statement(sql, { checkId, siteIds, now }));
  return rowCount ?? 0;
}
