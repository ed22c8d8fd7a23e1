import type { ClientBase } from 'pg';
import { md5Hex } from '../base/digest.ts';
import type { RunId, SiteId } from '../base/ids.ts';
import { statement } from '../database/statement.ts';
import type { CheckOutcome } from './outcome.ts';

const WRITE = `with given as (
  select * from jsonb_to_recordset($results::jsonb) as r (check_id text, status text, severity text, blocking boolean,
    from_date date, to_date date, failing_days date[], violations bigint, observed text, expected text, failing_keys jsonb,
    sql_hash text, sql text, message text, duration_ms integer)
), texts as (
  insert into etl_admin.etl_check_sql (sql_hash, sql) select distinct sql_hash, sql from given on conflict do nothing
)
insert into etl_admin.etl_check_result (run_id, site_id, check_id, status, severity, blocking, from_date, to_date,
  failing_days, violations, observed, expected, failing_keys, sql_hash, message, duration_ms)
select $runId::uuid, $siteId::bigint, check_id, status, severity, blocking, from_date, to_date, coalesce(failing_days, '{}'),
  violations, observed, expected, failing_keys, sql_hash, message, duration_ms from given`;

/** Keeps the results of a run's checks of one store. */
export async function storeOutcomes(
  client: Pick<ClientBase, 'query'>,
  outcomes: readonly CheckOutcome[],
  { runId, siteId }: { readonly runId: RunId; readonly siteId: SiteId },
): Promise<void> {
  if (outcomes.length === 0) return;
  const results = JSON.stringify(outcomes.map(toRow));
  await client.query(statement(WRITE, { results, runId, siteId }));
}

function toRow(outcome: CheckOutcome): Record<string, unknown> {
  const { check, status, dates, violations, failingDays, sample, sql, message, durationMs } = outcome;
  return {
    check_id: check.id,
    status,
    severity: check.severity,
    blocking: check.blocking,
    from_date: dates.toSorted()[0] ?? null,
    to_date: dates.toSorted().at(-1) ?? null,
    failing_days: failingDays,
    violations,
    observed: sample[0]?.observed ?? null,
    expected: sample[0]?.expected ?? null,
    failing_keys: sample,
    sql_hash: md5Hex(sql),
    sql,
    message,
    duration_ms: Math.round(durationMs),
  };
}

/** Ids of the checks whose violations are known and accepted for a store at a moment. */
export async function readSnoozed(
  db: Pick<ClientBase, 'query'>,
  siteId: SiteId,
  now: Date,
): Promise<ReadonlySet<string>> {
  const sql = `select distinct check_id from etl_admin.etl_check_snooze
where (site_id is null or site_id = $siteId::bigint) and until > $now::timestamptz`;
  const { rows } = await db.query<{ check_id: string }>(statement(sql, { siteId, now }));
  return new Set(rows.map((row) => row.check_id));
}
