import { statement } from '../database/statement.ts';
import { localText } from '../database/utc-text.ts';
import type { Queryable } from '../tasks/task.ts';

/** One time the figures of a store-day were computed again, why, and with what outcome. */
export interface Restatement {
  readonly siteId: string;
  readonly date: string;
  readonly outcome: 'PUBLISHED' | 'PROVISIONAL' | 'BLOCKED';
  /** What made the day due: the table that changed, and how. */
  readonly reasons: readonly { readonly input: string; readonly reason: string }[];
  /** Mart rows written or removed; 0: the figures stayed as they were. */
  readonly rowsChanged: number;
  readonly failedChecks: readonly string[];
  readonly runId: string;
  /** Wall-clock time of the store. */
  readonly at: string;
}

/** A store-day whose figures are not final. */
export interface OpenDay {
  readonly siteId: string;
  readonly date: string;
  readonly status: 'PROVISIONAL' | 'STALE' | 'BLOCKED';
  readonly reason: string | null;
  /** Wall-clock time of the store since when it has this status. */
  readonly since: string;
}

const COLUMNS = `r.site_id as "siteId", r.business_date as date, r.outcome, r.reasons, r.rows_changed as "rowsChanged",
  r.failed_checks as "failedChecks", r.run_id as "runId", ${localText('r.at')} as at`;

type Row = Omit<Restatement, 'reasons'> & { readonly reasons: string };

/** What a run did to store-days. */
export async function readRestatementsOfRun(db: Queryable, runId: string): Promise<Restatement[]> {
  const sql = `select ${COLUMNS} from etl_admin.etl_restatement r join etl_admin.etl_store s on s.site_id = r.site_id
where r.run_id = $runId::uuid order by r.site_id, r.business_date`;
  const { rows } = await db.query<Row>(statement(sql, { runId }));
  return rows.map(toRestatement);
}

/** The restatements of the last runs of each store that made any, the newest first. */
export async function readLastRestatements(db: Queryable, runs: number): Promise<Restatement[]> {
  const sql = `select ${COLUMNS} from etl_admin.etl_store s
cross join lateral (
  select run_id from etl_admin.etl_restatement where site_id = s.site_id group by run_id order by max(at) desc limit $runs
) l
join etl_admin.etl_restatement r on r.site_id = s.site_id and r.run_id = l.run_id
order by r.site_id, r.at desc, r.business_date`;
  const { rows } = await db.query<Row>(statement(sql, { runs }));
  return rows.map(toRestatement);
}

const toRestatement = ({ reasons, ...row }: Row): Restatement => ({
  ...row,
  reasons: JSON.parse(reasons) as Restatement['reasons'],
});

/** The store-days that are not final, the oldest first. */
export async function readOpenDays(db: Queryable): Promise<OpenDay[]> {
  const { rows } = await db.query<OpenDay>(
    `select d.site_id as "siteId", d.business_date as date, d.status, d.reason,
  ${localText('d.since')} as since
from billiards_dws.dws_day_status d join etl_admin.etl_store s on s.site_id = d.site_id
where d.status <> 'PUBLISHED' order by d.site_id, d.business_date`,
  );
  return rows;
}
