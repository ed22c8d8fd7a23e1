import type { Clock } from '../../base/clock.ts';
import { CHECKS_FAILED } from '../../base/day-reason.ts';
import type { RunId, SiteId } from '../../base/ids.ts';
import type { LocalDate } from '../../base/local-time.ts';
import { DAY_STATUS } from '../../catalog/mart-table.ts';
import type { Client } from '../../database/connection.ts';
import { statement } from '../../database/statement.ts';
import type { Judgement } from './publish-days.ts';

/** For whom, and by which rules, days are published. */
export interface PublicationScope {
  readonly siteId: SiteId;
  readonly runId: RunId;
  readonly snoozed: ReadonlySet<string>;
  /** The present business date: values that age, such as days since the last visit, are as of this day. */
  readonly asOf: LocalDate;
  readonly clock: Clock;
  /** Changes marked later than this, by the clock of the database, are not part of what was computed. */
  readonly seenAt: string;
}

const GIVEN = `given as (
  select * from jsonb_to_recordset($days::jsonb) as d (business_date date, passed boolean, provisional text, failed text[],
    reasons jsonb, changed integer)
)`;

/**
 * A day that passed is PUBLISHED, or PROVISIONAL while it is open. One that failed keeps its last good figures and is
 * STALE, or BLOCKED when it never had any.
 */
const WRITE_STATUS = `with ${GIVEN}, fresh as (
  select g.*, case when passed then case when provisional is null then 'PUBLISHED' else 'PROVISIONAL' end
    when s.published_at is not null then 'STALE' else 'BLOCKED' end as status,
    case when passed then provisional else '${CHECKS_FAILED}' || array_to_string(failed, ', ') end as reason
  from given g left join ${DAY_STATUS} s on s.site_id = $siteId::bigint and s.business_date = g.business_date
)
insert into ${DAY_STATUS} as s (site_id, business_date, status, published_at, run_id, since, reason)
select $siteId::bigint, business_date, status, case when passed then $now::timestamptz end,
  case when passed then $runId::uuid end, $now::timestamptz, reason
from fresh
on conflict (site_id, business_date) do update set status = excluded.status, reason = excluded.reason,
  published_at = coalesce(excluded.published_at, s.published_at), run_id = coalesce(excluded.run_id, s.run_id),
  since = case when s.status = excluded.status then s.since else excluded.since end`;

const WRITE_RESTATEMENT = `with ${GIVEN}
insert into etl_admin.etl_restatement as r (site_id, business_date, run_id, outcome, reasons, rows_changed, failed_checks)
select $siteId::bigint, business_date, $runId::uuid,
  case when not passed then 'BLOCKED' when provisional is null then 'PUBLISHED' else 'PROVISIONAL' end,
  reasons, changed, coalesce(failed, '{}')
from given
on conflict (site_id, business_date, run_id) do update set outcome = excluded.outcome,
  rows_changed = r.rows_changed + excluded.rows_changed, failed_checks = excluded.failed_checks, at = excluded.at`;

const FORGET_DIRTY = `with ${GIVEN}
delete from etl_admin.etl_dirty_day d using given g
where d.site_id = $siteId::bigint and d.business_date = g.business_date and g.passed and d.marked_at <= $seenAt::timestamptz`;

/** A day that failed stays due, also when it was not its own rows that made it so. */
const STAY_DUE = `with ${GIVEN}
insert into etl_admin.etl_dirty_day (site_id, business_date, input, reason)
select $siteId::bigint, g.business_date, r.input, r.reason
from given g, jsonb_to_recordset(g.reasons) as r (input text, reason text) where not g.passed
on conflict (site_id, business_date, input) do nothing`;

/** Writes down what became of the days: status, restatement, and which of them are no longer due. */
export async function recordPublication(
  client: Client,
  { days, changed }: Judgement,
  { siteId, runId, seenAt, clock }: PublicationScope,
): Promise<void> {
  const given = days.map(({ day, failed }) => ({
    business_date: day.date,
    passed: failed.length === 0,
    provisional: day.provisional,
    failed,
    reasons: day.reasons,
    changed: changed.get(day.date) ?? 0,
  }));
  const values = { siteId, runId, seenAt, now: clock.now(), days: JSON.stringify(given) };
  for (const sql of [WRITE_STATUS, WRITE_RESTATEMENT, FORGET_DIRTY, STAY_DUE])
    await client.query(statement(sql, values));
}
